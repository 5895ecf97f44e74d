#include "harness/rules/template_node.hpp"

#include "harness/core/overloaded.hpp"
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

}  // namespace firedrill::rules
