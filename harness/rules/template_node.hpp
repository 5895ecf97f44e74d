#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/rules/template_value.hpp"

namespace firedrill::rules {

struct TemplateFunction;
struct Pipeline;
struct Operand;

/// A literal: true, nil, 1.5, "text". Its `text` is as written.
struct Constant {
  TemplateValue value;
  std::string text;
};

/// The dot, or fields of it: .Labels.job
struct DotPath {
  std::vector<std::string> fields;  ///< none: the dot itself
};

/// $name, or fields of it.
struct VariablePath {
  std::string name;  ///< with its $
  std::vector<std::string> fields;
};

struct FunctionName {
  const TemplateFunction* function;  ///< in the table of template_functions.hpp
};

/// A pipeline in parentheses, perhaps with fields behind it: (first $x).Value
struct Parenthesized {
  std::vector<Pipeline> pipeline;  ///< exactly one; a vector because the type is not known yet
  std::vector<std::string> fields;
};

struct Operand {
  std::variant<Constant, DotPath, VariablePath, FunctionName, Parenthesized> data;
  std::size_t position;  ///< in bytes from the start of the template
};

/// The fields that end an operand, or null if it cannot have any.
std::vector<std::string>* fields_of(Operand& operand);

/// A function and its arguments, or one operand.
struct Command {
  std::vector<Operand> operands;  ///< at least one
  std::size_t position;
};

/// Commands, each of which gets the result of the one before it as its last argument.
struct Pipeline {
  std::vector<std::string> variables;  ///< that take its result
  bool assigns = false;                ///< `=` instead of `:=`
  std::vector<Command> commands;       ///< at least one
  std::size_t position = 0;
};

struct TemplateNode;
using TemplateNodes = std::vector<TemplateNode>;

struct PlainText {
  std::string text;
};

/// {{ pipeline }}: prints its result unless variables take it.
struct Action {
  Pipeline pipeline;
};

/// if, with or range.
struct Branch {
  enum class Kind {
    condition,
    with,
    range
  };
  Kind kind = Kind::condition;
  Pipeline pipeline;
  TemplateNodes body;
  TemplateNodes otherwise;
};

/// {{ template "name" pipeline }}: prints another template; without a pipeline its dot is nil.
struct NamedTemplateCall {
  std::string name;
  std::vector<Pipeline> pipeline;  ///< at most one
  std::size_t position;
};

struct TemplateNode {
  std::variant<PlainText, Action, Branch, NamedTemplateCall> data;
};

/// What is wrong with arguments of anything but a function, whose operand this is.
std::string refused_arguments(const Operand& first);

/// The text in Go's canonical form, as its messages show it.
std::string to_string(const Operand& operand);
std::string to_string(const Command& command);
std::string to_string(const Pipeline& pipeline);
std::string to_string(const NamedTemplateCall& call);

}  // namespace firedrill::rules
