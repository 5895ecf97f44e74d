#include "harness/rules/template_renderer.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::rules {
namespace {

/// What Prometheus puts in front of every text of an alert: places on the first line count it.
constexpr std::string_view definitions =
    "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
    "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

/// One run. The first failure ends it: from then on values are nil and nothing is written.
class TemplateRun {
 public:
  TemplateRun(const NamedTemplate& definition,
              const TemplateValue& root,
              const TemplateSurroundings& surroundings)
      : definition_(definition),
        surroundings_(surroundings),
        variables_{{"$", root}} {
    if (const auto* alert = std::get_if<TemplateRoot>(&root)) {
      before_ = definitions.size();
      variables_.insert(variables_.end(),
                        {{"$labels", alert->labels},
                         {"$externalLabels", alert->external_labels},
                         {"$externalURL", alert->external_url},
                         {"$value", alert->value}});
    }
  }

  Result<std::string> run(const TemplateValue& root) {
    write(definition_.nodes, root);
    if (error_) {
      return *error_;
    }
    return std::move(out_);
  }

 private:
  struct Variable {
    std::string name;
    TemplateValue value;
  };

  /// What a message says that it happened at.
  using Place =
      std::variant<const Operand*, const Command*, const Pipeline*, const NamedTemplateCall*>;

  void write(const TemplateNodes& nodes, const TemplateValue& dot) {
    for (const TemplateNode& node : nodes) {
      if (error_) {
        return;
      }
      std::visit(Overloaded{[&](const PlainText& plain) { append(plain.text); },
                            [&](const Action& action) { write_action(action, dot); },
                            [&](const Branch& branch) { write_branch(branch, dot); },
                            [&](const NamedTemplateCall& called) { write_named(called, dot); }},
                 node.data);
    }
  }

  void append(std::string_view text) {
    if (may_hold(out_.size() + text.size())) {
      out_ += text;
    }
  }

  bool may_hold(std::size_t bytes) {
    if (bytes > longest_rendered) {
      fail(fmt::format("more than {} bytes of text", longest_rendered));
    }
    return !error_;
  }

  bool may_go_on() {
    if (++steps_ > most_template_steps) {
      fail(fmt::format("more than {} steps", most_template_steps));
    }
    return !error_;
  }

  void write_action(const Action& action, const TemplateValue& dot) {
    const TemplateValue value = evaluate(action.pipeline, dot);
    if (!error_ && action.pipeline.variables.empty()) {
      append(std::holds_alternative<TemplateNil>(value) ? "<no value>" : printed(value));
    }
  }

  void write_named(const NamedTemplateCall& called, const TemplateValue& dot) {
    const TemplateValue argument =
        called.pipeline.empty() ? TemplateValue() : evaluate(called.pipeline.front(), dot);
    if (error_) {
      return;
    }
    at_ = &called;
    const std::optional<std::string> text =
        surroundings_.named ? surroundings_.named(called.name, argument) : std::nullopt;
    if (text) {
      append(*text);
    } else {
      fail(fmt::format("template {} not defined", promql::quote(called.name)));
    }
  }

  void write_branch(const Branch& branch, const TemplateValue& dot) {
    const std::size_t outer = variables_.size();
    const TemplateValue value = evaluate(branch.pipeline, dot);
    if (error_) {
      return;
    }
    if (branch.kind == Branch::Kind::range) {
      write_range(branch, value, dot);
    } else if (is_true(value)) {
      write(branch.body, branch.kind == Branch::Kind::with ? value : dot);
    } else {
      write(branch.otherwise, dot);
    }
    variables_.resize(outer);
  }

  void write_range(const Branch& branch, const TemplateValue& value, const TemplateValue& dot) {
    if (const auto* vector = std::get_if<promql::Vector>(&value)) {
      write_items(branch, *vector);
    } else if (const auto* items = items_of(value)) {
      write_items(branch, *items);
    } else if (const promql::Labels* entries = entries_of(value)) {
      for (const auto& [name, text] : *entries) {
        write_iteration(branch, name, text);
      }
    } else {
      fail("range can't iterate over " + printed(value));
    }
    if (!error_ && !is_true(value)) {
      write(branch.otherwise, dot);
    }
  }

  template <class Items>
  void write_items(const Branch& branch, const Items& items) {
    std::int64_t index = 0;
    for (auto item = items.begin(); item != items.end() && !error_; ++item) {
      write_iteration(branch, index++, *item);
    }
  }

  /// The last variable is the element, one before it the key.
  void write_iteration(const Branch& branch,
                       const TemplateValue& key,
                       const TemplateValue& element) {
    if (!may_go_on()) {
      return;
    }
    const std::size_t outer = variables_.size();
    const std::size_t count = branch.pipeline.variables.size();
    if (!branch.pipeline.assigns && count > 0) {
      variables_[outer - 1].value = element;
      variables_[outer - count].value = count > 1 ? key : element;
    }
    write(branch.body, element);
    variables_.resize(outer);
  }

  TemplateValue evaluate(const Pipeline& pipeline, const TemplateValue& dot) {
    at_ = &pipeline;
    TemplateValue value;
    for (const Command& command : pipeline.commands) {
      const bool is_first = &command == pipeline.commands.data();
      const TemplateValue before = std::move(value);
      value = evaluate(command, dot, is_first ? nullptr : &before);
      if (error_) {
        return {};
      }
    }
    for (const std::string& variable : pipeline.variables) {
      if (pipeline.assigns) {
        assign(variable, value);
      } else {
        variables_.push_back({variable, value});
      }
    }
    return value;
  }

  void assign(const std::string& name, const TemplateValue& value) {
    if (Variable* variable = find(name)) {
      variable->value = value;
    } else {
      fail("undefined variable: " + name);
    }
  }

  Variable* find(const std::string& name) {
    const auto found = std::find_if(
        variables_.rbegin(), variables_.rend(), [&](const auto& one) { return one.name == name; });
    return found == variables_.rend() ? nullptr : &*found;
  }

  /// `piped` is the result of the command before it, or null.
  TemplateValue evaluate(const Command& command,
                         const TemplateValue& dot,
                         const TemplateValue* piped) {
    const Operand& first = command.operands.front();
    if (!may_go_on()) {
      return {};
    }
    if (std::holds_alternative<FunctionName>(first.data)) {
      return call(command, dot, piped);
    }
    at_ = &first;
    const bool has_arguments = command.operands.size() > 1 || piped != nullptr;
    if (has_arguments) {
      return fail(refused_arguments(first));
    }
    const auto* constant = std::get_if<Constant>(&first.data);
    if (constant != nullptr && std::holds_alternative<TemplateNil>(constant->value)) {
      return fail("nil is not a command");
    }
    return evaluate(first, dot);
  }

  TemplateValue evaluate(const Operand& operand, const TemplateValue& dot) {
    at_ = &operand;
    return std::visit(
        Overloaded{[](const Constant& constant) { return constant.value; },
                   [&](const DotPath& path) { return fields_of(dot, path.fields); },
                   [&](const VariablePath& path) {
                     const Variable* variable = find(path.name);
                     return variable == nullptr ? fail("undefined variable: " + path.name)
                                                : fields_of(variable->value, path.fields);
                   },
                   [&](const FunctionName&) {
                     const Command alone{{operand}, operand.position};
                     TemplateValue value = call(alone, dot, nullptr);
                     at_ = &operand;
                     return value;
                   },
                   [&](const Parenthesized& inner) {
                     const TemplateValue value = evaluate(inner.pipeline.front(), dot);
                     return error_ ? TemplateValue() : fields_of(value, inner.fields);
                   }},
        operand.data);
  }

  TemplateValue fields_of(TemplateValue value, const std::vector<std::string>& fields) {
    for (const std::string& field : fields) {
      std::optional<TemplateValue> next = field_of(value, field);
      if (!next) {
        return fail(fmt::format("can't evaluate field {} in type {}", field, type_name(value)));
      }
      value = *std::move(next);
    }
    return value;
  }

  TemplateValue call(const Command& command, const TemplateValue& dot, const TemplateValue* piped) {
    const Operand& name = command.operands.front();
    const TemplateFunction& function = *std::get<FunctionName>(name.data).function;
    at_ = &name;
    const std::size_t given = command.operands.size() - 1 + (piped == nullptr ? 0 : 1);
    const std::size_t wanted = function.parameters.size();
    const std::size_t least = wanted - (function.variadic ? 1 : 0);
    if (given < least || (given > wanted && !function.variadic)) {
      return fail(fmt::format("wrong number of args for {}: want {}{} got {}",
                              function.name,
                              function.variadic ? "at least " : "",
                              least,
                              given));
    }
    if (function.body == nullptr) {
      return first_decisive(command, dot, piped);
    }
    std::vector<TemplateValue> arguments;
    for (std::size_t i = 1; i < command.operands.size() && !error_; ++i) {
      const ParameterKind kind = function.parameters[std::min(i, wanted) - 1];
      arguments.push_back(argument(command.operands[i], kind, dot));
    }
    if (piped != nullptr && !error_) {
      at_ = &name;
      arguments.push_back(checked(*piped, function.parameters[std::min(given, wanted) - 1]));
    }
    return error_ ? TemplateValue() : result_of(function, arguments, command);
  }

  TemplateValue result_of(const TemplateFunction& function,
                          const std::vector<TemplateValue>& arguments,
                          const Command& command) {
    Result<TemplateValue> result = function.body(surroundings_, arguments);
    at_ = &command;
    if (result) {
      const auto* text = std::get_if<std::string>(&*result);
      return text == nullptr || may_hold(text->size()) ? *std::move(result) : TemplateValue();
    }
    const Error& error = result.error();
    return fail(fmt::format("error calling {}: {}{}",
                            function.name,
                            error.where.empty() ? "" : error.where + ": ",
                            error.message));
  }

  /// `and`: the first argument that is false, `or`: that is true; else the last one.
  TemplateValue first_decisive(const Command& command,
                               const TemplateValue& dot,
                               const TemplateValue* piped) {
    const bool wanted =
        std::get<FunctionName>(command.operands.front().data).function->name == "or";
    TemplateValue value;
    for (std::size_t i = 1; i < command.operands.size(); ++i) {
      value = argument(command.operands[i], ParameterKind::any, dot);
      if (error_ || is_true(value) == wanted) {
        return value;
      }
    }
    return piped == nullptr ? value : *piped;
  }

  TemplateValue argument(const Operand& operand, ParameterKind kind, const TemplateValue& dot) {
    at_ = &operand;
    if (const auto* constant = std::get_if<Constant>(&operand.data)) {
      if (fits(constant->value, kind)) {
        return constant->value;
      }
      if (std::holds_alternative<TemplateNil>(constant->value)) {
        return fail(fmt::format("cannot assign nil to {}", type_name(kind)));
      }
      return fail(
          kind == ParameterKind::text
              ? "expected string; found " + constant->text
              : fmt::format("can't handle {} for arg of type {}", constant->text, type_name(kind)));
    }
    TemplateValue value = evaluate(operand, dot);
    return error_ ? TemplateValue() : checked(std::move(value), kind);
  }

  TemplateValue checked(TemplateValue value, ParameterKind kind) {
    if (fits(value, kind)) {
      return value;
    }
    if (std::holds_alternative<TemplateNil>(value)) {
      return fail(fmt::format("invalid value; expected {}", type_name(kind)));
    }
    return fail(fmt::format(
        "wrong type for value; expected {}; got {}", type_name(kind), type_name(value)));
  }

  TemplateValue fail(std::string_view problem) {
    if (!error_) {
      const std::size_t position = std::visit([](const auto* node) { return node->position; }, at_);
      const std::string context =
          std::visit([](const auto* node) { return to_string(*node); }, at_);
      const std::string_view before = definition_.text.substr(0, position);
      const auto line = std::count(before.begin(), before.end(), '\n') + 1;
      const std::size_t column =
          line == 1 ? before_ + position : position - (before.rfind('\n') + 1);
      error_ = Error{ErrorCode::invalid_input,
                     fmt::format("template: {}:{}:{}: executing {} at <{}>: {}",
                                 definition_.name,
                                 line,
                                 column,
                                 promql::quote(definition_.name),
                                 context,
                                 problem)};
    }
    return {};
  }

  const NamedTemplate& definition_;
  const TemplateSurroundings& surroundings_;
  std::vector<Variable> variables_;
  std::size_t before_ = 0;  // of what stands in front of the text's first line
  Place at_;
  std::string out_;
  std::size_t steps_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<std::string> render_template(const NamedTemplate& definition,
                                    const TemplateValue& root,
                                    const TemplateSurroundings& surroundings) {
  return TemplateRun(definition, root, surroundings).run(root);
}

}  // namespace firedrill::rules
