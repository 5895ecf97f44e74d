// When processes die of faults that kill them, and what a new process has to do with the old one's.
#include <string>
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

std::uint64_t kills(WorldFixture& fixture, std::string_view id) {
  for (const FaultTally& tally : fixture.world().fault_tallies()) {
    if (tally.id == id) {
      return tally.injected;
    }
  }
  return 0;
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
