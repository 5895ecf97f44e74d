#include "harness/rules/comparisons.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

namespace firedrill::rules {
namespace {

Error wrong(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

bool is_nil(const TemplateValue& value) {
  return std::holds_alternative<TemplateNil>(value);
}

bool is_comparable(const TemplateValue& value) {
  return !std::holds_alternative<promql::Labels>(value) &&
         !std::holds_alternative<promql::Vector>(value) &&
         !std::holds_alternative<TemplateRoot>(value) && object_of(value) == nullptr;
}

Error uncomparable(const TemplateValue& value) {
  return wrong(fmt::format("uncomparable type {}: {}", type_name(value), printed(value)));
}

Result<bool> are_equal(const TemplateValue& left, const TemplateValue& right) {
  if (is_nil(left) || is_nil(right)) {
    return is_nil(left) && is_nil(right);
  }
  if (left.index() != right.index()) {
    return wrong("incompatible types for comparison");
  }
  if (const auto* truth = std::get_if<bool>(&left)) {
    return *truth == std::get<bool>(right);
  }
  if (const auto* integer = std::get_if<std::int64_t>(&left)) {
    return *integer == std::get<std::int64_t>(right);
  }
  if (const auto* number = std::get_if<double>(&left)) {
    return *number == std::get<double>(right);
  }
  if (const auto* text = std::get_if<std::string>(&left)) {
    return *text == std::get<std::string>(right);
  }
  return false;  // two samples: Go compares where they are
}

Result<bool> is_less(const TemplateValue& left, const TemplateValue& right) {
  const auto is_ordered = [](const TemplateValue& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value) ||
           std::holds_alternative<std::string>(value) || std::holds_alternative<bool>(value);
  };
  if (!is_ordered(left) || !is_ordered(right)) {
    return wrong("invalid type for comparison");
  }
  if (left.index() != right.index()) {
    return wrong("incompatible types for comparison");
  }
  if (const auto* integer = std::get_if<std::int64_t>(&left)) {
    return *integer < std::get<std::int64_t>(right);
  }
  if (const auto* number = std::get_if<double>(&left)) {
    return *number < std::get<double>(right);
  }
  if (const auto* text = std::get_if<std::string>(&left)) {
    return *text < std::get<std::string>(right);
  }
  return wrong("invalid type for comparison");
}

Result<bool> is_less_or_equal(const TemplateValue& left, const TemplateValue& right) {
  const Result<bool> first = is_less(left, right);
  return !first || *first ? first : are_equal(left, right);
}

Result<TemplateValue> as_value(const Result<bool>& truth) {
  return truth ? Result<TemplateValue>(*truth) : truth.error();
}

/// Go says that greater is what is not less or equal, also of NaN.
Result<TemplateValue> negated(const Result<bool>& truth) {
  return truth ? Result<TemplateValue>(!*truth) : truth.error();
}

}  // namespace

Result<TemplateValue> equal(const TemplateSurroundings& /*surroundings*/,
                            TemplateArguments arguments) {
  if (!is_comparable(arguments.front())) {
    return uncomparable(arguments.front());
  }
  if (arguments.size() == 1) {
    return wrong("missing argument for comparison");
  }
  for (const TemplateValue& other : arguments.subspan(1)) {
    const Result<bool> same = are_equal(arguments.front(), other);
    if (!same || *same) {
      return as_value(same);
    }
  }
  return TemplateValue(false);
}

Result<TemplateValue> not_equal(const TemplateSurroundings& surroundings,
                                TemplateArguments arguments) {
  const Result<TemplateValue> same = equal(surroundings, arguments);
  return same ? Result<TemplateValue>(!std::get<bool>(*same)) : same;
}

Result<TemplateValue> less(const TemplateSurroundings& /*surroundings*/,
                           TemplateArguments arguments) {
  return as_value(is_less(arguments[0], arguments[1]));
}

Result<TemplateValue> less_or_equal(const TemplateSurroundings& /*surroundings*/,
                                    TemplateArguments arguments) {
  return as_value(is_less_or_equal(arguments[0], arguments[1]));
}

Result<TemplateValue> greater(const TemplateSurroundings& /*surroundings*/,
                              TemplateArguments arguments) {
  return negated(is_less_or_equal(arguments[0], arguments[1]));
}

Result<TemplateValue> greater_or_equal(const TemplateSurroundings& /*surroundings*/,
                                       TemplateArguments arguments) {
  return negated(is_less(arguments[0], arguments[1]));
}

}  // namespace firedrill::rules
