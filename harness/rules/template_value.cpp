#include "harness/rules/template_value.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::rules {
namespace {

std::string printed_labels(const promql::Labels& labels) {
  std::string out = "map[";
  for (const auto& [name, value] : labels) {
    out += (out.size() > 4 ? " " : "") + name + ':' + value;
  }
  return out + ']';
}

std::string printed_sample(const promql::Sample& sample) {
  return fmt::format(
      "&{{{} {}}}", printed_labels(sample.labels), promql::short_number(sample.value));
}

/// Prometheus prints the addresses of the samples here.
std::string printed_vector(const promql::Vector& vector) {
  std::string out = "[";
  for (const promql::Sample& sample : vector) {
    out += (out.size() > 1 ? " " : "") + printed_sample(sample);
  }
  return out + ']';
}

/// Go's {a b}, [a b] or map[a:b].
std::string printed_object(const TemplateObject& object) {
  std::string out;
  switch (object.kind) {
    case TemplateObject::Kind::structure:
      for (const auto& [name, value] : object.fields) {
        out += (out.empty() ? "" : " ") + printed(value);
      }
      return '{' + out + '}';
    case TemplateObject::Kind::list:
      for (const TemplateValue& item : object.items) {
        out += (out.empty() ? "" : " ") + printed(item);
      }
      return '[' + out + ']';
    case TemplateObject::Kind::mapping:
      return printed_labels(object.entries);
    case TemplateObject::Kind::text:
      return object.printed;
  }
  return out;
}

std::optional<TemplateValue> field_of(const TemplateObject& object, const std::string& field) {
  for (const auto* named : {&object.methods, &object.fields}) {
    const auto found = std::find_if(
        named->begin(), named->end(), [&](const auto& one) { return one.first == field; });
    if (found != named->end()) {
      return found->second;
    }
  }
  return object.kind == TemplateObject::Kind::mapping
             ? std::optional<TemplateValue>(std::string(object.entries.get(field)))
             : std::nullopt;
}

bool is_true(const TemplateObject& object) {
  const bool has_size =
      object.kind == TemplateObject::Kind::list || object.kind == TemplateObject::Kind::mapping;
  return !has_size || !object.items.empty() || !object.entries.empty();
}

}  // namespace

const TemplateObject* object_of(const TemplateValue& value) {
  const auto* object = std::get_if<std::shared_ptr<const TemplateObject>>(&value);
  return object == nullptr ? nullptr : object->get();
}

const std::vector<TemplateValue>* items_of(const TemplateValue& value) {
  const TemplateObject* object = object_of(value);
  return object != nullptr && object->kind == TemplateObject::Kind::list ? &object->items : nullptr;
}

const promql::Labels* entries_of(const TemplateValue& value) {
  const TemplateObject* object = object_of(value);
  return object != nullptr && object->kind == TemplateObject::Kind::mapping
             ? &object->entries
             : std::get_if<promql::Labels>(&value);
}

std::string_view type_name(const TemplateValue& value) {
  constexpr std::string_view names[] = {"<nil>",
                                        "bool",
                                        "int",
                                        "float64",
                                        "string",
                                        "map[string]string",
                                        "*template.sample",
                                        "template.queryResult",
                                        "struct { Labels map[string]string; ExternalLabels "
                                        "map[string]string; ExternalURL string; Value float64 }"};
  static_assert(std::size(names) + 1 == std::variant_size_v<TemplateValue>);
  const TemplateObject* object = object_of(value);
  return object == nullptr ? names[value.index()] : object->type;
}

std::optional<TemplateValue> field_of(const TemplateValue& value, const std::string& field) {
  if (const auto* labels = std::get_if<promql::Labels>(&value)) {
    return std::string(labels->get(field));
  }
  if (const auto* sample = std::get_if<promql::Sample>(&value)) {
    if (field == "Labels") {
      return sample->labels;
    }
    return field == "Value" ? std::optional<TemplateValue>(sample->value) : std::nullopt;
  }
  if (const auto* root = std::get_if<TemplateRoot>(&value)) {
    if (field == "Labels") {
      return root->labels;
    }
    if (field == "ExternalLabels") {
      return root->external_labels;
    }
    if (field == "ExternalURL") {
      return root->external_url;
    }
    return field == "Value" ? std::optional<TemplateValue>(root->value) : std::nullopt;
  }
  if (std::holds_alternative<TemplateNil>(value)) {
    return TemplateValue();
  }
  if (const TemplateObject* object = object_of(value)) {
    return field_of(*object, field);
  }
  return std::nullopt;
}

bool is_true(const TemplateValue& value) {
  return std::visit(Overloaded{[](TemplateNil) { return false; },
                               [](bool truth) { return truth; },
                               [](std::int64_t number) { return number != 0; },
                               [](double number) { return number != 0; },
                               [](const promql::Sample&) { return true; },
                               [](const TemplateRoot&) { return true; },
                               [](const std::shared_ptr<const TemplateObject>& object) {
                                 return is_true(*object);
                               },
                               [](const auto& container) { return !container.empty(); }},
                    value);
}

std::string printed(const TemplateValue& value) {
  return std::visit(Overloaded{[](TemplateNil) { return std::string("<nil>"); },
                               [](bool truth) { return std::string(truth ? "true" : "false"); },
                               [](std::int64_t number) { return std::to_string(number); },
                               [](double number) { return promql::short_number(number); },
                               [](const std::string& text) { return text; },
                               [](const promql::Labels& labels) { return printed_labels(labels); },
                               [](const promql::Sample& sample) { return printed_sample(sample); },
                               [](const promql::Vector& vector) { return printed_vector(vector); },
                               [](const std::shared_ptr<const TemplateObject>& object) {
                                 return printed_object(*object);
                               },
                               [](const TemplateRoot& root) {
                                 return fmt::format("{{{} {} {} {}}}",
                                                    printed_labels(root.labels),
                                                    printed_labels(root.external_labels),
                                                    root.external_url,
                                                    promql::short_number(root.value));
                               }},
                    value);
}

}  // namespace firedrill::rules
