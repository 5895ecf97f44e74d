// How the World asks a service whether it answers, as a tool or a person would.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/live/trouble.hpp"
#include "harness/live/user_tokens.hpp"
#include "harness/live/world_parts.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/upstream.hpp"

namespace firedrill::live {

/// As a client would ask, with a token where somebody may want one.
http::Request World::Parts::probe_request(const FleetMember& member, const std::string& path) {
  const bool has_path = !path.empty() && member.own() != nullptr;
  http::Request request = http::request_to("GET", has_path ? path : member.open_path());
  if (member.understands_us()) {
    request.headers.add(mock::caller_header, "");
  }
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      for (const AuthUse& use : version.behaviour.auth) {
        if (use.verifies && !request.headers.has("authorization")) {
          UserTokens(use.call.service, std::chrono::hours{1}, keys, fleet, faults.issuer_clocks())
              .add_to(request, scheduler.now(), Duration::zero(), scheduler.speed());
        }
      }
    }
  }
  return request;
}

void World::Parts::carry_out(const Probe& probe, Completion done) {
  const std::optional<std::size_t> first = fleet.first_of(probe.service);
  if (!first) {
    end_later(done,
              {.outcome = Outcome::refused, .detail = "no service \"" + probe.service + "\""});
    return;
  }
  auto known = std::find_if(
      probed.begin(), probed.end(), [&](const auto& one) { return one.first == probe.service; });
  if (known == probed.end()) {
    known = probed.insert(
        probed.end(),
        {probe.service, std::make_unique<mock::Upstream>(client, fleet.origins_of(probe.service))});
  }
  known->second->send(
      probe_request(fleet.members()[*first], probe.path),
      probe.timeout,
      [this, name = probe.service, done = std::move(done)](const mock::CallAnswer& answer) {
        const bool ok = answer.code >= 200 && answer.code < 400;
        OperationResult result{.outcome = ok ? Outcome::ok : Outcome::refused,
                               .cause = answer.cause};
        if (!ok) {
          result.cause =
              either(answer.cause, trouble_among(reached_from(scenario, name), fleet, faults));
          result.detail = "it answered " + outcome_name(answer.code);
        }
        end_later(done, std::move(result));
      });
}

}  // namespace firedrill::live
