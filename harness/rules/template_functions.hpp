#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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
  std::string external_url = {};
  /// What {{ template "name" }} writes with this dot; nothing if there is no such template.
  std::function<std::optional<std::string>(const std::string& name, const TemplateValue& dot)>
      named = {};
};

/// Whose templates they are: that says which functions, variables and other templates there are.
enum class TemplateDialect : std::uint8_t {
  prometheus,   ///< of an alerting rule's texts (template/template.go, v2.42)
  alertmanager  ///< of a message's texts (template/template.go, v0.25)
};

/// What a function accepts in one place.
enum class ParameterKind : std::uint8_t {
  any,
  text,
  sample,
  vector,
  texts,
};

bool fits(const TemplateValue& value, ParameterKind kind);

/// Go's name of the type, for messages.
std::string_view type_name(ParameterKind kind);

using TemplateArguments = std::span<const TemplateValue>;

/// A function of templates: of Go's text/template, of Prometheus or of Alertmanager.
struct TemplateFunction {
  using Body = Result<TemplateValue> (*)(const TemplateSurroundings&, TemplateArguments);

  std::string_view name;
  std::span<const ParameterKind> parameters;
  bool variadic;  ///< The last parameter may be given any number of times, or not at all.
  Body body;      ///< Null for `and` and `or`, whose arguments are not all evaluated.
};

/// The function of this name, or null. Functions live for ever.
const TemplateFunction* find_template_function(std::string_view name, TemplateDialect dialect);

/// Whether Go knows a function that is not supported here, or Prometheus.
bool is_foreign_template_function(std::string_view name);

std::vector<std::string_view> template_function_names(TemplateDialect dialect);

}  // namespace firedrill::rules
