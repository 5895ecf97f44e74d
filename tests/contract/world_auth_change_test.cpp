// Each change of an auth provider by name, in every world: what its clients make of it.
#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr EventId culprit{42};

/// What becomes of clients while a change acts.
struct Expected {
  std::string change;
  std::string use;      ///< keys of the server's use of the provider
  std::string outcome;  ///< of their requests
  std::string result;   ///< label of auth_requests
};

const std::string asks = R"("tokens": "per_request")";
const std::string checks = R"("verifies": true, "keys": {"cache": "500ms", "cooldown": "100ms"})";
const std::string checks_strictly =
    R"("verifies": true, "keys": {"cache": "500ms", "cooldown": "100ms", "strict": true})";

const std::vector<Expected> hurting = {
    {"secret_expired", asks, "500", "invalid_client"},
    {"token_auth_method", asks, "500", "invalid_client"},
    {"grant_removed", asks, "500", "unsupported_grant_type"},
    {"endpoints_moved", asks, "500", "404"},
    {"error_with_200", asks, "500", "ok"},
    {"token_type_changed", asks, "500", "ok"},
    {"endpoints_moved", checks, "500", "404"},
    {"key_removed", checks, "401", "ok"},
    {"unknown_key_type", checks_strictly, "500", "ok"},
};

std::string provider_and_server(const std::string& use) {
  return fmt::format(R"({{
    "identity": {{"kind": "auth_provider", "latency": "1ms", "startup": "200ms",
                  "contracts": {{"v1": {{}}}}}},
    "server": {{"latency": "2ms", "startup": "200ms", "auth": {{"identity": {{
                "speaks": "v1", "timeout": "500ms", "fails": {{"reply": 500}}, {}}}}}}}}})",
                     use);
}

constexpr const char* logged_in = R"([{"name": "people", "to": "server", "rate": "50/s",
  "timeout": "2s", "token": {"from": "identity", "lifetime": "1h"}}])";

std::string inject(const std::string& change) {
  return fmt::format(R"("id": "f", "fault": "auth_change", "change": "{}", "service": "identity")",
                     change);
}

/// How the requests of clients have failed, apart from `outcome`.
std::uint64_t other_outcomes(const Stage& stage, const std::string& outcome) {
  std::uint64_t others = 0;
  for (const TrafficRecord& record : stage.traffic()) {
    for (const auto& [name, count] : record.bad_outcomes) {
      others += name == outcome ? 0 : count;
    }
  }
  return others;
}

}  // namespace

TEST_CASE("a change of the provider fails its clients in its own way until it is undone",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  for (const Expected& expected : hurting) {
    CAPTURE(kind.name, expected.change, expected.use);
    Stage stage(kind, provider_and_server(expected.use), logged_in, {inject(expected.change)});
    REQUIRE(stage.becomes_well());

    CHECK(stage.perform(StartFault{stage.fault("f")}, culprit).outcome == Outcome::ok);
    REQUIRE(stage.becomes_bad());
    CHECK(stage.has_blamed(culprit));
    CHECK(other_outcomes(stage, expected.outcome) == 0);
    CHECK(stage.total("auth_requests_total", "result", expected.result) > 0);
    CHECK(stage.tally_of("f").injected > 0);

    CHECK(stage.perform(EndFault{.id = "f"}).outcome == Outcome::ok);
    CHECK(stage.becomes_well());
  }
}

TEST_CASE("a key set that was fetched before hides that its keys are gone", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              provider_and_server(R"("verifies": true, "keys": {"cache": "24h"})"),
              logged_in,
              {inject("key_removed")});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("f")}, culprit);
  CHECK(stage.becomes_well());
  CHECK(stage.tally_of("f").injected == 0);

  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::keys}, EventId{43});
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(culprit));
  CHECK_FALSE(stage.has_blamed(EventId{43}));
}

TEST_CASE("who ignores keys of unknown types does not notice one", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, provider_and_server(checks), logged_in, {inject("unknown_key_type")});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("f")}, culprit);
  REQUIRE(stage.run_until([&] { return stage.tally_of("f").injected > 1; }));

  CHECK(stage.becomes_well());
  CHECK_FALSE(stage.has_blamed(culprit));
}

TEST_CASE("a token without a lifetime in a number is good for one request", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              provider_and_server(R"("tokens": {"cache": "24h"})"),
              logged_in,
              {inject("expires_in_string")});
  REQUIRE(stage.becomes_well());
  REQUIRE(stage.total("auth_requests_total", "result", "ok") <= 2);

  stage.perform(StartFault{stage.fault("f")}, culprit);
  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::tokens}, EventId{43});
  CHECK(stage.run_until([&] { return stage.tally_of("f").injected > 20; }));

  CHECK(stage.becomes_well());
  CHECK_FALSE(stage.has_blamed(culprit));
}

TEST_CASE("tokens of another format, by any word, shut users out until the provider goes back",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({
    "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms", "version": "1",
                 "contracts": {"old": {"token_formats": ["aud-text"]},
                               "new": {"token_formats": ["aud-list"]}},
                 "versions": {"1": {"accepts": ["old"]}, "2": {"accepts": ["new"]}}},
    "server": {"latency": "2ms", "startup": "200ms", "auth": {"identity": {
               "speaks": "old", "verifies": true, "timeout": "500ms", "fails": {"reply": 500}}}}})",
              logged_in);
  REQUIRE(stage.becomes_well());
  Install upgrade{.replicas = {.service = "identity", .count = 1},
                  .version = "2",
                  .activation = Activation::now};

  stage.perform(upgrade, culprit);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(culprit));
  CHECK(other_outcomes(stage, "401") == 0);

  upgrade.version = "1";
  stage.perform(upgrade, EventId{43});
  CHECK(stage.becomes_well());
}

}  // namespace firedrill::tests
