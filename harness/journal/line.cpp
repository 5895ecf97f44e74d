#include "harness/journal/line.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace firedrill {
namespace {

const Json& empty_object() {
  static const Json empty(Json::Members{}, Span{});
  return empty;
}

}  // namespace

void LineObject::fail(std::string_view key, std::string_view expected) {
  if (source_->mistake.empty()) {
    source_->mistake = fmt::format("\"{}\" must be {}", key, expected);
  }
}

const Json* LineObject::find(std::string_view key, std::string_view expected) {
  const Json* found = json_->find(key);
  if (found == nullptr && source_->mistake.empty()) {
    source_->mistake = fmt::format("\"{}\" is missing, {}", key, expected);
  }
  return found;
}

std::optional<std::uint64_t> LineObject::as_natural(const Json& json) const {
  if (!json.is_number()) {
    return std::nullopt;
  }
  const std::string_view digits =
      source_->bytes.substr(json.span().begin, json.span().end - json.span().begin);
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional(value) : std::nullopt;
}

std::int64_t LineObject::integer(std::string_view key) {
  constexpr std::string_view expected = "a whole number";
  const Json* found = find(key, expected);
  if (found != nullptr && found->is_integer()) {
    return found->as_integer();
  }
  fail(key, expected);
  return 0;
}

std::int64_t LineObject::integer_within(std::string_view key, std::int64_t limit) {
  const std::int64_t value = integer(key);
  if (value < -limit || value > limit) {
    fail(key, fmt::format("a whole number from {} to {}", -limit, limit));
    return 0;
  }
  return value;
}

Duration LineObject::duration(std::string_view key) {
  return Duration{integer_within(key, longest_time)};
}

std::uint64_t LineObject::natural(std::string_view key) {
  constexpr std::string_view expected = "a whole number that is not negative";
  const Json* found = find(key, expected);
  const auto value = found == nullptr ? std::nullopt : as_natural(*found);
  if (!value) {
    fail(key, expected);
  }
  return value.value_or(0);
}

double LineObject::number(std::string_view key) {
  constexpr std::string_view expected = "a number";
  const Json* found = find(key, expected);
  if (found != nullptr && found->is_number()) {
    return found->as_number();
  }
  fail(key, expected);
  return 0;
}

const std::string& LineObject::text(std::string_view key) {
  static const std::string empty;
  constexpr std::string_view expected = "a text";
  const Json* found = find(key, expected);
  if (found != nullptr && found->is_string()) {
    return found->as_string();
  }
  fail(key, expected);
  return empty;
}

bool LineObject::flag(std::string_view key) {
  const Json* found = json_->find(key);
  if (found != nullptr && !found->is_boolean()) {
    fail(key, "true or false");
  }
  return found != nullptr && found->is_boolean() && found->as_boolean();
}

const Json::Items& LineObject::items(std::string_view key) {
  static const Json::Items empty;
  constexpr std::string_view expected = "an array";
  const Json* found = find(key, expected);
  if (found != nullptr && found->is_array()) {
    return found->items();
  }
  fail(key, expected);
  return empty;
}

LineObject LineObject::object(std::string_view key) {
  constexpr std::string_view expected = "an object";
  const Json* found = find(key, expected);
  if (found != nullptr && found->is_object()) {
    return {*found, *source_};
  }
  fail(key, expected);
  return {empty_object(), *source_};
}

std::vector<LineObject> LineObject::objects(std::string_view key) {
  std::vector<LineObject> all;
  for (const Json& item : items(key)) {
    if (!item.is_object()) {
      fail(key, "an array of objects");
      continue;
    }
    all.emplace_back(item, *source_);
  }
  return all;
}

std::vector<std::string> LineObject::strings(std::string_view key) {
  std::vector<std::string> all;
  for (const Json& item : items(key)) {
    if (!item.is_string()) {
      fail(key, "an array of texts");
      continue;
    }
    all.push_back(item.as_string());
  }
  return all;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> LineObject::pairs(std::string_view key) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> all;
  for (const Json& item : items(key)) {
    const bool is_pair = item.is_array() && item.items().size() == 2;
    const auto first = is_pair ? as_natural(item.items()[0]) : std::nullopt;
    const auto second = is_pair ? as_natural(item.items()[1]) : std::nullopt;
    if (!first || !second) {
      fail(key, "an array of pairs of whole numbers");
      continue;
    }
    all.emplace_back(*first, *second);
  }
  return all;
}

EventId LineObject::id(std::string_view key) {
  constexpr std::string_view expected = "the id of an event or null";
  const Json* found = find(key, expected);
  if (found == nullptr || found->is_null()) {
    return EventId::none;
  }
  const auto value = as_natural(*found);
  if (!value || *value == 0 || *value > std::numeric_limits<std::uint32_t>::max()) {
    fail(key, expected);
    return EventId::none;
  }
  return static_cast<EventId>(*value);
}

std::vector<std::pair<std::string, std::uint64_t>> LineObject::counts(std::string_view key) {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  if (!has(key)) {
    return all;
  }
  const LineObject nested = object(key);
  for (const JsonMember& member : nested.json_->members()) {
    const auto count = as_natural(member.value);
    if (!count) {
      fail(member.key, "a count");
    }
    all.emplace_back(member.key, count.value_or(0));
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> LineObject::texts(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> all;
  if (!has(key)) {
    return all;
  }
  const LineObject nested = object(key);
  for (const JsonMember& member : nested.json_->members()) {
    if (!member.value.is_string()) {
      fail(member.key, "a text");
      continue;
    }
    all.emplace_back(member.key, member.value.as_string());
  }
  return all;
}

}  // namespace firedrill
