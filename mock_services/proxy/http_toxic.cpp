#include "mock_services/proxy/http_toxic.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/header_line.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill::proxy {
namespace {

constexpr std::int64_t most_answers = 1'000'000'000;
constexpr std::int64_t most_seconds = 86'400;

std::string out_of(std::string_view name,
                   std::int64_t value,
                   std::int64_t least,
                   std::int64_t most) {
  return value < least || value > most
             ? fmt::format("the {} {} is not in {} to {}", name, value, least, most)
             : "";
}

/// What is wrong with a header's name, whoever sends it.
std::string problem_of_name(const std::string& name) {
  if (!is_header_name(name)) {
    return fmt::format("{} is no name of a header", quote(name));
  }
  return is_framing_header(name)
             ? fmt::format("the header {} says where an answer ends, and stays", quote(name))
             : "";
}

void read_set(GoObject& object, const Json& json, HttpHeaders& toxic) {
  if (!json.is_object()) {
    object.refuse("set", json, "map[string]string");
    return;
  }
  toxic.set.clear();
  for (const JsonMember& member : json.members()) {
    if (!member.value.is_string()) {
      object.refuse("set", member.value, "string");
      return;
    }
    toxic.set.emplace_back(member.key, member.value.as_string());
  }
}

void read_remove(GoObject& object, const Json& json, HttpHeaders& toxic) {
  if (!json.is_array()) {
    object.refuse("remove", json, "[]string");
    return;
  }
  toxic.remove.clear();
  for (const Json& item : json.items()) {
    if (!item.is_string()) {
      object.refuse("remove", item, "string");
      return;
    }
    toxic.remove.push_back(item.as_string());
  }
}

HttpBody::Change read_change(GoObject& object, const Json& json) {
  HttpBody::Change change{.json = json_text(json), .change = {}};
  const SourceText source("json", change.json);
  Diagnostics diagnostics(source);
  if (const std::optional<Json> parsed = parse_json(source, diagnostics)) {
    change.change = faults::read_json_change(*parsed, "json", diagnostics).value_or(change.change);
  }
  if (diagnostics.has_errors()) {
    object.fail(diagnostics.all().front().message);
  }
  return change;
}

}  // namespace

Attributes attributes_of(const HttpHeaders& toxic) {
  std::string set;
  JsonWriter members(set);
  members.begin_object();
  for (const auto& [name, value] : toxic.set) {
    members.key(name).raw(go_string(value));
  }
  members.end_object();
  std::string remove;
  JsonWriter items(remove);
  items.begin_array();
  for (const std::string& name : toxic.remove) {
    items.value(name);
  }
  items.end_array();
  return {{"set", set}, {"remove", remove}};
}

Attributes attributes_of(const HttpBody& toxic) {
  return std::visit(Overloaded{[](std::monostate) { return Attributes{}; },
                               [](const HttpBody::Replace& replace) {
                                 return Attributes{{"replace", go_string(replace.text)}};
                               },
                               [](const HttpBody::Truncate& truncate) {
                                 return Attributes{{"truncate", std::to_string(truncate.bytes)}};
                               },
                               [](const HttpBody::Change& change) {
                                 return Attributes{{"json", change.json}};
                               }},
                    toxic.what);
}

void read(GoObject& object, HttpHeaders& toxic) {
  if (const Json* json = object.find("set")) {
    read_set(object, *json, toxic);
  }
  if (const Json* json = object.find("remove")) {
    read_remove(object, *json, toxic);
  }
}

void read(GoObject& object, HttpBody& toxic) {
  const Json* replace = object.find("replace");
  const Json* truncate = object.find("truncate");
  const Json* json = object.find("json");
  if ((replace != nullptr) + (truncate != nullptr) + (json != nullptr) > 1) {
    object.fail("an http_body does one of replace, truncate and json");
    return;
  }
  if (replace != nullptr) {
    object.read("replace", toxic.what.emplace<HttpBody::Replace>().text);
  } else if (truncate != nullptr) {
    object.read("truncate", toxic.what.emplace<HttpBody::Truncate>().bytes);
  } else if (json != nullptr) {
    toxic.what = read_change(object, *json);
  }
}

std::string problem_of(const HttpStatus& toxic) {
  for (const std::string& problem : {out_of("status", toxic.status, 200, 599),
                                     out_of("retry_after", toxic.retry_after_s, 0, most_seconds),
                                     out_of("first", toxic.first, 0, most_answers),
                                     out_of("every", toxic.every, 1, most_answers)}) {
    if (!problem.empty()) {
      return problem;
    }
  }
  return "";
}

std::string problem_of(const HttpHeaders& toxic) {
  if (toxic.set.empty() && toxic.remove.empty()) {
    return "an http_headers needs set or remove";
  }
  for (const auto& [name, value] : toxic.set) {
    if (std::string problem = problem_of_name(name); !problem.empty()) {
      return problem;
    }
    if (has_control_character(value)) {
      return fmt::format("the header {} has a control character", quote(name));
    }
  }
  for (const std::string& name : toxic.remove) {
    if (std::string problem = problem_of_name(name); !problem.empty()) {
      return problem;
    }
  }
  return "";
}

std::string problem_of(const HttpBody& toxic) {
  if (std::holds_alternative<std::monostate>(toxic.what)) {
    return "an http_body needs one of replace, truncate and json";
  }
  const auto* truncate = std::get_if<HttpBody::Truncate>(&toxic.what);
  return truncate != nullptr && truncate->bytes < 0
             ? fmt::format("the truncate {} is less than 0", truncate->bytes)
             : "";
}

}  // namespace firedrill::proxy
