#include <cstdint>

#include <catch2/catch.hpp>

#include "tests/unit/simulated/auth_fixture.hpp"

// Services that refresh the tokens of one account, and providers that come to take each refresh
// token only once.

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan refreshing_plan(std::size_t replicas, double per_second = 10) {
  AuthUse use = speaks("v1");
  use.token_cache = 10s;
  use.refreshes = true;
  simulated::WorldPlan plan = plan_of(use, per_second);
  plan.services.back() = server_of(use, replicas);
  return plan;
}

TEST_CASE("replicas that share a refresh token are shut out when it is good only once", "[auth]") {
  WorldFixture fixture{refreshing_plan(2)};
  fixture.play_until(20s);
  REQUIRE(fixture.bad() == 0);

  fixture.perform(change_of_provider("refresh_rotation"), EventId{21});
  fixture.play_until(60s);
  CHECK(fixture.good(40s, 60s) == 0);  // both caches have expired
  CHECK(fixture.count("500") == fixture.bad());
  CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
  CHECK(*auth_requests(fixture, "invalid_grant") > 50);

  fixture.perform(EndFault{.id = "change"});
  fixture.play_to_the_end(90s);
  CHECK(fixture.bad(60s, 90s) == 0);
}

TEST_CASE("a replica of its own that keeps what it gets is not hurt", "[auth]") {
  WorldFixture fixture{refreshing_plan(1)};

  fixture.perform(change_of_provider("refresh_rotation"), EventId{21});
  fixture.play_to_the_end(60s);

  CHECK(fixture.bad() == 0);
  CHECK(fixture.world().fault_tallies().front().injected > 4);
}

TEST_CASE("requests at the same time revoke each other's tokens", "[auth]") {
  simulated::WorldPlan plan = refreshing_plan(1, 400);
  plan.services.back().versions.front().behaviour.auth.front().call.network = Constant{5ms};
  WorldFixture fixture{plan};

  fixture.perform(change_of_provider("refresh_rotation"), EventId{21});
  fixture.play_to_the_end(60s);

  CHECK(fixture.good(40s, 60s) == 0);
}

TEST_CASE("a process that starts again has the refresh token of before", "[auth]") {
  simulated::WorldPlan plan = refreshing_plan(1);
  Service& server = plan.services.back();
  server.version = "1";
  server.versions.front().name = "1";
  server.versions.push_back({.name = "2", .behaviour = server.versions.front().behaviour});
  const ReplicaRange all{.service = "server", .count = 1};
  for (const Operation& start :
       {Operation{RestartReplicas{.replicas = all}},
        Operation{Install{.replicas = all, .version = "2", .activation = Activation::now}}}) {
    WorldFixture fixture{plan};
    fixture.perform(change_of_provider("refresh_rotation"), EventId{21});
    fixture.play_until(30s);
    REQUIRE(fixture.bad() == 0);

    fixture.perform(start, EventId{22});
    fixture.play_to_the_end(90s);

    CHECK(fixture.good(60s, 90s) == 0);
  }
}

TEST_CASE("rotation that is switched on again begins with an account connected anew", "[auth]") {
  WorldFixture fixture{refreshing_plan(1)};
  for (const std::uint32_t event : {21U, 22U, 23U}) {
    fixture.perform(change_of_provider("refresh_rotation"), EventId{event});
    fixture.play_until(30s * (event - 20));
    fixture.perform(EndFault{.id = "change"});
  }

  fixture.play_to_the_end(2min);

  CHECK(fixture.bad() == 0);
}

TEST_CASE("who does not refresh does not notice that refresh tokens are rotated", "[auth]") {
  AuthUse use = speaks("v1");
  use.token_per_request = true;
  use.logs_in = true;
  WorldFixture fixture{plan_of(use)};

  fixture.perform(change_of_provider("refresh_rotation"), EventId{21});
  fixture.play_to_the_end(10s);

  CHECK(fixture.bad() == 0);
}

TEST_CASE("a provider without the grant of refreshes refuses them", "[auth]") {
  simulated::WorldPlan plan = refreshing_plan(1);
  plan.services.back().versions.front().behaviour.auth.front().speaks = "ours";
  Behaviour& provider = plan.services.front().versions.front().behaviour;
  provider.contracts = {{.name = "ours", .grants = {"client_credentials", "refresh_token"}},
                        {.name = "theirs", .grants = {"client_credentials"}}};
  provider.accepts = {"theirs"};
  WorldFixture fixture{plan};

  fixture.play_to_the_end(60s);

  CHECK(fixture.good(30s, 60s) == 0);
  CHECK(*auth_requests(fixture, "unsupported_grant_type") > 0);
}

}  // namespace
}  // namespace firedrill
