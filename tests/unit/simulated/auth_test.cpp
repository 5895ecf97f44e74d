#include <cstddef>
#include <cstdint>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/unit/simulated/auth_fixture.hpp"

// Auth providers and their clients: contracts, tokens, signing keys, caches.

namespace firedrill {
namespace {

using namespace tests;

/// "server" 4.2.0 speaks v1, 5.0.0 speaks v2.
simulated::WorldPlan upgrade_plan() {
  simulated::WorldPlan plan = plan_of(speaks("v1"));
  Service& server = plan.services.back();
  Behaviour next = server.versions.front().behaviour;
  next.auth = {speaks("v2")};
  server.version = "4.2.0";
  server.versions.front().name = "4.2.0";
  server.versions.push_back({.name = "5.0.0", .behaviour = next});
  return plan;
}

TEST_CASE("a token is fetched for every request before the work begins", "[auth]") {
  WorldFixture fixture{plan_of(speaks("v1"))};

  fixture.play_until(10s);

  CHECK(fixture.good() == 100);
  CHECK(auth_requests(fixture, "ok") == 50);
  CHECK(sample(fixture.scrape("identity-0"), "http_requests_total", {{"code", "200"}}) == 100);
  CHECK(fixture.traffic().front().latency.front().first == latency_bucket(6ms));
}

TEST_CASE("an upgrade that speaks another contract fails with the provider's own error", "[auth]") {
  WorldFixture fixture{upgrade_plan()};
  fixture.play_until(10s);

  fixture.perform(Install{.replicas = {"server", 0, 2}, .version = "5.0.0"}, EventId{42});
  fixture.play_until(20s);

  CHECK(fixture.bad(0s, 10s) == 0);
  CHECK(fixture.count("500", 10s, 20s) == 100);
  CHECK(fixture.tally(EventId{42}).bad == 100);
  CHECK(auth_requests(fixture, "invalid_client") == 50);
  CHECK(sample(fixture.scrape("identity-0"), "http_requests_total", {{"code", "401"}}) == 100);
}

TEST_CASE("an upgrade is harmless if the provider accepts both contracts", "[auth]") {
  simulated::WorldPlan plan = upgrade_plan();
  plan.services.front().versions.front().behaviour.accepts = {"v1", "v2"};
  WorldFixture fixture{plan};
  fixture.perform(Install{.replicas = {"server", 0, 2}, .version = "5.0.0"});

  fixture.play_to_the_end(10s);

  CHECK(fixture.bad() == 0);
}

TEST_CASE("the provider's own change fails its clients, and is the cause", "[auth]") {
  simulated::WorldPlan plan = plan_of(speaks("v1"));
  Service& provider = plan.services.front();
  Behaviour next = provider.versions.front().behaviour;
  next.accepts = {"v2"};
  provider.version = "2023";
  provider.versions.front().name = "2023";
  provider.versions.push_back({.name = "2024", .behaviour = next});
  WorldFixture fixture{plan};
  fixture.play_until(10s);

  fixture.perform(Install{.replicas = {"identity", 0, 1}, .version = "2024"}, EventId{13});
  fixture.play_to_the_end(20s);

  CHECK(fixture.bad(0s, 10s) == 0);
  CHECK(fixture.count("500", 10s, 20s) == 100);
  CHECK(fixture.tally(EventId{13}).bad == 100);
}

TEST_CASE("cached tokens hide an outage of the provider until they expire", "[auth]") {
  AuthUse use = speaks("v1");
  use.token_cache = 60s;
  WorldFixture fixture{plan_of(use), 2min};
  fixture.perform(hang(), EventId{9});

  fixture.play_to_the_end(70s);

  const TrafficRecord* first_bad = nullptr;
  for (const TrafficRecord& record : fixture.traffic()) {
    first_bad = first_bad == nullptr && record.bad > 0 ? &record : first_bad;
  }
  REQUIRE(first_bad != nullptr);
  CHECK(first_bad->second > Instant{-119s});  // spread by the seed, not all at once
  CHECK(fixture.good(0s, 70s) == 0);
  CHECK(fixture.tally(EventId{9}).bad == fixture.bad());
}

TEST_CASE("a token lives no longer than the provider issues it for", "[auth]") {
  AuthUse use = speaks("v1");
  use.token_cache = 1h;
  simulated::WorldPlan plan = plan_of(use);
  plan.services.front().versions.front().behaviour.token_lifetime = 10s;
  WorldFixture fixture{plan};

  fixture.play_until(100s);

  CHECK(*auth_requests(fixture, "ok") >= 9);
  CHECK(*auth_requests(fixture, "ok") <= 11);
}

TEST_CASE("when the provider is away the policy decides", "[auth]") {
  const auto outcome = [](WhenUnavailable policy, bool purged) {
    AuthUse use = speaks("v1");
    use.token_cache = 1s;
    use.when_unavailable = policy;
    WorldFixture fixture{plan_of(use)};
    fixture.play_until(5s);
    fixture.perform(hang());
    if (purged) {
      fixture.perform(EmptyCaches{.service = "server", .cache = CacheKind::tokens});
    }
    fixture.play_to_the_end(20s);
    return std::pair{fixture.good(10s, 20s), fixture.bad(10s, 20s)};
  };

  CHECK(outcome(WhenUnavailable::fail_closed, false) ==
        std::pair<std::uint64_t, std::uint64_t>{0, 100});
  CHECK(outcome(WhenUnavailable::fail_open, true) ==
        std::pair<std::uint64_t, std::uint64_t>{100, 0});
  CHECK(outcome(WhenUnavailable::use_cached, false) ==
        std::pair<std::uint64_t, std::uint64_t>{100, 0});
  CHECK(outcome(WhenUnavailable::use_cached, true) ==
        std::pair<std::uint64_t, std::uint64_t>{0, 100});
}

TEST_CASE("user tokens are verified against cached keys, without a call for each", "[auth]") {
  WorldFixture fixture{verifying_plan()};

  fixture.play_until(10min);

  CHECK(fixture.bad() == 0);
  CHECK(fixture.good() == 6000);
  CHECK(auth_requests(fixture, "ok") == 1);
}

TEST_CASE("a service that verifies needs a machine token too if it says so", "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  AuthUse& use = plan.services.back().versions.front().behaviour.auth.front();
  use.speaks = "v2";  // another token_auth, which keys do not care about
  WorldFixture only_verifying{plan};
  use.token_per_request = true;
  WorldFixture asking_too{plan};

  only_verifying.play_to_the_end(10s);
  asking_too.play_to_the_end(10s);

  CHECK(only_verifying.good() == 100);
  CHECK(asking_too.count("500") == 100);
}

TEST_CASE("a rotation without overlap gives 401s, first for new tokens, then for old", "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  plan.services.back().versions.front().behaviour.auth.front().refetch_unknown_key = false;
  WorldFixture fixture{plan};
  fixture.play_until(10s);

  fixture.perform(RotateSigningKeys{.provider = "identity"}, EventId{21});
  fixture.play_to_the_end(30min);

  CHECK(fixture.bad(0s, 10s) == 0);
  CHECK(fixture.count("401") == fixture.bad());
  CHECK(fixture.tally(EventId{21}).bad == fixture.bad());
  const auto early = fixture.bad(10s, 70s);     // few tokens are new yet
  const auto late = fixture.bad(10min, 11min);  // all keys are refetched, few tokens are old
  CHECK(early < 300);
  CHECK(late < 100);
  CHECK(fixture.bad(10s, 10min) > 500);
  CHECK(fixture.bad(11min, 30min) == 0);
}

TEST_CASE("an unknown key is fetched, but not again within the cooldown", "[auth]") {
  WorldFixture fixture{verifying_plan()};
  fixture.play_until(60s);
  fixture.perform(RotateSigningKeys{.provider = "identity", .overlap = 1h});

  fixture.play_until(10min);

  CHECK(fixture.bad() == 0);  // old tokens stay known, new ones make the client fetch
  CHECK(*auth_requests(fixture, "ok") <= 3);
}

TEST_CASE("a request without the provider's token is answered 401", "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  plan.traffic.front().token.reset();
  WorldFixture fixture{plan};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("401") == 100);
}

TEST_CASE("tokens are passed on to the services behind", "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  plan.services.push_back(
      service_of("edge", {.latency = Constant{1ms}, .calls = {{{.service = "server"}}}}));
  plan.traffic.front().to = "edge";
  WorldFixture fixture{plan};

  fixture.play_to_the_end(10s);

  CHECK(fixture.good() == 100);
}

TEST_CASE("cached keys survive the provider, stale ones only if the client says so", "[auth]") {
  simulated::WorldPlan plan = verifying_plan();
  AuthUse& use = plan.services.back().versions.front().behaviour.auth.front();
  use.key_cache = 60s;
  WorldFixture closed{plan};
  use.when_unavailable = WhenUnavailable::use_cached;
  WorldFixture cached{plan};
  for (WorldFixture* fixture : {&closed, &cached}) {
    fixture->perform(hang(), EventId{9});
    fixture->play_to_the_end(2min);
  }

  CHECK(closed.good(0s, 1s) > 0);
  CHECK(closed.count("500", 65s, 2min) == 550);
  CHECK(cached.bad() == 0);
}

TEST_CASE("a probe fails when the tool cannot authenticate, and counts in no traffic", "[auth]") {
  simulated::WorldPlan plan = plan_of(speaks("v1"), 0.001);
  WorldFixture fixture{plan};
  const auto before = fixture.perform(Probe{.service = "server"});
  fixture.play_until(10s);
  fixture.perform(hang());
  const auto during = fixture.perform(Probe{.service = "server"});
  const auto hasty = fixture.perform(Probe{.service = "server", .timeout = 1s});
  fixture.play_to_the_end(20s);

  CHECK(fixture.result(before)->result.outcome == Outcome::ok);
  CHECK(fixture.result(during)->result.outcome == Outcome::refused);
  CHECK(fixture.result(during)->result.detail == "server answered 500");
  CHECK(fixture.result(during)->at == Instant{12s});
  CHECK(fixture.result(hasty)->at == Instant{11s});
  CHECK(fixture.result(hasty)->result.detail == "server did not answer in time");
  CHECK(fixture.traffic().empty());
}

TEST_CASE("a refusal of the provider's own stands before a change of its answers", "[auth]") {
  simulated::WorldPlan plan = upgrade_plan();
  plan.services.back().version = "5.0.0";
  WorldFixture fixture{plan};

  fixture.perform(change_of_provider("expires_in_string"), EventId{21});
  fixture.play_to_the_end(10s);

  CHECK(fixture.count("500") == 100);
  CHECK(*auth_requests(fixture, "invalid_client") > 0);
}

/// People with tokens of an hour ask an edge that calls the server, which verifies.
simulated::WorldPlan verifying_plan(AuthUse use) {
  use.verifies = true;
  simulated::WorldPlan plan = plan_of(std::move(use), 50);
  Behaviour edge{.latency = Constant{1ms}, .startup = 1s};
  edge.calls = {{{.service = "server"}}};
  plan.services.push_back(service_of("edge", edge));
  plan.traffic.front().to = "edge";
  plan.traffic.front().token = UserToken{.provider = "identity"};
  return plan;
}

StartFault skew(Duration ahead) {
  return {
      {.id = "skew", .target = {.service = "server"}, .fault = faults::ClockSkew{.ahead = ahead}}};
}

TEST_CASE("a clock that is off refuses as many tokens as it makes too old or too young", "[auth]") {
  for (const Duration ahead : {15min, -15min}) {
    WorldFixture fixture{verifying_plan(speaks("v1"))};
    fixture.play_until(100s);
    fixture.perform(skew(ahead), EventId{77});
    fixture.play_until(200s);
    fixture.perform(EndFault{"skew"}, EventId{78});
    fixture.play_to_the_end(300s);

    CHECK(fixture.bad(0s, 100s) == 0);
    // exact binomial(5000, 0.25), two-sided 1e-6
    CHECK(fixture.count("401", 100s, 200s) >= 1102);
    CHECK(fixture.count("401", 100s, 200s) <= 1402);
    CHECK(fixture.bad(201s, 300s) == 0);
    CHECK(fixture.tally(EventId{77}).bad == fixture.bad());
    CHECK(fixture.world().fault_tallies().front().injected == fixture.bad());
  }
}

StartFault skew_of_provider(Duration ahead, Duration leeway = {}) {
  return {{.id = "skew",
           .target = {.service = "identity"},
           .fault = faults::ClockSkew{.ahead = ahead, .leeway = leeway}}};
}

TEST_CASE(
    "tokens of a provider whose clock is ahead are not valid yet, also when it is right again",
    "[auth]") {
  WorldFixture fixture{verifying_plan(speaks("v1"))};
  fixture.play_until(100s);
  fixture.perform(skew_of_provider(15min), EventId{77});
  fixture.play_until(5min);
  fixture.perform(EndFault{"skew"}, EventId{78});
  fixture.play_to_the_end(22min);

  CHECK(fixture.bad(0s, 100s) == 0);
  const auto middle = fixture.count("401", 4min, 5min);  // of 3000 those with a token of the fault
  CHECK(middle > 85);                                    // 142 on average
  CHECK(middle < 200);
  CHECK(fixture.bad(10min, 15min) > 500);  // 833 on average: they are still too young
  CHECK(fixture.bad(20min, 22min) == 0);   // the last one was issued at 5min
  CHECK(fixture.tally(EventId{77}).bad == fixture.bad());
  CHECK(fixture.world().fault_tallies().front().injected == fixture.bad());
}

TEST_CASE("tokens of a provider whose clock is behind expire early", "[auth]") {
  simulated::WorldPlan plan = verifying_plan(speaks("v1"));
  plan.traffic.front().token->lifetime = 2min;
  WorldFixture early{plan};
  WorldFixture at_once{plan};

  early.perform(skew_of_provider(-30s), EventId{77});
  at_once.perform(skew_of_provider(-1h), EventId{77});
  early.play_to_the_end(6min);
  at_once.play_to_the_end(6min);

  const auto last_quarter = early.count("401", 3min, 6min);  // exact binomial(9000, 0.25), 1e-6
  CHECK(last_quarter > 2050);
  CHECK(last_quarter < 2450);
  CHECK(at_once.good(3min, 6min) == 0);
}

TEST_CASE("leeway, or a clock that is off as much, takes a provider's wrong times", "[auth]") {
  for (const bool has_leeway : {true, false}) {
    WorldFixture fixture{verifying_plan(speaks("v1"))};
    fixture.perform(skew_of_provider(15min, has_leeway ? 15min : 0min), EventId{77});
    if (!has_leeway) {
      StartFault same = skew(15min);
      same.fault.id = "same";
      fixture.play_until(1h);  // so that all tokens are of that clock
      fixture.perform(same, EventId{78});
    }
    fixture.play_to_the_end(1h + 2min);

    CHECK(fixture.bad(1h + 1s, 1h + 2min) == 0);
    CHECK((fixture.bad() == 0) == has_leeway);
  }
}

TEST_CASE("a probe's token is new: a clock ahead takes it, one behind does not", "[auth]") {
  WorldFixture fixture{verifying_plan(speaks("v1"))};
  const auto probe = [&](const char* service) {
    const std::size_t place = fixture.perform(Probe{.service = service, .timeout = 1s});
    fixture.play_until(
        std::chrono::duration_cast<Duration>(fixture.scheduler().now().time_since_epoch()) + 2s);
    return fixture.result(place)->result.outcome;
  };
  fixture.perform(skew(15min), EventId{77});
  CHECK(probe("edge") == Outcome::ok);
  fixture.perform(EndFault{"skew"}, EventId{78});
  fixture.perform(skew(-15min), EventId{79});

  CHECK(probe("edge") == Outcome::refused);
}

}  // namespace
}  // namespace firedrill
