#include "mock_services/pager/opsgenie.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/core/sha256.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::pager {
namespace {

constexpr std::string_view alerts = "/v2/alerts";
constexpr std::string_view one_alert = "/v2/alerts/";
constexpr std::string_view scheme = "GenieKey ";
constexpr std::size_t longest_message = 130;
constexpr std::size_t longest_alias = 512;

constexpr std::array<std::pair<std::string_view, Signal::Action>, 2> verbs = {{
    {"close", Signal::Action::resolve},
    {"acknowledge", Signal::Action::acknowledge},
}};

/// What is to be done to the alert of an alias.
struct Order {
  Signal::Action action = Signal::Action::trigger;
  std::string_view alias = {};
};

/// Nothing if the path is none of the API.
std::optional<Order> order_of(std::string_view path) {
  if (path == alerts) {
    return Order{};
  }
  const std::size_t begin = one_alert.size();
  const std::size_t end = path.rfind('/');
  if (!path.starts_with(one_alert) || end <= begin) {
    return std::nullopt;
  }
  for (const auto& [verb, action] : verbs) {
    if (path.substr(end + 1) == verb) {
      return Order{.action = action, .alias = path.substr(begin, end - begin)};
    }
  }
  return std::nullopt;
}

/// In the form of a UUID, always the same for the same text.
std::string id_of(const std::string& text) {
  const std::string digits = sha256_hex(text);
  return fmt::format("{}-{}-{}-{}-{}",
                     digits.substr(0, 8),
                     digits.substr(8, 4),
                     digits.substr(12, 4),
                     digits.substr(16, 4),
                     digits.substr(20, 12));
}

http::Reply refusal(int status, std::string_view message, const std::string& wrong_key = {}) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().member("message", message);
  if (!wrong_key.empty()) {
    writer.key("errors").begin_object().member(wrong_key, "is not valid").end_object();
  }
  writer.member("took", 0.01).member("requestId", id_of(std::string(message))).end_object();
  return http::json_reply(status, json);
}

http::Reply not_processable(const std::string& wrong_key) {
  return refusal(422, "Request body is not processable. Please check the errors.", wrong_key);
}

/// The key of the API; "": none is given.
std::string key_in(const http::Request& request) {
  const std::string* header = request.headers.find("authorization");
  return header != nullptr && header->starts_with(scheme) ? header->substr(scheme.size()) : "";
}

/// Without that it is an id, of which Alertmanager knows none.
bool by_alias(const http::Request& request) {
  const std::string* type = http::find(request.query, "identifierType");
  return request.path == alerts || (type != nullptr && *type == "alias");
}

const std::string* text_at(const Json& object, std::string_view key) {
  const Json* found = object.find(key);
  return found != nullptr && found->is_string() ? &found->as_string() : nullptr;
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

/// The member by which a new alert is wrong; "": none.
std::string read_alert(const Json& object, Signal& signal) {
  const std::string* message = text_at(object, "message");
  if (message == nullptr || message->empty() || code_points(*message) > longest_message) {
    return "message";
  }
  signal.title = *message;
  if (const std::string* alias = text_at(object, "alias")) {
    signal.dedup_key = *alias;
  }
  if (signal.dedup_key.size() > longest_alias) {
    return "alias";
  }
  if (const std::string* source = text_at(object, "source")) {
    signal.agent = *source;
  }
  if (object.find("priority") == nullptr) {
    return "";  // P3
  }
  const std::string* priority = text_at(object, "priority");
  const auto severity = priority == nullptr ? std::nullopt : severity_of_priority(*priority);
  if (!severity) {
    return "priority";
  }
  signal.severity = *severity;
  return "";
}

}  // namespace

bool is_of_opsgenie(std::string_view path) {
  return order_of(path).has_value();
}

Taken<Signal> read_opsgenie(const http::Request& request) {
  const std::string key = key_in(request);
  if (key.empty()) {
    return refusal(401, "Could not authenticate");
  }
  const Order order = order_of(request.path).value_or(Order{});
  Signal signal{.action = order.action,
                .service = "opsgenie/" + sha256_hex(key).substr(0, 8),
                .dedup_key = (by_alias(request) ? "" : "id/") + std::string(order.alias),
                .agent = "Opsgenie's alert API"};
  http::JsonBody body(request);
  if (body.json() == nullptr || !body.json()->is_object()) {
    return not_processable("json");
  }
  if (order.action != Signal::Action::trigger) {
    return signal;
  }
  if (const std::string wrong = read_alert(*body.json(), signal); !wrong.empty()) {
    return not_processable(wrong);
  }
  if (const Json* details = body.json()->find("details")) {
    signal.details = body.diagnostics().source().slice(details->span());
  }
  return signal;
}

http::Reply opsgenie_reply(const Signal& signal) {
  std::string json;
  JsonWriter(json)
      .begin_object()
      .member("result", "Request will be processed")
      .member("took", 0.01)
      .member("requestId", id_of(signal.service + "/" + signal.dedup_key))
      .end_object();
  return http::json_reply(202, json);
}

}  // namespace firedrill::pager
