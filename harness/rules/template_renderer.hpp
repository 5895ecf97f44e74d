#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/rules/template_functions.hpp"
#include "harness/rules/template_node.hpp"

namespace firedrill::rules {

/// A template and what messages call it.
struct NamedTemplate {
  std::string_view name;
  std::string_view text;
  const TemplateNodes& nodes;
};

/// The most that one template may write or hold in one value, in bytes.
inline constexpr std::size_t longest_rendered = std::size_t{1} << 20;

/// The most commands and iterations of one template.
inline constexpr std::size_t most_template_steps = 100'000;

/// Runs a template as text/template/exec.go of Go 1.19 does. The error's message is Go's:
/// template: __alert_A:1:115: executing "__alert_A" at <humanize "x">: error calling humanize: ...
/// Its places count the variables that Prometheus defines in front of the text of an alert, whose
/// root is a TemplateRoot.
Result<std::string> render_template(const NamedTemplate& definition,
                                    const TemplateValue& root,
                                    const TemplateSurroundings& surroundings);

}  // namespace firedrill::rules
