// When processes die of faults that kill them, and what a new process has to do with the old one's.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

simulated::WorldPlan one_shop() {
  return {.services = {service_of("shop", {.latency = Constant{1ms}, .startup = 1s})},
          .traffic = {clients_of("shop", 10)}};
}

StartFault start(std::string id, Fault fault) {
  return {{.id = std::move(id), .target = {.service = "shop"}, .fault = std::move(fault)}};
}

StartFault leak(Duration fills_in) {
  return start("leak", faults::MemoryLeak{.fills_in = fills_in, .restarts_after = 2s});
}

FaultTally tally_of(WorldFixture& fixture, std::string_view id) {
  for (FaultTally& tally : fixture.world().fault_tallies()) {
    if (tally.id == id) {
      return tally;
    }
  }
  return {};
}

std::uint64_t kills(WorldFixture& fixture, std::string_view id) {
  return tally_of(fixture, id).injected;
}

}  // namespace

TEST_CASE("a leak kills when memory is full, and again so long after each start", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(leak(30s), EventId{77});

  fixture.play_until(29s);
  CHECK(fixture.bad() == 0);
  fixture.play_to_the_end(100s);  // dies at 30 s, starts at 32 s, dies at 62 s and 94 s

  CHECK(kills(fixture, "leak") == 3);
  CHECK(fixture.tally(EventId{77}).bad == fixture.bad());
}

TEST_CASE("who is slow for another reason does not blame a leak that has killed nobody",
          "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(leak(1h), EventId{77});
  fixture.perform(start("stolen", faults::CpuTheft{.factor = 20'000}), EventId{78});

  fixture.play_to_the_end(20s);

  CHECK(fixture.bad() > 0);
  CHECK(fixture.tally(EventId{77}).bad == 0);
}

TEST_CASE("of two faults that kill the sooner one does, whichever came first", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(start("loop", faults::CrashLoop{.lives = 10s, .backoff = 1s}));
  fixture.play_until(5s);  // killed at once, started at 1 s, to die at 11 s

  fixture.perform(leak(1min));
  fixture.play_to_the_end(30s);  // dies at 11 s and 22 s

  CHECK(kills(fixture, "loop") == 3);
  CHECK(kills(fixture, "leak") == 0);
}

TEST_CASE("a leak does not kill who is dead, nor bring it back", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(start("crash", faults::Crash{}));
  fixture.perform(leak(10s));

  fixture.play_to_the_end(30s);

  CHECK(kills(fixture, "leak") == 0);
  CHECK_FALSE(fixture.scrape("shop-0").up);
}

TEST_CASE("an upgrade begins with empty memory, and so does a leak that is injected again",
          "[processes]") {
  simulated::WorldPlan plan = one_shop();
  Service& shop = plan.services.front();
  shop.version = "1";
  shop.versions.front().name = "1";
  shop.versions.push_back({.name = "2", .behaviour = {}});
  WorldFixture fixture{plan};
  fixture.perform(leak(20s));
  fixture.play_until(15s);
  fixture.perform(
      Install{.replicas = {"shop", 0, 1}, .version = "2", .activation = Activation::now});
  fixture.play_until(34s);
  CHECK(kills(fixture, "leak") == 0);

  fixture.perform(EndFault{"leak"});
  fixture.perform(leak(20s));
  fixture.play_until(53s);
  CHECK(kills(fixture, "leak") == 0);
  fixture.play_to_the_end(55s);
  CHECK(kills(fixture, "leak") == 1);
}

TEST_CASE("what a fault counts begins anew with a new process", "[faults]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(start("cold", faults::FailFirst{.requests = 20, .reply = 500}));
  fixture.play_until(10s);
  CHECK(fixture.count("500") == 20);

  fixture.perform(RestartReplicas{{"shop", 0, 1}});
  fixture.play_to_the_end(20s);

  CHECK(fixture.count("500") == 40);
}

namespace {

/// clients -> edge -> shop, both of which try again.
simulated::WorldPlan stubborn(std::uint32_t of_clients, std::uint32_t of_edge) {
  Behaviour edge{.latency = Constant{1ms}, .startup = 1s};
  edge.calls = {{{.service = "shop",
                  .timeout = 1s,
                  .retry = RetryPolicy{.attempts = of_edge, .backoff = 50ms}}}};
  Population clients = clients_of("edge", 1);
  clients.retry = RetryPolicy{.attempts = of_clients, .backoff = 50ms};
  return {.services = {service_of("shop", {.latency = Constant{5ms}, .startup = 1s}, 6),
                       service_of("edge", edge)},
          .traffic = {clients}};
}

std::size_t dead(const WorldFixture& fixture) {
  std::size_t count = 0;
  for (const ReplicaChange& change : fixture.changes()) {
    count += change.up ? 0U : 1U;
  }
  return count;
}

Fault poison(double rate) {
  return faults::PoisonData{.rate = *Probability::from(rate)};
}

}  // namespace

TEST_CASE("one poisoned request kills a replica with each attempt, whoever makes it",
          "[processes]") {
  for (const auto& [of_clients, of_edge] : {std::pair{1U, 1U}, {1U, 3U}, {2U, 2U}}) {
    WorldFixture fixture{stubborn(of_clients, of_edge)};
    fixture.play_until(9500ms);
    fixture.perform(start("poison", poison(1)), EventId{77});
    fixture.play_until(10500ms);  // one client comes
    fixture.perform(EndFault{"poison"}, EventId{78});
    fixture.play_to_the_end(20s);

    CHECK(dead(fixture) == std::size_t{of_clients} * of_edge);
    CHECK(kills(fixture, "poison") == std::uint64_t{of_clients} * of_edge);
    CHECK(fixture.bad() == 1);
    CHECK(fixture.tally(EventId{77}).bad == 1);
  }
}

TEST_CASE("attempts of a request that is no poison are none either", "[processes]") {
  WorldFixture fixture{stubborn(1, 100)};
  fixture.perform(start("poison", poison(0.02)), EventId{77});
  fixture.perform(start("broken", faults::ErrorRate{.rate = *Probability::from(1)}), EventId{76});

  fixture.play_to_the_end(5s);

  CHECK(dead(fixture) == 0);  // of five clients with hundreds of attempts, each 2 %
}

TEST_CASE("a request is as poisonous when nobody waits for its answer any more", "[processes]") {
  const auto killed = [](Duration patience) {
    simulated::WorldPlan plan = stubborn(1, 1);
    plan.services.back().versions.front().behaviour.latency = Constant{200ms};
    plan.traffic.front().timeout = patience;
    WorldFixture fixture{plan};
    fixture.perform(
        start("poison", faults::PoisonData{.rate = *Probability::from(0.3), .restarts_after = 1ms}),
        EventId{77});
    fixture.play_to_the_end(40s);
    return kills(fixture, "poison");
  };

  CHECK(killed(100ms) == killed(10s));
  CHECK(killed(100ms) > 5);
}

TEST_CASE("who works beside a poisoned request is reset, and a supervisor starts the process again",
          "[processes]") {
  simulated::WorldPlan plan = one_shop();
  plan.services.front().versions.front().behaviour.latency = Constant{250ms};
  WorldFixture fixture{plan};
  fixture.play_until(950ms);
  fixture.perform(
      start("poison", faults::PoisonData{.rate = *Probability::from(1), .restarts_after = 2s}),
      EventId{77});
  fixture.play_until(1050ms);
  fixture.perform(EndFault{"poison"}, EventId{78});
  fixture.play_to_the_end(10s);

  CHECK(fixture.count("reset") == 3);     // those of 0.8 s, 0.9 s and 1 s
  CHECK(fixture.count("refused") == 29);  // dead for two seconds, starting for one
  CHECK(fixture.bad(4s, 10s) == 0);
  CHECK(fixture.tally(EventId{77}).bad == fixture.bad());
}

TEST_CASE("who has no descriptors left answers no scrape, and begins anew after a restart",
          "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(start("leak", faults::DescriptorExhaustion{.fills_in = 5s}), EventId{77});
  fixture.play_until(4900ms);
  CHECK(fixture.scrape("shop-0").up);
  fixture.play_until(5s);
  CHECK_FALSE(fixture.scrape("shop-0").up);
  fixture.play_until(7s);
  fixture.perform(RestartReplicas{.replicas = {.service = "shop", .count = 1}}, EventId{78});
  fixture.play_until(11900ms);  // five seconds from its start on
  CHECK(fixture.scrape("shop-0").up);
  fixture.play_until(12s);
  CHECK_FALSE(fixture.scrape("shop-0").up);
  fixture.perform(EndFault{"leak"}, EventId{79});
  CHECK(fixture.scrape("shop-0").up);
}

TEST_CASE("a full disk is as full for who is restarted", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(start("disk", faults::DiskFull{.fills_in = 5s, .writes = *Probability::from(1)}),
                  EventId{77});
  fixture.play_until(10s);
  fixture.perform(RestartReplicas{.replicas = {.service = "shop", .count = 1}}, EventId{78});
  fixture.play_to_the_end(20s);

  CHECK(fixture.bad(0s, 5s) == 0);
  CHECK(fixture.count("500", 5s, 10s) == 50);
  CHECK(fixture.count("500", 11s, 20s) == 90);
}

TEST_CASE("a leak that never gets the time to kill is suppressed by what kills sooner",
          "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(leak(30s), EventId{77});
  fixture.perform(start("loop", faults::CrashLoop{.lives = 10s, .backoff = 1s}), EventId{78});

  fixture.play_until(29s);
  CHECK(tally_of(fixture, "leak").touched_nothing());  // its time has not come
  fixture.play_to_the_end(100s);

  // Of processes that began at 0, 1, 12, 23, ..., 67 s the leak would have killed each 30 s later.
  CHECK(tally_of(fixture, "leak").was_hidden());
  CHECK(tally_of(fixture, "leak").suppressed_by == Suppressions{{"loop", 8}});
  CHECK(tally_of(fixture, "loop").suppressed() == 0);
}

TEST_CASE("a leak that ends before it would have killed is suppressed by nobody", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.perform(leak(30s), EventId{77});
  fixture.perform(start("loop", faults::CrashLoop{.lives = 10s, .backoff = 1s}), EventId{78});
  fixture.play_until(25s);

  fixture.perform(EndFault{.id = "leak"});
  fixture.play_to_the_end(100s);

  CHECK(tally_of(fixture, "leak").touched_nothing());
}

TEST_CASE("of two crashes at one instant the second finds nobody", "[processes]") {
  WorldFixture fixture{one_shop()};
  fixture.play_until(1s);
  fixture.perform(start("one", faults::Crash{.restarts_after = 1s}), EventId{77});
  fixture.perform(start("two", faults::Crash{.restarts_after = 1s}), EventId{78});
  fixture.play_to_the_end(10s);

  CHECK(tally_of(fixture, "one").injected == 1);
  CHECK(tally_of(fixture, "two").injected + tally_of(fixture, "two").suppressed() == 1);
}
