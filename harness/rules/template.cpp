#include "harness/rules/template.hpp"

#include <algorithm>
#include <charconv>

#include "harness/rules/template_parser.hpp"
#include "harness/rules/template_renderer.hpp"

namespace firedrill::rules {
namespace {

/// The text that an operand is; nothing if it is another thing.
const std::string* constant_text(const Operand& operand) {
  const auto* constant = std::get_if<Constant>(&operand.data);
  return constant == nullptr ? nullptr : std::get_if<std::string>(&constant->value);
}

/// The argument of `query` stands behind it, or is piped into it.
void collect(const Pipeline& pipeline, std::vector<std::string>& queries) {
  const Operand* before = nullptr;
  for (const Command& command : pipeline.commands) {
    const Operand& last = command.operands.back();
    const auto* called = std::get_if<FunctionName>(&command.operands.front().data);
    const Operand* argument = command.operands.size() > 1 ? &last : before;
    if (called != nullptr && called->function->name == "query" && argument != nullptr) {
      if (const std::string* text = constant_text(*argument)) {
        queries.push_back(*text);
      }
    }
    for (const Operand& operand : command.operands) {
      if (const auto* inner = std::get_if<Parenthesized>(&operand.data)) {
        collect(inner->pipeline.front(), queries);
      }
    }
    before = command.operands.size() == 1 ? &last : nullptr;
  }
}

void collect(const TemplateNodes& nodes, std::vector<std::string>& queries) {
  for (const TemplateNode& node : nodes) {
    if (const auto* action = std::get_if<Action>(&node.data)) {
      collect(action->pipeline, queries);
    } else if (const auto* branch = std::get_if<Branch>(&node.data)) {
      collect(branch->pipeline, queries);
      collect(branch->body, queries);
      collect(branch->otherwise, queries);
    }
  }
}

}  // namespace

Template::Template(std::string text, TemplateNodes nodes)
    : text_(std::move(text)),
      nodes_(std::move(nodes)),
      plain_(text_.find("{{") == std::string::npos) {}

TemplatePlace mistake_place(std::string_view text, const Error& error) {
  std::size_t position = 0;
  std::from_chars(error.where.data(), error.where.data() + error.where.size(), position);
  const std::string_view before = text.substr(0, position);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  return {line + 1, position - (before.rfind('\n') + 1) + 1};  // npos + 1 is 0
}

Result<Template> Template::parse(std::string_view text) {
  Result<TemplateNodes> nodes = parse_template(text, TemplateDialect::prometheus);
  if (!nodes) {
    return nodes.error();
  }
  return Template(std::string(text), *std::move(nodes));
}

std::vector<std::string> Template::queries() const {
  std::vector<std::string> queries;
  collect(nodes_, queries);
  return queries;
}

std::string Template::render(std::string_view alert,
                             const TemplateRoot& root,
                             const TemplateSurroundings& surroundings) const {
  if (plain_) {
    return text_;
  }
  const std::string name = "__alert_" + std::string(alert);
  const Result<std::string> text =
      render_template({.name = name, .text = text_, .nodes = nodes_}, root, surroundings);
  return text ? *text
              : "<error expanding template: error executing template " + name + ": " +
                    text.error().message + '>';
}

}  // namespace firedrill::rules
