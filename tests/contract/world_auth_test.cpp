// Auth providers and their clients in every world: how services prove who they are, whose tokens
// they let in, and what a rotation of keys does to those.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr EventId change{42};

/// A provider with these keys, and a server that uses it with those and has these of its own.
std::string two_services(const std::string& provider,
                         const std::string& use,
                         const std::string& server = R"("replicas": 1)") {
  return fmt::format(R"({{
    "identity": {{"kind": "auth_provider", "latency": "1ms", "startup": "200ms", {}}},
    "server": {{"latency": "2ms", "startup": "200ms", "auth": {{"identity": {{
                "timeout": "500ms", "fails": {{"reply": 500}}, {}}}}}, {}}}}})",
                     provider,
                     use,
                     server);
}

/// People whose tokens live that long.
std::string people(const std::string& lifetime) {
  return fmt::format(R"([{{"name": "people", "to": "server", "rate": "50/s", "timeout": "2s",
                          "token": {{"from": "identity", "lifetime": "{}"}}}}])",
                     lifetime);
}

constexpr const char* two_ways = R"("accepts": ["shared", "signed"],
  "contracts": {"shared": {"token_auth": ["client_secret_basic"]},
                "signed": {"token_auth": ["private_key_jwt"]}})";

}  // namespace

TEST_CASE("a service that signs an assertion gets its tokens", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"signed": {"token_auth": ["private_key_jwt"]}})",
                           R"("speaks": "signed", "tokens": "per_request")"),
              R"([{"name": "apps", "to": "server", "rate": "50/s", "timeout": "2s"}])");

  CHECK(stage.becomes_well());
  CHECK(stage.total("auth_requests_total", "result", "ok") > 0);
  CHECK(stage.total("auth_requests_total", "result", "invalid_client") == 0);
}

TEST_CASE("where both are accepted, nobody is hurt by another way to prove who one is",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              fmt::format(R"({{
    "identity": {{"kind": "auth_provider", "latency": "1ms", "startup": "200ms", {}}},
    "server": {{"latency": "2ms", "startup": "200ms", "version": "1",
      "auth": {{"identity": {{"speaks": "shared", "timeout": "500ms", "tokens": "per_request"}}}},
      "versions": {{"1": {{}}, "2": {{"auth": {{"identity": {{"speaks": "signed"}}}}}}}}}}}})",
                          two_ways),
              R"([{"name": "apps", "to": "server", "rate": "50/s", "timeout": "2s"}])");
  REQUIRE(stage.becomes_well());
  const Install upgrade{
      .replicas = {.service = "server", .count = 1}, .version = "2", .activation = Activation::now};

  CHECK(stage.perform(upgrade, change).outcome == Outcome::ok);
  CHECK(stage.becomes_well());

  CHECK(stage.total("auth_requests_total", "result", "ok") > 0);
  CHECK_FALSE(stage.has_blamed(change));
}

TEST_CASE("without an overlap a rotation shuts out the tokens of before, and is blamed",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"v1": {}})", R"("speaks": "v1", "verifies": true)"),
              people("1h"));
  REQUIRE(stage.becomes_well());

  CHECK(stage.perform(RotateSigningKeys{.provider = "identity"}, change).outcome == Outcome::ok);
  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::keys}, EventId{43});

  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(change));
  CHECK_FALSE(stage.has_blamed(EventId{43}));
}

TEST_CASE("a key set from before a rotation refuses new tokens until it is purged",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"v1": {}})",
                           R"("speaks": "v1", "verifies": true,
                              "keys": {"cache": "24h", "refetch_unknown": false})"),
              people("1s"));
  REQUIRE(stage.becomes_well());

  stage.perform(RotateSigningKeys{.provider = "identity", .overlap = 1h}, change);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(change));

  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::keys}, EventId{43});
  CHECK(stage.becomes_well());
}

TEST_CASE("a process that takes another's place in an upgrade has no token yet",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"v1": {}}, "token_lifetime": "1h")",
                           R"("speaks": "v1", "tokens": {"cache": "1h"})",
                           R"("version": "1", "versions": {"1": {}, "2": {}})"),
              people("1h"),
              {R"("id": "away", "fault": "refuse", "service": "identity")"});
  REQUIRE(stage.becomes_well());
  stage.perform(StartFault{stage.fault("away")}, change);
  REQUIRE(stage.becomes_well(1));

  stage.perform(Install{.replicas = {.service = "server", .count = 1},
                        .version = "2",
                        .activation = Activation::now},
                EventId{43});
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(change));
}

TEST_CASE("a provider that signs as its clients do not expect shuts its users out",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("version": "1",
                "contracts": {"old": {"signing_algs": ["RS256"]},
                              "new": {"signing_algs": ["ES256"]}},
                "versions": {"1": {"accepts": ["old"]}, "2": {"accepts": ["new"]}})",
                           R"("speaks": "old", "verifies": true)"),
              people("1h"));
  REQUIRE(stage.becomes_well());
  Install upgrade{.replicas = {.service = "identity", .count = 1},
                  .version = "2",
                  .activation = Activation::now};

  stage.perform(upgrade, change);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(change));

  upgrade.version = "1";
  stage.perform(upgrade, EventId{43});
  CHECK(stage.becomes_well());
}

TEST_CASE("a verifier whose clock is off refuses tokens that are valid until it is set right",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"v1": {}})", R"("speaks": "v1", "verifies": true)"),
              people("10m"),
              {R"("id": "f0", "fault": "clock_skew", "service": "server", "ahead": "5m")",
               R"("id": "f1", "fault": "clock_skew", "service": "server", "behind": "5m")",
               R"("id": "f2", "fault": "clock_skew", "service": "server", "behind": "5m",
                   "leeway": "1h")"});
  REQUIRE(stage.becomes_well());
  for (const char* id : {"f0", "f1"}) {
    const EventId culprit{id[1] == '0' ? 77U : 78U};

    CHECK(stage.perform(StartFault{stage.fault(id)}, culprit).outcome == Outcome::ok);
    REQUIRE(stage.becomes_bad());
    CHECK(stage.has_blamed(culprit));
    CHECK(stage.run_until([&] { return stage.tally_of(id).injected > 10; }));
    CHECK(stage.traffic().back().good > 0);  // one in two is young, or old, enough
    CHECK(stage.perform(EndFault{.id = id}).outcome == Outcome::ok);
    REQUIRE(stage.becomes_well());
  }

  stage.perform(StartFault{stage.fault("f2")}, EventId{79});
  stage.run_for(1s);
  CHECK(stage.tally_of("f2").injected == 0);
}

TEST_CASE("tokens that a provider issues by a clock ahead are refused until they are gone",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              two_services(R"("contracts": {"v1": {}})", R"("speaks": "v1", "verifies": true)"),
              people("1s"),
              {R"("id": "skew", "fault": "clock_skew", "service": "identity", "ahead": "5m")"});
  REQUIRE(stage.becomes_well());

  CHECK(stage.perform(StartFault{stage.fault("skew")}, change).outcome == Outcome::ok);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(change));
  CHECK(stage.run_until([&] { return stage.tally_of("skew").injected > 10; }));
  CHECK(stage.perform(EndFault{.id = "skew"}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
}

}  // namespace firedrill::tests
