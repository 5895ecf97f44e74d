#include "harness/text/json.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/core/overloaded.hpp"
#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

constexpr std::size_t longest_quote = 40;  // bytes of a value that a message repeats

}  // namespace

Json::Json(Value value, Span span) : value_(std::move(value)), span_(span) {}

Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

bool Json::as_boolean() const {
  assert(is_boolean());
  return *std::get_if<bool>(&value_);
}

std::int64_t Json::as_integer() const {
  assert(is_integer());
  return *std::get_if<std::int64_t>(&value_);
}

double Json::as_number() const {
  assert(is_number());
  if (is_integer()) {
    return static_cast<double>(as_integer());
  }
  return std::get_if<JsonNumber>(&value_)->value;
}

const std::string& Json::number_text() const {
  assert(is_number() && !is_integer());
  return std::get_if<JsonNumber>(&value_)->text;
}

const std::string& Json::as_string() const {
  assert(is_string());
  return *std::get_if<std::string>(&value_);
}

const Json::Items& Json::items() const {
  assert(is_array());
  return *std::get_if<Items>(&value_);
}

const Json::Members& Json::members() const {
  assert(is_object());
  return *std::get_if<Members>(&value_);
}

const JsonMember* Json::member(std::string_view key) const {
  if (!is_object()) {
    return nullptr;
  }
  const auto found = std::find_if(members().begin(),
                                  members().end(),
                                  [key](const JsonMember& each) { return each.key == key; });
  return found == members().end() ? nullptr : &*found;
}

const Json* Json::find(std::string_view key) const {
  const JsonMember* found = member(key);
  return found == nullptr ? nullptr : &found->value;
}

std::string Json::described() const {
  return std::visit(
      Overloaded{
          [](std::monostate) -> std::string { return "null"; },
          [](bool value) -> std::string { return value ? "true" : "false"; },
          [](std::int64_t value) { return "the number " + std::to_string(value); },
          [](const JsonNumber& number) { return "the number " + number.text; },
          [](const std::string& text) { return "the text " + quote(text, longest_quote); },
          [](const Items& items) -> std::string {
            return items.empty() ? "an empty array" : "an array";
          },
          [](const Members& members) -> std::string {
            return members.empty() ? "an empty object" : "an object";
          },
      },
      value_);
}

}  // namespace firedrill
