#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/auth_provider/call.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/auth_provider/state.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::auth {
namespace {

std::string error_json(std::string_view message) {
  std::string json;
  JsonWriter(json).begin_object().member("error", message).end_object();
  return json;
}

/// 400 with every mistake of a body; empty if there is none.
std::optional<http::Reply> refusal_of(const http::JsonBody& body) {
  const std::optional<std::string> mistakes = body.mistakes();
  return mistakes ? std::optional(fresh_json(400, error_json(*mistakes))) : std::nullopt;
}

Timestamp timestamp_of(WallTime time) {
  return {.unix_ns = time.time_since_epoch().count()};
}

http::Reply clock_reply(WallTime now) {
  return fresh_json(
      200,
      fmt::format(
          R"({{"now":"{}","now_s":{}}})", to_rfc3339(timestamp_of(now)), unix_seconds(now)));
}

http::Reply done() {
  return {.status = 204, .headers = {}, .body = {}};
}

/// The admin API of one provider, a function for each place.
struct Admin {
  ProviderState& state;
  const http::Request& request;
  WallTime now;  ///< real

  http::Reply overview() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().member("mock", "auth").member("issuer", state.issuer);
    writer.key("accepts").begin_array();
    for (const std::string& contract : state.accepts) {
      writer.value(contract);
    }
    writer.end_array().end_object();
    return fresh_json(200, json);
  }

  http::Reply reset() const {
    state.reset(now);
    return done();
  }

  http::Reply clock() const { return clock_reply(now + state.clock_offset); }

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
      if (auto refusal = refusal_of(body)) {
        return *std::move(refusal);
      }
      state.clock_offset = by ? state.clock_offset + *by : WallTime(Duration(to->unix_ns)) - now;
      state.clock_offset =
          std::clamp<Duration>(state.clock_offset, -longest_duration, longest_duration);
    }
    return refusal_of(body).value_or(clock());
  }

  http::Reply faults() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("faults").begin_array();
    for (const MutationTable::Entry& entry : state.mutations.entries()) {
      writer.begin_object()
          .member("id", entry.mutation.id)
          .member("at", entry.mutation.at)
          .member("matched", entry.matched)
          .member("applied", entry.applied)
          .end_object();
    }
    writer.end_array().end_object();
    return fresh_json(200, json);
  }

  http::Reply add_faults() const {
    http::JsonBody body(request);
    std::vector<Mutation> added;
    if (const Json* json = body.json()) {
      const auto load = [&](const Json& one) {
        const std::string id = fmt::format("added-{}", ++state.faults_made);
        added.push_back(load_mutation(one, id, body.diagnostics()));
      };
      if (json->is_array()) {
        std::for_each(json->items().begin(), json->items().end(), load);
      } else {
        load(*json);
      }
    }
    if (auto refusal = refusal_of(body)) {
      return *std::move(refusal);
    }
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("ids").begin_array();
    for (Mutation& mutation : added) {
      writer.value(mutation.id);
      if (!state.mutations.add(std::move(mutation),
                               ProviderState::instant(now + state.clock_offset))) {
        return fresh_json(409, error_json("there are too many faults: delete some"));
      }
    }
    writer.end_array().end_object();
    return fresh_json(201, json);
  }

  http::Reply remove_faults() const {
    state.mutations.clear();
    return done();
  }

  http::Reply remove_fault(const std::string& id) const {
    return state.mutations.remove(id)
               ? done()
               : fresh_json(404, error_json("there is no fault " + quote(id)));
  }

  http::Reply hits() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object();
    for (const auto& [endpoint, hits] : state.hits) {
      writer.key(endpoint)
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
    return fresh_json(200, json);
  }

  http::Reply clear_hits() const {
    state.hits.clear();
    return done();
  }

  http::Reply rotate_keys() const {
    http::JsonBody body(request);
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a rotation of keys", body.diagnostics());
      const std::vector<std::string_view> algs(state.config.signing_algs.begin(),
                                               state.config.signing_algs.end());
      const KeyRing::Rotation rotation{
          .alg = std::string(reader.one_of("alg", algs).value_or("")),
          .keep_old = reader.boolean("keep_old").value_or(true),
          .announce_only = reader.boolean("announce_only").value_or(false)};
      reader.finish();
      if (!body.diagnostics().has_errors()) {
        state.keys.rotate(rotation);
        return fresh_json(200, state.keys.jwks());
      }
    }
    return refusal_of(body).value_or(done());
  }

  http::Reply accept_contracts() const {
    http::JsonBody body(request);
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "the accepted contracts", body.diagnostics());
      std::vector<std::string_view> names;
      for (const auto& [name, contract] : state.config.contracts) {
        names.push_back(name);
      }
      auto accepts =
          load_words(reader.array("accepts").required(), "accepts", names, body.diagnostics());
      std::string cause = load_cause(reader);
      reader.finish();
      if (!body.diagnostics().has_errors()) {
        state.accepts = std::move(accepts);
        state.accepts_cause = std::move(cause);
        return overview();
      }
    }
    return refusal_of(body).value_or(done());
  }
};

struct Place {
  std::string_view method;
  std::string_view path;
  http::Reply (Admin::*answer)() const;
};

constexpr std::string_view fault_prefix = "/__firedrill/faults/";

constexpr std::array<Place, 10> admin_places{{
    {"GET", "/__firedrill/", &Admin::overview},
    {"POST", "/__firedrill/reset", &Admin::reset},
    {"GET", "/__firedrill/clock", &Admin::clock},
    {"POST", "/__firedrill/clock", &Admin::move_clock},
    {"GET", "/__firedrill/faults", &Admin::faults},
    {"POST", "/__firedrill/faults", &Admin::add_faults},
    {"DELETE", "/__firedrill/faults", &Admin::remove_faults},
    {"GET", "/__firedrill/hits", &Admin::hits},
    {"POST", "/__firedrill/rotate_keys", &Admin::rotate_keys},
    {"POST", "/__firedrill/accepts", &Admin::accept_contracts},
}};

}  // namespace

http::Reply ProviderState::admin(const http::Request& request, WallTime now) {
  const Admin admin{.state = *this, .request = request, .now = now};
  if (request.method == "DELETE" && request.path.starts_with(fault_prefix)) {
    return admin.remove_fault(request.path.substr(fault_prefix.size()));
  }
  if (request.method == "DELETE" && request.path == "/__firedrill/hits") {
    return admin.clear_hits();
  }
  for (const Place& place : admin_places) {
    if (place.method == request.method && place.path == request.path) {
      return (admin.*place.answer)();
    }
  }
  return fresh_json(404, error_json("there is no " + request.method + " " + request.path));
}

}  // namespace firedrill::auth
