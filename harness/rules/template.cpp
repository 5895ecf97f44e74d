#include "harness/rules/template.hpp"

#include <algorithm>
#include <charconv>

#include "harness/rules/template_parser.hpp"
#include "harness/rules/template_renderer.hpp"

namespace firedrill::rules {

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
  Result<TemplateNodes> nodes = parse_template(text);
  if (!nodes) {
    return nodes.error();
  }
  return Template(std::string(text), *std::move(nodes));
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
