#include "harness/text/reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill {
namespace {

std::optional<const Json*> read_object(const Json& json,
                                       std::string_view name,
                                       Diagnostics& diagnostics) {
  if (!json.is_object()) {
    report_wrong_kind(json, name, "an object", diagnostics);
    return std::nullopt;
  }
  return &json;
}

std::optional<const Json*> read_array(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics) {
  if (!json.is_array()) {
    report_wrong_kind(json, name, "an array", diagnostics);
    return std::nullopt;
  }
  return &json;
}

std::optional<std::vector<std::string>> read_identifiers(const Json& json,
                                                         std::string_view name,
                                                         Diagnostics& diagnostics) {
  if (!json.is_array()) {
    report_wrong_kind(json, name, "an array of names", diagnostics);
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const Json& item : json.items()) {
    std::optional<std::string> text = read_identifier(item, name, diagnostics);
    if (text) {
      names.push_back(std::move(*text));
    }
  }
  return names;
}

std::optional<std::string_view> read_one_of(const Json& json,
                                            std::string_view name,
                                            std::span<const std::string_view> words,
                                            Diagnostics& diagnostics) {
  const std::string expected = fmt::format("one of: {}", fmt::join(words, ", "));
  if (!json.is_string()) {
    report_wrong_kind(json, name, expected, diagnostics);
    return std::nullopt;
  }
  const std::string& text = json.as_string();
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) {
    diagnostics.error(
        json.span(),
        fmt::format("{} cannot be {}{}", quote(name), quote(text), did_you_mean(text, words)),
        "expected " + expected);
    return std::nullopt;
  }
  return *found;
}

}  // namespace

ObjectReader::ObjectReader(const Json& node, std::string_view what, Diagnostics& diagnostics)
    : node_(node),
      what_(what),
      diagnostics_(diagnostics) {
  if (!node.is_object()) {
    diagnostics.error(node.span(),
                      fmt::format("{} must be an object, found {}", what, node.described()),
                      "expected { ... }");
  }
}

Field<Duration> ObjectReader::duration(std::string_view key, DurationRules rules) {
  return value(key, [rules](const Json& json, std::string_view name, Diagnostics& to) {
    return read_duration(json, name, to, rules);
  });
}

Field<double> ObjectReader::ratio(std::string_view key) {
  return value(key, read_ratio);
}

Field<Rate> ObjectReader::rate(std::string_view key) {
  return value(key, read_rate);
}

Field<std::int64_t> ObjectReader::size(std::string_view key) {
  return value(key, read_size);
}

Field<Timestamp> ObjectReader::timestamp(std::string_view key) {
  return value(key, read_timestamp);
}

Field<std::int64_t> ObjectReader::integer(std::string_view key, IntegerRange range) {
  return value(key, [range](const Json& json, std::string_view name, Diagnostics& to) {
    return read_integer(json, name, to, range);
  });
}

Field<double> ObjectReader::number(std::string_view key) {
  return value(key, read_number);
}

Field<bool> ObjectReader::boolean(std::string_view key) {
  return value(key, read_boolean);
}

Field<std::string> ObjectReader::string(std::string_view key) {
  return value(key, read_string);
}

Field<std::string> ObjectReader::identifier(std::string_view key) {
  return value(key, read_identifier);
}

Field<std::vector<std::string>> ObjectReader::identifiers(std::string_view key) {
  return value(key, read_identifiers);
}

Field<std::string_view> ObjectReader::one_of(std::string_view key,
                                             std::span<const std::string_view> words) {
  return value(key, [words](const Json& json, std::string_view name, Diagnostics& to) {
    return read_one_of(json, name, words, to);
  });
}

Field<const Json*> ObjectReader::object(std::string_view key) {
  return value(key, read_object);
}

Field<const Json*> ObjectReader::array(std::string_view key) {
  return value(key, read_array);
}

Field<const Json*> ObjectReader::raw(std::string_view key) {
  return value(key, [](const Json& json, std::string_view /*name*/, Diagnostics& /*to*/) {
    return std::optional<const Json*>(&json);
  });
}

void ObjectReader::error(std::string_view key, std::string message, std::string label) {
  diagnostics_.error(span_of(key), std::move(message), std::move(label));
}

Span ObjectReader::span_of(std::string_view key) const {
  const Json* found = node_.find(key);
  return found == nullptr ? opening() : found->span();
}

void ObjectReader::finish() {
  if (!node_.is_object()) {
    return;
  }
  for (const JsonMember& member : node_.members()) {
    if (std::find(asked_.begin(), asked_.end(), member.key) == asked_.end()) {
      diagnostics_.error(
          member.key_span,
          fmt::format(
              "unknown key {} in {}{}", quote(member.key), what_, did_you_mean(member.key, asked_)),
          fmt::format("expected one of: {}", fmt::join(asked_, ", ")));
    }
  }
}

const Json* ObjectReader::ask(std::string_view key) {
  if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
    asked_.push_back(key);
  }
  return node_.find(key);
}

void ObjectReader::report_missing(std::string_view key) {
  if (node_.is_object()) {
    diagnostics_.error(
        opening(),
        fmt::format("{} needs the key {}", owner_.empty() ? what_ : owner_, quote(key)),
        fmt::format("{} is missing here", quote(key)));
  }
}

Span ObjectReader::opening() const {
  const Span span = node_.span();
  return node_.is_object() ? Span{span.begin, span.begin + 1} : span;
}

}  // namespace firedrill
