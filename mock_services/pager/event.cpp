#include "mock_services/pager/event.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/json_writer.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::pager {
namespace {

constexpr std::size_t routing_key_length = 32;
constexpr std::size_t longest_dedup_key = 255;
constexpr std::size_t longest_summary = 1024;

constexpr std::array<std::pair<std::string_view, Signal::Action>, 3> actions = {{
    {"trigger", Signal::Action::trigger},
    {"acknowledge", Signal::Action::acknowledge},
    {"resolve", Signal::Action::resolve},
}};
constexpr std::array<std::pair<std::string_view, AlertSeverity>, 4> severities = {{
    {"critical", AlertSeverity::critical},
    {"warning", AlertSeverity::warning},
    {"error", AlertSeverity::error},
    {"info", AlertSeverity::info},
}};

http::Reply refusal(std::string_view status,
                    std::string_view message,
                    const std::vector<std::string>& errors) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().member("status", status).member("message", message).key("errors");
  writer.begin_array();
  for (const std::string& error : errors) {
    writer.value(error);
  }
  writer.end_array().end_object();
  return http::json_reply(400, json);
}

/// Reads one event's members, and says what is wrong with them in PagerDuty's words.
class EventReader {
 public:
  explicit EventReader(const Json& event) : event_(event), payload_(event.find("payload")) {}

  std::vector<std::string> errors;

  /// "": missing, or no text.
  std::string text(std::string_view key) const { return text_in(&event_, key); }

  std::string required(std::string_view key) {
    std::string found = text(key);
    if (found.empty()) {
      errors.push_back(fmt::format("'{}' is missing or blank", key));
    }
    return found;
  }

  std::string required_in_payload(std::string_view key) {
    std::string found = text_in(payload_, key);
    if (found.empty()) {
      errors.push_back(fmt::format("'payload.{}' is missing or blank", key));
    }
    return found;
  }

  template <class T, std::size_t n>
  T one_of(std::string_view name,
           const std::string& word,
           const std::array<std::pair<std::string_view, T>, n>& choices) {
    std::string words;
    for (const auto& [choice, value] : choices) {
      if (choice == word) {
        return value;
      }
      words += fmt::format("{}'{}'", words.empty() ? "" : ", ", choice);
    }
    if (!word.empty()) {  // else it has been said
      errors.push_back(
          fmt::format("'{}' is invalid (must be one of the following: {})", name, words));
    }
    return T{};
  }

  const Json* details() const {
    return payload_ == nullptr ? nullptr : payload_->find("custom_details");
  }

 private:
  static std::string text_in(const Json* object, std::string_view key) {
    const Json* found = object == nullptr ? nullptr : object->find(key);
    return found != nullptr && found->is_string() ? found->as_string() : "";
  }

  const Json& event_;
  const Json* payload_;
};

Signal read(EventReader& reader) {
  Signal signal;
  signal.service = reader.required("routing_key");
  if (!signal.service.empty() && signal.service.size() != routing_key_length) {
    reader.errors.emplace_back("Length of 'routing_key' is incorrect (should be 32 characters)");
  }
  const std::string action = reader.required("event_action");
  signal.action = reader.one_of("event_action", action, actions);
  const bool is_trigger = action == "trigger";
  const bool needs_no_key = is_trigger || action.empty();
  signal.dedup_key = needs_no_key ? reader.text("dedup_key") : reader.required("dedup_key");
  if (signal.dedup_key.size() > longest_dedup_key) {
    reader.errors.emplace_back("'dedup_key' is too long (should be at most 255 characters)");
  }
  if (is_trigger) {
    signal.title = reader.required_in_payload("summary").substr(0, longest_summary);
    signal.agent = reader.required_in_payload("source");
    const std::string severity = reader.required_in_payload("severity");
    signal.severity = reader.one_of("payload.severity", severity, severities);
  }
  if (const std::string client = reader.text("client"); !client.empty()) {
    signal.agent = client;
  }
  return signal;
}

}  // namespace

Taken<Signal> read_event(const http::Request& request) {
  if (request.body.size() > most_event_bytes) {
    http::Reply reply =
        refusal("invalid event", "Event object is invalid", {"Event is larger than 512 KB"});
    reply.status = 413;
    return reply;
  }
  http::JsonBody body(request);
  if (body.json() == nullptr || !body.json()->is_object()) {
    return refusal(
        "Unrecognized object", "Event object format is unrecognized", {"JSON parse error"});
  }
  EventReader reader(*body.json());
  Signal signal = read(reader);
  if (!reader.errors.empty()) {
    return refusal("invalid event", "Event object is invalid", reader.errors);
  }
  if (const Json* details = reader.details()) {
    signal.details = body.diagnostics().source().slice(details->span());
  }
  if (signal.agent.empty()) {
    signal.agent = "Events API V2";
  }
  return signal;
}

http::Reply accepted_reply(std::string_view dedup_key) {
  std::string json;
  JsonWriter(json)
      .begin_object()
      .member("status", "success")
      .member("message", "Event processed")
      .member("dedup_key", dedup_key)
      .end_object();
  return http::json_reply(202, json);
}

http::Reply throttled_event_reply() {
  return http::json_reply(429,
                          R"({"status":"throttle exceeded",)"
                          R"("message":"Requests for this service are arriving too quickly. )"
                          R"(Please retry later.","errors":[]})");
}

}  // namespace firedrill::pager
