#include "mock_services/proxy/go_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::proxy {
namespace {

constexpr std::string_view line_separator = "\xE2\x80\xA8";       // U+2028
constexpr std::string_view paragraph_separator = "\xE2\x80\xA9";  // U+2029

void write_value(JsonWriter& writer, const Json& json) {
  if (json.is_object()) {
    writer.begin_object();
    for (const JsonMember& member : json.members()) {
      write_value(writer.key(member.key), member.value);
    }
    writer.end_object();
  } else if (json.is_array()) {
    writer.begin_array();
    for (const Json& item : json.items()) {
      write_value(writer, item);
    }
    writer.end_array();
  } else if (json.is_string()) {
    writer.raw(go_string(json.as_string()));
  } else if (json.is_boolean()) {
    writer.value(json.as_boolean());
  } else if (json.is_integer()) {
    writer.value(json.as_integer());
  } else {
    writer.raw(json.is_null() ? "null" : json.number_text());
  }
}

}  // namespace

GoObject::GoObject(const Json& json,
                   std::string_view type,
                   std::string_view prefix,
                   std::string_view go_type)
    : json_(json),
      type_(type),
      prefix_(prefix) {
  if (!json.is_object() && !json.is_null()) {
    problem_ = fmt::format("json: cannot unmarshal {} into Go value of type {}",
                           go_kind_of(json),
                           go_type.empty() ? fmt::format("toxics.{}", type) : go_type);
  }
}

const Json* GoObject::find(std::string_view name) const {
  if (!json_.is_object()) {
    return nullptr;
  }
  const Json::Members& members = json_.members();
  const auto found = std::find_if(members.begin(), members.end(), [&](const JsonMember& member) {
    return equal_ignoring_case(member.key, name);
  });
  return found == members.end() || found->value.is_null() ? nullptr : &found->value;
}

void GoObject::fail(std::string problem) {
  problem_ = problem_.empty() ? std::move(problem) : problem_;
}

void GoObject::refuse(std::string_view name, const Json& json, std::string_view go_type) {
  std::string what(go_kind_of(json));
  if (json.is_number() && go_type != "string" && go_type != "bool") {
    what += " " + (json.is_integer() ? std::to_string(json.as_integer()) : json.number_text());
  }
  fail(fmt::format("json: cannot unmarshal {} into Go struct field {}.{}{} of type {}",
                   what,
                   type_,
                   prefix_,
                   name,
                   go_type));
}

void GoObject::read(std::string_view name, std::string& value) {
  if (const Json* json = find(name)) {
    json->is_string() ? void(value = json->as_string()) : refuse(name, *json, "string");
  }
}

void GoObject::read(std::string_view name, bool& value) {
  if (const Json* json = find(name)) {
    json->is_boolean() ? void(value = json->as_boolean()) : refuse(name, *json, "bool");
  }
}

void GoObject::read(std::string_view name, float& value) {
  const Json* json = find(name);
  if (json == nullptr) {
    return;
  }
  constexpr double largest = std::numeric_limits<float>::max();
  if (json->is_number() && json->as_number() >= -largest && json->as_number() <= largest) {
    value = static_cast<float>(json->as_number());
  } else {
    refuse(name, *json, "float32");
  }
}

void GoObject::read(std::string_view name, std::int64_t& value, std::string_view go_type) {
  if (const Json* json = find(name)) {
    json->is_integer() ? void(value = json->as_integer()) : refuse(name, *json, go_type);
  }
}

Result<Json> parse_go_body(const std::string& body) {
  if (body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{ErrorCode::invalid_input, "EOF"};
  }
  return parse_json("body", body);
}

std::string_view go_kind_of(const Json& json) {
  if (json.is_string()) {
    return "string";
  }
  if (json.is_number()) {
    return "number";
  }
  if (json.is_boolean()) {
    return "bool";
  }
  return json.is_array() ? "array" : "object";
}

std::string go_string(std::string_view text) {
  std::string out;
  const std::string plain = json_string(text);
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const std::string_view rest = std::string_view(plain).substr(at);
    if (plain[at] == '<' || plain[at] == '>' || plain[at] == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(plain[at]));
    } else if (rest.starts_with(line_separator) || rest.starts_with(paragraph_separator)) {
      out += rest.starts_with(line_separator) ? "\\u2028" : "\\u2029";
      at += line_separator.size() - 1;
    } else {
      out += plain[at];
    }
  }
  return out;
}

/// The fewest digits that mean the number; behind them zeros, where std::to_chars in its fixed form
/// writes what the float is worth exactly.
std::string go_number(float number) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
  const std::string_view written(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t e = written.find('e');
  const int exponent = std::stoi(std::string(written.substr(e + 1)));
  std::string digits(written.substr(0, e));
  if (exponent < -6 || exponent >= 21) {
    return fmt::format("{}e{:+}", digits, exponent);
  }
  const std::string sign = number < 0 ? "-" : "";
  std::erase_if(digits, [](char character) { return character == '.' || character == '-'; });
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return sign + digits + std::string(whole - digits.size(), '0');
  }
  return sign + digits.insert(whole, ".");
}

std::string json_text(const Json& json) {
  std::string text;
  JsonWriter writer(text);
  write_value(writer, json);
  return text;
}

}  // namespace firedrill::proxy
