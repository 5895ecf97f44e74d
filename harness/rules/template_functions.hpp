#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/rules/template_value.hpp"

namespace firedrill::rules {

/// What functions may ask for besides their arguments.
struct TemplateSurroundings {
  /// The result of an expression at the time of the evaluation.
  std::function<Result<promql::Vector>(const std::string& expression)> query;
  std::string external_url;
};

/// What a function accepts in one place.
enum class ParameterKind : std::uint8_t {
  any,
  text,
  sample,
  vector,
};

bool fits(const TemplateValue& value, ParameterKind kind);

/// Go's name of the type, for messages.
std::string_view type_name(ParameterKind kind);

using TemplateArguments = std::span<const TemplateValue>;

/// A function of templates: of Go's text/template or of Prometheus (template/template.go, v2.42).
struct TemplateFunction {
  using Body = Result<TemplateValue> (*)(const TemplateSurroundings&, TemplateArguments);

  std::string_view name;
  std::span<const ParameterKind> parameters;
  bool variadic;  ///< The last parameter may be given any number of times, or not at all.
  Body body;      ///< Null for `and` and `or`, whose arguments are not all evaluated.
};

/// The function of this name, or null. Functions live for ever.
const TemplateFunction* find_template_function(std::string_view name);

/// Whether Prometheus knows a function that is not supported here.
bool is_foreign_template_function(std::string_view name);

std::vector<std::string_view> template_function_names();

}  // namespace firedrill::rules
