#include "mock_services/http/admin.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/pager/incident_json.hpp"
#include "mock_services/pager/state.hpp"

namespace firedrill::pager {
namespace {

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
    return http::admin_reply(200, json);
  }

  http::Reply reset() const {
    state.reset();
    return http::admin_done();
  }

  http::Reply clock() const { return http::clock_reply(now + state.clock_offset); }

  http::Reply move_clock() const { return http::move_clock(request, now, state.clock_offset); }

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
    return http::admin_reply(200, json);
  }

  http::Reply add_faults() const {
    return http::add_faults(request, state.faults_made, load_fault, [&](Fault fault) {
      return std::string(state.faults.add(std::move(fault), as_instant(now + state.clock_offset))
                             ? ""
                             : http::too_many_faults);
    });
  }

  http::Reply remove_faults() const {
    state.faults.clear();
    return http::admin_done();
  }

  http::Reply hits() const { return state.hits.reply(); }

  http::Reply clear_hits() const {
    state.hits.clear();
    return http::admin_done();
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
    return http::admin_reply(200, json);
  }
};

constexpr auto admin_places = http::admin_places_with(std::array{
    http::admin_place<&Admin::received>("GET", "/__firedrill/received"),
});

}  // namespace

http::Reply PagerState::admin(const http::Request& request, WallTime now) {
  if (request.method == "DELETE" && request.path.starts_with(http::admin_faults_prefix)) {
    const std::string id = request.path.substr(http::admin_faults_prefix.size());
    return faults.remove(id) ? http::admin_done()
                             : http::admin_error(404, "there is no fault " + quote(id));
  }
  return http::answer_admin<Admin>(
      {.state = *this, .request = request, .now = now}, admin_places, request);
}

}  // namespace firedrill::pager
