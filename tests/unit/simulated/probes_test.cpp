#include "harness/simulated/probes.hpp"

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// Single requests of people and tools.

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan tool_plan() {
  Behaviour tool{.latency = Constant{1s}, .startup = 5s};
  tool.calls = {{{.service = "database", .fails = {.reply = 500}}}};
  return {.services = {service_of("database", {.latency = Constant{1s}, .startup = 5s}),
                       service_of("tool", tool)},
          .traffic = {clients_of("database", 1)}};
}

StartFault on_database(Fault fault) {
  return {{.id = "fault", .target = {.service = "database"}, .fault = std::move(fault)}};
}

/// What a probe of the tool comes to, asked for at 10 s.
WorldFixture::Completed probed(WorldFixture& fixture, Duration timeout = 10s) {
  fixture.play_until(10s);
  const auto place = fixture.perform(Probe{.service = "tool", .timeout = timeout});
  fixture.play_until(60s);
  REQUIRE(fixture.result(place));
  return *fixture.result(place);
}

TEST_CASE("a probe goes all the way of a request and takes as long", "[probes]") {
  WorldFixture fixture{tool_plan()};

  const auto [at, result] = probed(fixture);

  CHECK(result.outcome == Outcome::ok);
  CHECK(at == Instant{12s});
  CHECK(result.cause == EventId::none);
}

TEST_CASE("a tool that needs what has failed answers so, and names what made it fail", "[probes]") {
  WorldFixture fixture{tool_plan()};
  fixture.perform(on_database(faults::ErrorRate{.rate = *Probability::from(1)}), EventId{42});

  const OperationResult result = probed(fixture).result;

  CHECK(result.outcome == Outcome::refused);
  CHECK(result.detail == "tool answered 500");
  CHECK(result.cause == EventId{42});
}

TEST_CASE("nobody waits for a tool longer than it may take", "[probes]") {
  WorldFixture fixture{tool_plan()};
  fixture.perform(on_database(faults::Hang{{.rate = *Probability::from(1)}}), EventId{42});

  const auto [at, result] = probed(fixture, 5s);

  CHECK(result.outcome == Outcome::refused);
  CHECK(result.detail == "tool did not answer in time");
  CHECK(result.cause == EventId{42});
  CHECK(at == Instant{15s});
}

TEST_CASE("a tool that is down refuses the connection", "[probes]") {
  WorldFixture fixture{tool_plan()};
  fixture.perform(
      StartFault{{.id = "crash", .target = {.service = "tool"}, .fault = faults::Crash{}}},
      EventId{42});

  const OperationResult result = probed(fixture).result;

  CHECK(result.detail == "tool refused the connection");
  CHECK(result.cause == EventId{42});
}

TEST_CASE("probes under way at once get each their own answer", "[probes]") {
  WorldFixture fixture{tool_plan()};
  const auto quick = fixture.perform(Probe{.service = "database"});
  const auto impatient = fixture.perform(Probe{.service = "tool", .timeout = 500ms});
  const auto slow = fixture.perform(Probe{.service = "tool"});
  fixture.play_until(1s);
  const auto late = fixture.perform(Probe{.service = "database"});

  fixture.play_until(10s);

  CHECK(fixture.result(quick)->at == Instant{1s});
  CHECK(fixture.result(impatient)->at == Instant{500ms});
  CHECK(fixture.result(impatient)->result.outcome == Outcome::refused);
  CHECK(fixture.result(slow)->at == Instant{2s});
  CHECK(fixture.result(late)->at == Instant{2s});
}

TEST_CASE("probes are requests to the service, but no clients", "[probes]") {
  WorldFixture fixture{tool_plan()};
  fixture.perform(Probe{.service = "tool"});

  fixture.play_until(5s);

  CHECK(sample(fixture.scrape("tool-0"), "http_requests_total", {{"code", "200"}}) == 1);
  CHECK(sample(fixture.scrape("firedrill"),
               "client_requests_total",
               {{"population", "clients"}, {"outcome", "good"}}) == 4);
}

}  // namespace
}  // namespace firedrill
