#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/behaviour/provider_change.hpp"
#include "tests/support/world_fixture.hpp"

// A service and its auth provider, as worlds for tests.

namespace firedrill::tests {

inline AuthUse speaks(std::string contract) {
  return {.call = {.service = "identity", .timeout = 2s, .fails = {.reply = 500}},
          .speaks = std::move(contract)};
}

inline Service server_of(AuthUse use, std::size_t replicas = 2) {
  return service_of("server", {.latency = Constant{1ms}, .auth = {use}, .startup = 5s}, replicas);
}

inline simulated::WorldPlan plan_of(AuthUse use, double per_second = 10) {
  return {.services = {provider_of("identity", {.latency = Constant{5ms}, .startup = 5s}),
                       server_of(std::move(use))},
          .traffic = {clients_of("server", per_second)}};
}

inline StartFault hang() {
  return {{.id = "hang",
           .target = {.service = "identity"},
           .fault = faults::Hang{{.rate = *Probability::from(1)}}}};
}

inline std::optional<double> auth_requests(WorldFixture& fixture, std::string_view result) {
  return sample(fixture.scrape("server-0"),
                "auth_requests_total",
                {{"provider", "identity"}, {"result", result}});
}

inline simulated::WorldPlan verifying_plan() {
  AuthUse use = speaks("v1");
  use.verifies = true;
  use.key_cache = 10min;
  use.key_cooldown = 30s;
  simulated::WorldPlan plan = plan_of(use);
  plan.traffic.front().token = UserToken{.provider = "identity", .lifetime = 10min};
  return plan;
}

inline StartFault change_of_provider(std::string_view name) {
  const auto* const found = std::find_if(
      provider_changes.begin(), provider_changes.end(), [&](const ProviderChange& change) {
        return change.name == name;
      });
  const auto place = static_cast<std::size_t>(found - provider_changes.begin());
  return {{.id = "change",
           .target = {.service = "identity"},
           .fault = faults::AuthChange{.change = place}}};
}

}  // namespace firedrill::tests
