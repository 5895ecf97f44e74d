#include "harness/rules/template_node.hpp"

#include "harness/core/overloaded.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/rules/template_functions.hpp"

namespace firedrill::rules {
namespace {

std::string joined(std::string text, const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    text += '.' + field;
  }
  return text;
}

}  // namespace

std::vector<std::string>* fields_of(Operand& operand) {
  using Fields = std::vector<std::string>*;
  return std::visit(Overloaded{[](DotPath& path) -> Fields { return &path.fields; },
                               [](VariablePath& path) -> Fields { return &path.fields; },
                               [](Parenthesized& inner) -> Fields { return &inner.fields; },
                               [](Constant& /*constant*/) -> Fields { return nullptr; },
                               [](FunctionName& /*name*/) -> Fields { return nullptr; }},
                    operand.data);
}

std::string refused_arguments(const Operand& first) {
  const auto* path = std::get_if<DotPath>(&first.data);
  const auto* variable = std::get_if<VariablePath>(&first.data);
  const std::vector<std::string> none;
  const auto& fields = path != nullptr       ? path->fields
                       : variable != nullptr ? variable->fields
                                             : none;
  if (fields.empty()) {
    return "can't give argument to non-function " + to_string(first);
  }
  return fields.back() + (path != nullptr && fields.size() == 1
                              ? " has arguments but cannot be invoked as function"
                              : " is not a method but has arguments");
}

std::string to_string(const Operand& operand) {
  return std::visit(
      Overloaded{[](const Constant& constant) { return constant.text; },
                 [](const DotPath& path) {
                   return path.fields.empty() ? std::string(".") : joined({}, path.fields);
                 },
                 [](const VariablePath& path) { return joined(path.name, path.fields); },
                 [](const FunctionName& name) { return std::string(name.function->name); },
                 [](const Parenthesized& inner) {
                   return joined('(' + to_string(inner.pipeline.front()) + ')', inner.fields);
                 }},
      operand.data);
}

std::string to_string(const Command& command) {
  std::string text;
  for (const Operand& operand : command.operands) {
    text += (text.empty() ? "" : " ") + to_string(operand);
  }
  return text;
}

std::string to_string(const Pipeline& pipeline) {
  std::string text;
  for (const std::string& variable : pipeline.variables) {
    text += (text.empty() ? "" : ", ") + variable;
  }
  if (!text.empty()) {
    text += pipeline.assigns ? " = " : " := ";
  }
  for (const Command& command : pipeline.commands) {
    text += (&command == pipeline.commands.data() ? "" : " | ") + to_string(command);
  }
  return text;
}

std::string to_string(const NamedTemplateCall& call) {
  return "{{template " + promql::quote(call.name) +
         (call.pipeline.empty() ? "" : " " + to_string(call.pipeline.front())) + "}}";
}

}  // namespace firedrill::rules
