#include "mock_services/http/admin.hpp"

#include <algorithm>
#include <variant>

#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::http {

Reply admin_reply(int status, std::string_view json) {
  Reply reply = json_reply(status, json);
  reply.headers.add("cache-control", "no-store");
  return reply;
}

Reply admin_error(int status, std::string_view message) {
  return admin_reply(status, "{\"error\": " + json_string(message) + "}\n");
}

Reply admin_done() {
  return {.status = 204, .headers = {}, .body = {}};
}

std::optional<Reply> admin_refusal(const JsonBody& body) {
  const std::optional<std::string> mistakes = body.mistakes();
  return mistakes ? std::optional(admin_error(400, *mistakes)) : std::nullopt;
}

Reply clock_reply(AdminTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  std::string json;
  JsonWriter(json)
      .begin_object()
      .member("now", to_rfc3339({.unix_ns = Duration(seconds).count()}))
      .member("now_s", std::int64_t{seconds.count()})
      .end_object();
  return admin_reply(200, json);
}

Reply move_clock(const Request& request, AdminTime now, Duration& offset) {
  JsonBody body(request);
  if (body.json() != nullptr) {
    ObjectReader reader(*body.json(), "a move of the clock", body.diagnostics());
    const auto by = reader.duration("advance", {.allow_negative = true}).optional();
    const auto to = reader.timestamp("set").optional();
    reader.finish();
    if (reader.has("advance") == reader.has("set")) {
      reader.error("", "give one of \"advance\" and \"set\"");
    }
    if (!body.diagnostics().has_errors()) {
      const Duration moved = by ? offset + *by : AdminTime(Duration(to->unix_ns)) - now;
      offset = std::clamp<Duration>(moved, -longest_duration, longest_duration);
    }
  }
  return admin_refusal(body).value_or(clock_reply(now + offset));
}

int status_of(const Answer& answer) {
  const auto* reply = std::get_if<Reply>(&answer.delivery);
  const auto* dribble = std::get_if<Dribble>(&answer.delivery);
  const auto* truncate = std::get_if<Truncate>(&answer.delivery);
  return reply != nullptr      ? reply->status
         : dribble != nullptr  ? dribble->reply.status
         : truncate != nullptr ? truncate->reply.status
                               : 0;
}

void HitCounters::count(std::string_view place, int status, bool is_faulted) {
  auto found = places_.find(place);
  if (found == places_.end()) {
    found = places_.emplace(places_.size() < most ? place : "other", Hits{}).first;
  }
  ++found->second.requests;
  found->second.faulted += is_faulted ? 1U : 0U;
  ++found->second.by_status[status];
}

Reply HitCounters::reply() const {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object();
  for (const auto& [place, hits] : places_) {
    writer.key(place)
        .begin_object()
        .member("requests", hits.requests)
        .member("faulted", hits.faulted)
        .key("by_status")
        .begin_object();
    for (const auto& [status, count] : hits.by_status) {
      writer.member(status == 0 ? "none" : std::to_string(status), count);
    }
    writer.end_object().end_object();
  }
  writer.end_object();
  return admin_reply(200, json);
}

}  // namespace firedrill::http
