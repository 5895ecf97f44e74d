#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/http/answer.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::http {

/// What the admin APIs of the mocks have in common: the places below this prefix, their replies,
/// their clocks, counters and lists of faults (docs/mock-auth.md, docs/mock-pager.md,
/// docs/mock-service.md).
inline constexpr std::string_view admin_prefix = "/__firedrill/";
inline constexpr std::string_view admin_faults_prefix = "/__firedrill/faults/";

/// JSON that nobody may keep.
Reply admin_reply(int status, std::string_view json);

/// {"error": message}
Reply admin_error(int status, std::string_view message);

/// 204
Reply admin_done();

/// 400 with every mistake of a body; nothing if there is none.
std::optional<Reply> admin_refusal(const JsonBody& body);

/// One place of an admin API, and what answers it.
template <class Api>
struct AdminPlace {
  std::string_view method;
  std::string_view path;
  Reply (*answer)(const Api& api);
};

template <class Api>
Api api_of(Reply (Api::*member)() const);

/// A place that a member function answers. A constant, as g++ 12 takes what a variable pointer to
/// a member is called on for uninitialised (-Wmaybe-uninitialized).
template <auto member>
constexpr auto admin_place(std::string_view method, std::string_view path) {
  using Api = decltype(api_of(member));
  return AdminPlace<Api>{
      .method = method, .path = path, .answer = [](const Api& api) { return (api.*member)(); }};
}

/// The places that every mock has, and then its own.
template <class Api, std::size_t own_count>
constexpr auto admin_places_with(const std::array<AdminPlace<Api>, own_count>& own) {
  const std::array<AdminPlace<Api>, 9> common{{
      admin_place<&Api::overview>("GET", "/__firedrill/"),
      admin_place<&Api::reset>("POST", "/__firedrill/reset"),
      admin_place<&Api::clock>("GET", "/__firedrill/clock"),
      admin_place<&Api::move_clock>("POST", "/__firedrill/clock"),
      admin_place<&Api::faults>("GET", "/__firedrill/faults"),
      admin_place<&Api::add_faults>("POST", "/__firedrill/faults"),
      admin_place<&Api::remove_faults>("DELETE", "/__firedrill/faults"),
      admin_place<&Api::hits>("GET", "/__firedrill/hits"),
      admin_place<&Api::clear_hits>("DELETE", "/__firedrill/hits"),
  }};
  std::array<AdminPlace<Api>, common.size() + own_count> places{};
  std::copy(own.begin(), own.end(), std::copy(common.begin(), common.end(), places.begin()));
  return places;
}

/// What the place answers that a request asks for, or 404.
template <class Api>
Reply answer_admin(const Api& api,
                   std::span<const AdminPlace<Api>> places,
                   const Request& request) {
  for (const AdminPlace<Api>& place : places) {
    if (place.method == request.method && place.path == request.path) {
      return place.answer(api);
    }
  }
  return admin_error(404, "there is no " + request.method + " " + request.path);
}

/// Wall time; nothing here reads a clock.
using AdminTime = std::chrono::sys_time<Duration>;

/// {"now": "2024-01-01T00:00:00Z", "now_s": 1704067200}
Reply clock_reply(AdminTime now);

/// Moves a mock's clock, which is `offset` ahead of the real time `now`, as a body says:
/// {"advance": "5m"} or {"set": "2024-01-01T00:00:00Z"}. Its new time, or the mistakes.
Reply move_clock(const Request& request, AdminTime now, Duration& offset);

inline constexpr std::string_view too_many_faults = "there are too many faults: delete some";

/// The status that an answer shows its client; 0: none.
int status_of(const Answer& answer);

/// How often each place of a mock was asked, and what it answered.
class HitCounters {
 public:
  /// Further places are counted as "other".
  static constexpr std::size_t most = 1000;

  /// `status` 0: there was no answer.
  void count(std::string_view place, int status, bool is_faulted = false);

  void clear() { places_.clear(); }

  /// {"token": {"requests": 2, "faulted": 1, "by_status": {"200": 1, "none": 1}}}
  Reply reply() const;

 private:
  struct Hits {
    std::uint64_t requests = 0;
    std::uint64_t faulted = 0;
    std::map<int, std::uint64_t> by_status = {};
  };

  std::map<std::string, Hits, std::less<>> places_;
};

/// Adds the fault, or the array of them, in a body. Those without an id are "added-1", ... by
/// `made`. `load(json, id, diagnostics)` reads one, `add(fault)` says why it cannot be added, or
/// "". {"ids": [...]}, 400 with all mistakes, or 409.
template <class Load, class Add>
Reply add_faults(const Request& request, std::uint64_t& made, Load load, Add add) {
  JsonBody body(request);
  std::vector<decltype(load(*body.json(), std::string(), body.diagnostics()))> added;
  const auto read = [&](const Json& one) {
    added.push_back(load(one, "added-" + std::to_string(++made), body.diagnostics()));
  };
  if (const Json* json = body.json()) {
    if (json->is_array()) {
      for (const Json& one : json->items()) {
        read(one);
      }
    } else {
      read(*json);
    }
  }
  if (auto refusal = admin_refusal(body)) {
    return *std::move(refusal);
  }
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("ids").begin_array();
  for (auto& fault : added) {
    writer.value(fault.id);
    if (const std::string problem = add(std::move(fault)); !problem.empty()) {
      return admin_error(409, problem);
    }
  }
  writer.end_array().end_object();
  return admin_reply(201, json);
}

}  // namespace firedrill::http
