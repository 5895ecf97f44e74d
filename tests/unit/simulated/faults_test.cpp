#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// What the world does with the verdicts of faults, and what it blames them for.

namespace firedrill {
namespace {

using namespace tests;

Probability chance(double value) {
  return *Probability::from(value);
}

FaultSpec on(std::string service, Fault fault) {
  return {.id = "fault", .target = {.service = std::move(service)}, .fault = std::move(fault)};
}

/// edge -> server, ten requests a second, edge waits for 1 s.
simulated::WorldPlan two_tiers(std::size_t replicas = 1) {
  Behaviour edge{.latency = Constant{1ms}, .startup = 5s};
  edge.calls = {{{.service = "server", .timeout = 1s}}};
  return {.services = {service_of("server", {.latency = Constant{10ms}, .startup = 5s}, replicas),
                       service_of("edge", edge)},
          .traffic = {clients_of("edge", 10)}};
}

/// Ten quiet seconds, ten with the fault, ten after it.
WorldFixture& play_fault(WorldFixture& fixture, const FaultSpec& fault) {
  fixture.play_until(10s);
  fixture.perform(StartFault{fault}, EventId{77});
  fixture.play_until(20s);
  fixture.perform(EndFault{fault.id});
  fixture.play_to_the_end(30s);
  return fixture;
}

TEST_CASE("an error rate answers in the service's place and is gone when cleared", "[faults]") {
  WorldFixture fixture{two_tiers()};
  play_fault(fixture, on("server", faults::ErrorRate{.rate = chance(1), .reply = 503}));

  CHECK(fixture.bad(0s, 10s) == 0);
  CHECK(fixture.count("502", 10s, 20s) == 100);
  CHECK(fixture.bad(20s, 30s) == 0);
  CHECK(fixture.tally(EventId{77}).bad == 100);
  CHECK(sample(fixture.scrape("server-0"), "http_requests_total", {{"code", "503"}}) == 100);
  const FaultTally tally = fixture.world().fault_tallies().front();
  CHECK(tally.id == "fault");
  CHECK(tally.kind == "error_rate");
  CHECK(tally.injected_by == EventId{77});
  CHECK(tally.planned == 1);
  CHECK(tally.started == 1);
  CHECK(tally.injected == 100);
}

TEST_CASE("a delay touches responses that are good all the same", "[faults]") {
  WorldFixture fixture{two_tiers()};
  play_fault(fixture, on("server", faults::Latency{.by = Constant{200ms}}));

  CHECK(fixture.bad() == 0);
  CHECK(fixture.tally(EventId{77}).other == 100);
  CHECK(sample(fixture.scrape("server-0"),
               "http_request_duration_seconds_bucket",
               {{"le", "0.25"}}) == 300);
  CHECK(sample(fixture.scrape("server-0"),
               "http_request_duration_seconds_bucket",
               {{"le", "0.1"}}) == 200);
}

TEST_CASE("a delay longer than the caller waits is the cause of the timeout", "[faults]") {
  WorldFixture fixture{two_tiers()};
  play_fault(fixture, on("server", faults::Latency{.by = Constant{3s}}));

  CHECK(fixture.bad() == 100);
  CHECK(fixture.tally(EventId{77}).bad == 100);
}

TEST_CASE("a hanging service makes its callers' timeouts, which carry its cause", "[faults]") {
  WorldFixture fixture{two_tiers()};
  play_fault(fixture, on("server", faults::Hang{{.rate = chance(1)}}));

  CHECK(fixture.count("502", 11s, 21s) == 100);
  CHECK(fixture.bad(21s, 30s) == 0);
  CHECK(fixture.tally(EventId{77}).bad == 100);
  CHECK(fixture.world().usage().requests == 0);
}

TEST_CASE("whoever waits behind hanging requests is a victim of the same fault", "[faults]") {
  simulated::WorldPlan plan = two_tiers();
  Behaviour& edge = plan.services.back().versions.front().behaviour;
  edge.workers = 2;
  edge.queue = 3;
  WorldFixture fixture{plan};
  play_fault(fixture, on("server", faults::Hang{{.rate = chance(1)}}));

  CHECK(fixture.count("503") > 50);
  CHECK(fixture.tally(EventId{77}).bad == fixture.bad());
}

TEST_CASE("refused connections do not reach the service", "[faults]") {
  WorldFixture fixture{two_tiers()};
  play_fault(fixture, on("server", faults::Refuse{{.rate = chance(1)}}));

  CHECK(fixture.count("502", 10s, 20s) == 100);
  CHECK(fixture.tally(EventId{77}).bad == 100);
  CHECK(sample(fixture.scrape("server-0"), "http_requests_total", {{"code", "200"}}) == 200);
}

TEST_CASE("a fault of an edge spares everybody else", "[faults]") {
  simulated::WorldPlan plan = two_tiers();
  Population direct = clients_of("server", 10);
  direct.name = "direct";
  plan.traffic.push_back(direct);
  FaultSpec fault = on("server", faults::ErrorRate{.rate = chance(1)});
  fault.target.from = "edge";
  WorldFixture fixture{plan};
  play_fault(fixture, fault);

  CHECK(fixture.count("502") == 100);
  CHECK(fixture.count("500") == 0);
  CHECK(fixture.good() == 500);
}

TEST_CASE("a fault of some replicas spares the others", "[faults]") {
  FaultSpec fault = on("server", faults::ErrorRate{.rate = chance(1)});
  fault.target.replicas = 1;
  WorldFixture fixture{two_tiers(2)};
  play_fault(fixture, fault);

  CHECK(fixture.bad(10s, 20s) == 50);
  CHECK_FALSE(sample(fixture.scrape("server-1"), "http_requests_total", {{"code", "500"}}));
}

TEST_CASE("faults are asked in the order of injection, and delays add up", "[faults]") {
  WorldFixture fixture{two_tiers()};
  const auto start = [&](std::string id, Fault fault, EventId cause) {
    fixture.perform(
        StartFault{
            {.id = std::move(id), .target = {.service = "server"}, .fault = std::move(fault)}},
        cause);
  };
  start("first", faults::Latency{.by = Constant{100ms}}, EventId{1});
  start("second", faults::Latency{.by = Constant{100ms}}, EventId{2});
  start("third", faults::ErrorRate{.rate = chance(1)}, EventId{3});
  start("fourth", faults::Refuse{{.rate = chance(1)}}, EventId{4});

  fixture.play_to_the_end(10s);

  CHECK(fixture.traffic().front().latency.front().first == latency_bucket(201ms));
  CHECK(fixture.tally(EventId{3}).bad == fixture.bad());
  const auto tallies = fixture.world().fault_tallies();
  CHECK(tallies[1].injected == tallies[0].injected);
  CHECK(tallies[3].injected == 0);
}

TEST_CASE("a crash without a supervisor lasts until somebody restarts", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.play_until(10s);
  fixture.perform(StartFault{on("server", faults::Crash{})}, EventId{77});
  fixture.play_until(20s);
  CHECK(fixture.count("502", 10s, 20s) == 100);
  CHECK(fixture.world().fault_tallies().front().injected == 1);

  const auto restart = fixture.perform(RestartReplicas{{"server", 0, 1}}, EventId{78});
  fixture.play_to_the_end(40s);

  CHECK(fixture.result(restart)->at == Instant{25s});
  CHECK(fixture.bad(25s, 40s) == 0);
  CHECK(fixture.tally(EventId{77}).bad == 150);  // the restart ended what the crash had begun
  CHECK(fixture.tally(EventId{78}).bad == 0);
  REQUIRE(fixture.changes().size() == 2);
  CHECK(fixture.changes()[0].cause == EventId{77});
  CHECK(fixture.changes()[1].cause == EventId{78});
}

TEST_CASE("clearing a crash raises nobody from the dead, and says so", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.perform(StartFault{on("server", faults::Crash{})});
  fixture.play_until(1s);

  const auto cleared = fixture.perform(EndFault{"fault"});
  const auto again = fixture.perform(EndFault{"fault"});
  fixture.play_to_the_end(10s);

  CHECK(fixture.result(cleared)->result.outcome == Outcome::no_effect);
  CHECK(fixture.result(cleared)->result.detail == "a crash is not undone by clearing it: restart");
  CHECK(fixture.result(again)->result.detail == "already cleared");
  CHECK(fixture.good(2s, 10s) == 0);
}

TEST_CASE("clearing a crash loop ends it", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.perform(StartFault{on("server", faults::CrashLoop{.lives = 8s, .backoff = 2s})});
  fixture.play_until(1s);

  const auto cleared = fixture.perform(EndFault{"fault"});
  fixture.play_to_the_end(10s);

  CHECK(fixture.result(cleared)->result.outcome == Outcome::ok);
}

TEST_CASE("a supervisor starts a crashed process again", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.play_until(10s);
  fixture.perform(StartFault{on("server", faults::Crash{.restarts_after = 3s})});
  fixture.play_to_the_end(30s);

  CHECK(fixture.bad(10s, 18s) == 80);  // 3 s until it is started, 5 s until it is ready
  CHECK(fixture.bad(18s, 30s) == 0);
  REQUIRE(fixture.changes().size() == 2);
  CHECK(fixture.changes()[1].up);
}

TEST_CASE("a crash loop kills again and again until it is cleared", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.play_until(10s);
  fixture.perform(StartFault{on("server", faults::CrashLoop{.lives = 8s, .backoff = 2s})});
  fixture.play_until(39s);
  CHECK(fixture.world().fault_tallies().front().injected == 3);  // at 10, 20, 30
  fixture.perform(EndFault{"fault"});
  fixture.play_to_the_end(60s);

  CHECK(fixture.good(17s, 20s) == 30);
  CHECK(fixture.bad(20s, 27s) == 70);
  CHECK(fixture.bad(50s, 60s) == 0);
}

TEST_CASE("a restart whose process dies for good is reported as failed", "[faults]") {
  WorldFixture fixture{two_tiers(2)};
  const auto all = fixture.perform(RestartReplicas{{"server", 0, 2}});
  const auto first = fixture.perform(RestartReplicas{{"server", 0, 1}});
  fixture.play_until(1s);
  FaultSpec fault = on("server", faults::Crash{});
  fault.target.replicas = 1;
  fixture.perform(StartFault{fault});

  fixture.play_to_the_end(20s);

  CHECK(fixture.result(all)->result.outcome == Outcome::partial);
  CHECK(fixture.result(all)->result.detail == "1 of 2 replicas died while starting");
  CHECK(fixture.result(first)->result.outcome == Outcome::failed);
}

TEST_CASE("a rate limit answers 429 with Retry-After above its rate", "[faults]") {
  WorldFixture fixture{{.services = {provider_of("identity", {.latency = Constant{1ms}})},
                        .traffic = {clients_of("identity", 10)}}};
  fixture.perform(
      StartFault{on("identity", faults::AuthRateLimited{.limit = {.per_second = 2, .burst = 1}})});

  fixture.play_to_the_end(10s);

  CHECK(fixture.good() == 20);
  CHECK(fixture.count("429") == 80);
}

TEST_CASE("an overload that no fault explains stays unattributed", "[faults]") {
  simulated::WorldPlan plan{
      .services = {service_of("server", {.workers = 1, .queue = 5, .latency = Constant{1s}})},
      .traffic = {clients_of("server", 10)}};
  WorldFixture fixture{plan};

  fixture.play_to_the_end(20s);

  CHECK(fixture.bad() > 100);
  for (const TrafficRecord& record : fixture.traffic()) {
    CHECK(record.causes.empty());
  }
}

TEST_CASE("clearing one of two crash loops leaves the other at work", "[faults]") {
  WorldFixture fixture{two_tiers()};
  FaultSpec sooner = on("server", faults::CrashLoop{.lives = 8s, .backoff = 2s});
  sooner.id = "sooner";
  fixture.play_until(10s);
  fixture.perform(StartFault{sooner}, EventId{76});
  fixture.perform(StartFault{on("server", faults::CrashLoop{.lives = 12s, .backoff = 2s})},
                  EventId{77});
  fixture.play_until(15s);  // started at 12 s

  fixture.perform(EndFault{"sooner"});
  fixture.play_to_the_end(60s);

  CHECK(fixture.bad(17s, 24s) == 0);
  CHECK(fixture.bad(24s, 31s) == 70);
  CHECK(fixture.world().fault_tallies().back().injected == 3);  // at 24, 38, 52
}

TEST_CASE("a process that dies while it is started again has a new cause", "[faults]") {
  WorldFixture fixture{two_tiers()};
  fixture.play_until(10s);
  fixture.perform(RestartReplicas{{"server", 0, 1}}, EventId{78});
  fixture.play_until(12s);
  fixture.perform(StartFault{on("server", faults::Crash{})}, EventId{77});

  fixture.play_to_the_end(20s);

  CHECK(fixture.tally(EventId{78}).bad == 20);
  CHECK(fixture.tally(EventId{77}).bad == 80);
}

}  // namespace
}  // namespace firedrill
