#include "mock_services/http/admin.hpp"

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
    return http::admin_reply(200, json);
  }

  http::Reply reset() const {
    state.reset(now);
    return http::admin_done();
  }

  http::Reply clock() const { return http::clock_reply(now + state.clock_offset); }

  http::Reply move_clock() const { return http::move_clock(request, now, state.clock_offset); }

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
    return http::admin_reply(200, json);
  }

  http::Reply add_faults() const {
    return http::add_faults(request, state.faults_made, load_mutation, [&](Mutation mutation) {
      const Instant moment = ProviderState::instant(now + state.clock_offset);
      return std::string(state.mutations.add(std::move(mutation), moment) ? ""
                                                                          : http::too_many_faults);
    });
  }

  http::Reply remove_faults() const {
    state.mutations.clear();
    return http::admin_done();
  }

  http::Reply remove_fault(const std::string& id) const {
    return state.mutations.remove(id) ? http::admin_done()
                                      : http::admin_error(404, "there is no fault " + quote(id));
  }

  http::Reply hits() const { return state.hits.reply(); }

  http::Reply clear_hits() const {
    state.hits.clear();
    return http::admin_done();
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
        return http::admin_reply(200, state.keys.jwks());
      }
    }
    return http::admin_refusal(body).value_or(http::admin_done());
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
    return http::admin_refusal(body).value_or(http::admin_done());
  }
};

constexpr auto admin_places = http::admin_places_with(std::array{
    http::admin_place<&Admin::rotate_keys>("POST", "/__firedrill/rotate_keys"),
    http::admin_place<&Admin::accept_contracts>("POST", "/__firedrill/accepts"),
});

}  // namespace

http::Reply ProviderState::admin(const http::Request& request, WallTime now) {
  const Admin admin{.state = *this, .request = request, .now = now};
  if (request.method == "DELETE" && request.path.starts_with(http::admin_faults_prefix)) {
    return admin.remove_fault(request.path.substr(http::admin_faults_prefix.size()));
  }
  return http::answer_admin<Admin>(admin, admin_places, request);
}

}  // namespace firedrill::auth
