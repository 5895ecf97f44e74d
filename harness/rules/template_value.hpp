#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

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

struct TemplateObject;

/// A value while a template runs. The kinds are those of Go's values in Prometheus' templates:
/// constants, a text, a mapping of labels, a sample and the result of a query, the dot; and what
/// Alertmanager's templates have.
using TemplateValue = std::variant<TemplateNil,
                                   bool,
                                   std::int64_t,
                                   double,
                                   std::string,
                                   promql::Labels,
                                   promql::Sample,
                                   promql::Vector,
                                   TemplateRoot,
                                   std::shared_ptr<const TemplateObject>>;

/// A value of one of Alertmanager's own types.
struct TemplateObject {
  enum class Kind : std::uint8_t {
    structure,
    list,
    mapping,
    text  ///< prints as `printed`
  };

  Kind kind = Kind::structure;
  std::string type = {};  ///< Go's name of it: template.Alert
  std::vector<std::pair<std::string, TemplateValue>> fields = {};   ///< of a structure, as printed
  std::vector<std::pair<std::string, TemplateValue>> methods = {};  ///< without arguments: results
  std::vector<TemplateValue> items = {};                            ///< of a list
  promql::Labels entries = {};                                      ///< of a mapping
  std::string printed = {};
};

/// The value as an object, its items if it is a list of an object, its entries if it is a mapping;
/// null if it is another thing.
const TemplateObject* object_of(const TemplateValue& value);
const std::vector<TemplateValue>* items_of(const TemplateValue& value);
const promql::Labels* entries_of(const TemplateValue& value);

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
