#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/timestamp.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/pager/incident_json.hpp"
#include "mock_services/pager/state.hpp"

namespace firedrill::pager {
namespace {

http::Reply mistake(int status, std::string_view message) {
  std::string json;
  JsonWriter(json).begin_object().member("error", message).end_object();
  return http::json_reply(status, json);
}

http::Reply done() {
  return {.status = 204, .headers = {}, .body = {}};
}

/// The admin API of one pager, a function for each place.
struct Admin {
  PagerState& state;
  const http::Request& request;
  WallTime now;  ///< real

  http::Reply overview() const {
    const auto& all = state.incidents.all();
    const auto open = std::count_if(
        all.begin(), all.end(), [](const auto& entry) { return entry.second.is_open(); });
    std::string json;
    JsonWriter(json)
        .begin_object()
        .member("mock", "pager")
        .member("incidents", all.size())
        .member("open", open)
        .member("pending", state.pending.size())
        .end_object();
    return http::json_reply(200, json);
  }

  http::Reply reset() const {
    state.reset();
    return done();
  }

  http::Reply clock() const {
    std::string json;
    JsonWriter(json).begin_object().member("now", rfc3339(now + state.clock_offset)).end_object();
    return http::json_reply(200, json);
  }

  http::Reply move_clock() const {
    http::JsonBody body(request);
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a move of the clock", body.diagnostics());
      const auto by = reader.duration("advance", {.allow_negative = true}).optional();
      const auto to = reader.timestamp("set").optional();
      reader.finish();
      if (by.has_value() == to.has_value()) {
        reader.error("", "give one of \"advance\" and \"set\"");
      }
      if (!body.mistakes()) {
        state.clock_offset = by ? state.clock_offset + *by : WallTime(Duration(to->unix_ns)) - now;
        state.clock_offset =
            std::clamp<Duration>(state.clock_offset, -longest_duration, longest_duration);
      }
    }
    const auto mistakes = body.mistakes();
    return mistakes ? mistake(400, *mistakes) : clock();
  }

  http::Reply faults() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("faults").begin_array();
    for (const FaultTable::Entry& entry : state.faults.entries()) {
      writer.begin_object()
          .member("id", entry.fault.id)
          .member("at", entry.fault.at)
          .member("struck", entry.struck)
          .end_object();
    }
    writer.end_array().end_object();
    return http::json_reply(200, json);
  }

  http::Reply add_faults() const {
    http::JsonBody body(request);
    std::vector<Fault> added;
    const auto load = [&](const Json& one) {
      const std::string id = fmt::format("added-{}", ++state.faults_made);
      added.push_back(load_fault(one, id, body.diagnostics()));
    };
    if (const Json* json = body.json()) {
      if (json->is_array()) {
        std::for_each(json->items().begin(), json->items().end(), load);
      } else {
        load(*json);
      }
    }
    if (const auto mistakes = body.mistakes()) {
      return mistake(400, *mistakes);
    }
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("ids").begin_array();
    for (Fault& fault : added) {
      writer.value(fault.id);
      if (!state.faults.add(std::move(fault))) {
        return mistake(409, "there are too many faults: delete some");
      }
    }
    writer.end_array().end_object();
    return http::json_reply(201, json);
  }

  http::Reply remove_faults() const {
    state.faults.clear();
    return done();
  }

  http::Reply hits() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object();
    for (const auto& [door, hits] : state.hits) {
      writer.key(door)
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
    return http::json_reply(200, json);
  }

  http::Reply clear_hits() const {
    state.hits.clear();
    return done();
  }

  http::Reply received() const {
    const std::string* door = http::find(request.query, "at");
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("received").begin_array();
    for (const Received& one : state.inbox.all()) {
      if (door == nullptr || *door == one.door) {
        writer.begin_object()
            .member("at", one.door)
            .member("time", rfc3339(one.at))
            .member("path", one.path)
            .key("body")
            .raw(one.body)
            .end_object();
      }
    }
    writer.end_array().end_object();
    return http::json_reply(200, json);
  }
};

struct AdminPlace {
  std::string_view method;
  std::string_view path;
  http::Reply (Admin::*answer)() const;
};

constexpr std::string_view one_fault = "/__firedrill/faults/";

constexpr std::array<AdminPlace, 10> admin_places{{
    {"GET", "/__firedrill/", &Admin::overview},
    {"POST", "/__firedrill/reset", &Admin::reset},
    {"GET", "/__firedrill/clock", &Admin::clock},
    {"POST", "/__firedrill/clock", &Admin::move_clock},
    {"GET", "/__firedrill/faults", &Admin::faults},
    {"POST", "/__firedrill/faults", &Admin::add_faults},
    {"DELETE", "/__firedrill/faults", &Admin::remove_faults},
    {"GET", "/__firedrill/hits", &Admin::hits},
    {"DELETE", "/__firedrill/hits", &Admin::clear_hits},
    {"GET", "/__firedrill/received", &Admin::received},
}};

}  // namespace

http::Reply PagerState::admin(const http::Request& request, WallTime now) {
  if (request.method == "DELETE" && request.path.starts_with(one_fault)) {
    const std::string id = request.path.substr(one_fault.size());
    return faults.remove(id) ? done() : mistake(404, "there is no fault " + quote(id));
  }
  const Admin api{.state = *this, .request = request, .now = now};
  for (const AdminPlace& place : admin_places) {
    if (place.method == request.method && place.path == request.path) {
      return (api.*place.answer)();
    }
  }
  return mistake(404, "there is no " + request.method + " " + request.path);
}

}  // namespace firedrill::pager
