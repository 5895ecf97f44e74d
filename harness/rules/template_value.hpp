#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/promql/value.hpp"

namespace firedrill::rules {

/// What a template's dot is: the alert's sample and what Prometheus knows of itself.
struct TemplateRoot {
  promql::Labels labels;  ///< of the sample, __name__ among them
  promql::Labels external_labels;
  std::string external_url;
  double value = 0;
};

struct TemplateNil {};

/// A value while a template runs. The kinds are those of Go's values in Prometheus' templates:
/// constants, a text, a mapping of labels, a sample and the result of a query, the dot.
using TemplateValue = std::variant<TemplateNil,
                                   bool,
                                   std::int64_t,
                                   double,
                                   std::string,
                                   promql::Labels,
                                   promql::Sample,
                                   promql::Vector,
                                   TemplateRoot>;

/// Go's name of the value's type, for messages: float64, map[string]string.
std::string_view type_name(const TemplateValue& value);

/// The field of a value, or the label of a mapping: "" if it has none. Nothing where the value's
/// type has no such field.
std::optional<TemplateValue> field_of(const TemplateValue& value, const std::string& field);

/// Whether `if` takes it for true: neither empty nor zero nor nil.
bool is_true(const TemplateValue& value);

/// The text that {{ value }} becomes: Go's %v.
std::string printed(const TemplateValue& value);

}  // namespace firedrill::rules
