#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/rules/template_functions.hpp"
#include "harness/rules/template_node.hpp"

namespace firedrill::rules {

/// A place in a text, both from 1, the column in bytes.
struct TemplatePlace {
  std::size_t line;
  std::size_t column;
};

/// Where the mistake stands that Template::parse() found in a text.
TemplatePlace mistake_place(std::string_view text, const Error& error);

/// The text of a label or an annotation of an alerting rule: a template of Go with the functions
/// and variables that Prometheus 2.42 gives it. Parsed once, rendered for each alert.
class Template {
 public:
  /// The error is the first mistake; mistake_place() knows where it is.
  static Result<Template> parse(std::string_view text);

  /// Whether it is the same text for all alerts.
  bool is_plain() const { return plain_; }

  /// Whether it may ask for the result of another expression.
  bool may_query() const { return !plain_ && text_.find("query") != std::string::npos; }

  /// The expressions that it asks for with `query`, where they stand in it as constants.
  std::vector<std::string> queries() const;

  /// The text for one alert. What cannot be rendered is said in the text, as Prometheus says it:
  /// <error expanding template: error executing template __alert_NAME: ...>.
  std::string render(std::string_view alert,
                     const TemplateRoot& root,
                     const TemplateSurroundings& surroundings) const;

 private:
  Template(std::string text, TemplateNodes nodes);

  std::string text_;
  TemplateNodes nodes_;
  bool plain_;
};

}  // namespace firedrill::rules
