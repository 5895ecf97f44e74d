#include "mock_services/proxy/go_json.hpp"

#include <algorithm>
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

GoObject::GoObject(const Json& json, std::string_view type, std::string_view prefix)
    : json_(json),
      type_(type),
      prefix_(prefix) {
  if (!json.is_object() && !json.is_null()) {
    problem_ = fmt::format(
        "json: cannot unmarshal {} into Go value of type toxics.{}", go_kind_of(json), type);
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
  for (const char character : json_string(text)) {
    if (character == '<' || character == '>' || character == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
    } else {
      out += character;
    }
  }
  return out;
}

std::string json_text(const Json& json) {
  std::string text;
  JsonWriter writer(text);
  write_value(writer, json);
  return text;
}

}  // namespace firedrill::proxy
