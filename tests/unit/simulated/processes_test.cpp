#include "harness/simulated/processes.hpp"

#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// The life of replicas' processes: started, ready, down, started again.

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan shop_with_replicas(std::size_t replicas = 2) {
  return {.services = {service_of("shop", {.latency = Constant{1ms}, .startup = 10s}, replicas)},
          .traffic = {clients_of("shop", 10)}};
}

RestartReplicas restart(std::size_t first, std::size_t count) {
  return {{"shop", first, count}};
}

StartFault crash(Duration again) {
  return {{.id = "crash", .target = {.service = "shop"}, .fault = faults::Crash{again}}};
}

/// "10 down 0" for each change: seconds, and the replica.
std::vector<std::string> told(const WorldFixture& fixture) {
  std::vector<std::string> lines;
  for (const ReplicaChange& change : fixture.changes()) {
    lines.push_back(std::string(change.up ? "up " : "down ") + std::to_string(change.replica));
  }
  return lines;
}

using Told = std::vector<std::string>;

TEST_CASE("when the world begins everything is up and nobody has to be told", "[processes]") {
  WorldFixture fixture{shop_with_replicas()};

  fixture.play_until(1s);

  CHECK(fixture.scrape("shop-0").up);
  CHECK(fixture.scrape("shop-1").up);
  CHECK(fixture.changes().empty());
}

TEST_CASE("a restart of some replicas leaves the others alone and carries its cause",
          "[processes]") {
  WorldFixture fixture{shop_with_replicas(3)};
  fixture.play_until(10s);

  const auto done = fixture.perform(restart(1, 2), EventId{7});
  fixture.play_to_the_end(30s);

  CHECK(fixture.bad() == 0);
  CHECK(told(fixture) == Told{"down 1", "down 2", "up 1", "up 2"});
  CHECK(fixture.changes().front().cause == EventId{7});
  CHECK(fixture.changes().front().service == "shop");
  REQUIRE(fixture.result(done));
  CHECK(fixture.result(done)->at == Instant{20s});
}

TEST_CASE("a slow start delays who starts while it lasts, and is why nobody is there then",
          "[processes][faults]") {
  WorldFixture fixture{shop_with_replicas(1)};
  fixture.play_until(10s);
  const auto slow = fixture.perform(
      StartFault{
          {.id = "slow", .target = {.service = "shop"}, .fault = faults::SlowStart{Constant{30s}}}},
      EventId{8});
  fixture.play_until(20s);

  const auto first = fixture.perform(restart(0, 1), EventId{7});
  fixture.play_until(70s);
  const auto ended = fixture.perform(EndFault{"slow"});
  const auto second = fixture.perform(restart(0, 1), EventId{9});
  fixture.play_to_the_end(90s);

  CHECK(fixture.result(slow)->result.outcome == Outcome::ok);
  CHECK(fixture.result(first)->at == Instant{60s});
  CHECK(fixture.result(ended)->result.outcome == Outcome::ok);
  CHECK(fixture.result(second)->at == Instant{80s});
  CHECK(fixture.tally(EventId{7}).bad == 100);  // its startup, 10 s
  CHECK(fixture.tally(EventId{8}).bad == 300);
  CHECK(fixture.tally(EventId{9}).bad == 100);
}

TEST_CASE("who is restarted while starting starts from the beginning, and both restarts end then",
          "[processes]") {
  WorldFixture fixture{shop_with_replicas(1)};
  fixture.play_until(10s);
  const auto first = fixture.perform(restart(0, 1));
  fixture.play_until(16s);

  const auto second = fixture.perform(restart(0, 1));
  fixture.play_to_the_end(30s);

  CHECK(told(fixture) == Told{"down 0", "up 0"});  // it never was up in between
  for (const std::size_t place : {first, second}) {
    REQUIRE(fixture.result(place));
    CHECK(fixture.result(place)->at == Instant{26s});
    CHECK(fixture.result(place)->result.outcome == Outcome::ok);
  }
}

TEST_CASE("a restart that loses some of its replicas for good is partial", "[processes]") {
  WorldFixture fixture{shop_with_replicas()};
  fixture.play_until(10s);
  const auto done = fixture.perform(restart(0, 2));
  fixture.play_until(12s);

  fixture.perform(StartFault{
      {.id = "crash", .target = {.service = "shop", .replicas = 1}, .fault = faults::Crash{}}});
  fixture.play_to_the_end(30s);

  REQUIRE(fixture.result(done));
  CHECK(fixture.result(done)->result.outcome == Outcome::partial);
  CHECK(fixture.result(done)->result.detail == "1 of 2 replicas died while starting");
}

TEST_CASE("a restart that a supervisor finishes is ok, only later", "[processes]") {
  WorldFixture fixture{shop_with_replicas(1)};
  fixture.play_until(10s);
  const auto done = fixture.perform(restart(0, 1));
  fixture.play_until(15s);

  fixture.perform(crash(5s));
  fixture.play_to_the_end(60s);

  REQUIRE(fixture.result(done));
  CHECK(fixture.result(done)->result.outcome == Outcome::ok);
  CHECK(fixture.result(done)->at == Instant{15s + 5s + 10s});
}

TEST_CASE("a process that starts has closed breakers", "[processes]") {
  Behaviour edge{.latency = Constant{1ms}, .startup = 1s};
  edge.calls = {{{.service = "shop", .breaker = BreakerPolicy{.failures = 1, .open_for = 1h}}}};
  simulated::WorldPlan plan = shop_with_replicas(1);
  plan.services.push_back(service_of("edge", edge));
  plan.traffic = {clients_of("edge", 10)};
  WorldFixture fixture{plan};
  fixture.perform(crash(0s));
  fixture.play_until(20s);
  REQUIRE(fixture.good(15s, 20s) == 0);  // "shop" is well again, but nobody asks it

  fixture.perform(RestartReplicas{{"edge", 0, 1}});
  fixture.play_to_the_end(30s);

  CHECK(fixture.good(22s, 30s) == 80);
}

/// Ten clients a second of "edge", whose versions 1 and 2 are alike and call "shop".
simulated::WorldPlan two_like_versions(const Behaviour& edge) {
  simulated::WorldPlan plan = shop_with_replicas(1);
  plan.services.push_back(service_of("edge", edge));
  plan.services.back().version = "1";
  plan.services.back().versions = {{.name = "1", .behaviour = edge},
                                   {.name = "2", .behaviour = edge}};
  plan.traffic = {clients_of("edge", 10)};
  return plan;
}

Install of_edge(std::string version) {
  return {.replicas = {"edge", 0, 1}, .version = std::move(version), .activation = Activation::now};
}

TEST_CASE("a process that takes another's place in an upgrade has closed breakers", "[processes]") {
  Behaviour edge{.latency = Constant{1ms}};
  edge.calls = {{{.service = "shop", .breaker = BreakerPolicy{.failures = 1, .open_for = 1h}}}};
  WorldFixture fixture{two_like_versions(edge)};
  fixture.perform(crash(0s));
  fixture.play_until(20s);
  REQUIRE(fixture.good(15s, 20s) == 0);

  fixture.perform(of_edge("2"));
  fixture.perform(of_edge("1"));
  fixture.play_to_the_end(30s);

  CHECK(fixture.good(20s, 30s) == 100);
}

TEST_CASE("what a process finishes that has left its replica to another is not counted there",
          "[processes]") {
  WorldFixture fixture{two_like_versions({.latency = Constant{350ms}})};
  fixture.play_until(10s);

  fixture.perform(of_edge("2"));
  fixture.play_to_the_end(20s);

  CHECK(fixture.bad() == 0);
  const ScrapeResult scraped = fixture.scrape("edge-0");
  CHECK_FALSE(sample(scraped, "http_requests_total", {{"version", "1"}}));
  CHECK(sample(scraped, "http_requests_total", {{"version", "2"}}) == 97);
}

TEST_CASE("what a process before still works on takes no worker of the new one, and is not its own",
          "[processes]") {
  WorldFixture fixture{two_like_versions({.workers = 2, .queue = 0, .latency = Constant{3s}})};
  fixture.play_until(1s);
  REQUIRE(sample(fixture.scrape("edge-0"), "http_requests_in_flight") == 2);

  fixture.perform(of_edge("2"));
  CHECK(sample(fixture.scrape("edge-0"), "http_requests_in_flight") == 0);
  fixture.play_until(2s);
  CHECK(sample(fixture.scrape("edge-0"), "http_requests_in_flight") == 2);

  Install next = of_edge("1");
  next.in_flight = InFlight::drop;
  fixture.perform(next);
  fixture.play_to_the_end(4500ms);
  CHECK(fixture.count("reset") == 2);
  CHECK(fixture.good(3s, 4s) == 2);  // those of the first process go on
}

TEST_CASE("a process that starts runs the version that was installed for its next start",
          "[processes]") {
  simulated::WorldPlan plan = shop_with_replicas(2);
  Service& service = plan.services.front();
  service.version = "1";
  service.versions.front().name = "1";
  service.versions.push_back({.name = "2", .behaviour = {.startup = 3s}});
  WorldFixture fixture{plan};
  fixture.perform(
      Install{.replicas = {"shop", 0, 2}, .version = "2", .activation = Activation::on_restart});
  fixture.play_until(10s);

  const auto done = fixture.perform(restart(0, 1));
  fixture.play_until(20s);

  const auto answered = [&](std::string_view instance, std::string_view version) {
    return sample(fixture.scrape(instance), "http_requests_total", {{"version", version}});
  };
  CHECK(fixture.result(done)->at == Instant{13s});  // the startup of the version that starts
  CHECK_FALSE(answered("shop-0", "1"));
  CHECK(answered("shop-0", "2"));
  CHECK(answered("shop-1", "1"));
  CHECK_FALSE(answered("shop-1", "2"));
}

TEST_CASE("once the world has stopped no process starts or dies any more", "[processes]") {
  WorldFixture fixture{shop_with_replicas()};
  fixture.play_until(10s);
  const auto done = fixture.perform(restart(0, 1));
  fixture.play_to_the_end(12s);

  fixture.play_until(1min);

  CHECK(told(fixture) == Told{"down 0"});
  CHECK_FALSE(fixture.result(done));
}

}  // namespace
}  // namespace firedrill
