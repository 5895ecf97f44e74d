#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/rules/template_functions.hpp"
#include "harness/rules/template_node.hpp"
#include "harness/rules/template_value.hpp"

namespace firedrill::rules {

/// Go's name of a list of texts.
inline constexpr std::string_view texts_type = "[]string";

TemplateValue text_list(const std::vector<std::string>& texts);

/// Alertmanager's template.KV: labels or annotations.
TemplateValue key_values(promql::Labels entries);

/// What only Alertmanager's templates know (template/template.go, v0.25); sorted by name.
std::span<const TemplateFunction> message_functions();

/// The one method with arguments: .Labels.Remove .Names becomes a call of a function, whose first
/// argument is .Labels.
void call_method(Command& command);

}  // namespace firedrill::rules
