// A cache in front of a callee that is lost, in every world.
#include <cstdint>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/contract/fault_stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// The edge asks the server for so large a share of its requests, if nothing is wrong.
std::string services_with(const std::string& share, const std::string& server) {
  return fmt::format(R"({{
    "server": {{"startup": "200ms", {}}},
    "edge": {{"latency": "1ms", "startup": "200ms",
              "version": "1", "versions": {{"1": {{}}, "2": {{}}}},
              "calls": [{{"service": "server", "timeout": "500ms", "share": "{}"}}]}}
  }})",
                     server,
                     share);
}

/// How many requests the server gets for each of the edge's in a time.
double asked_within(Stage& stage, Duration time) {
  const double server = stage.total("http_requests_total", "service", "server");
  const double edge = stage.total("http_requests_total", "service", "edge");
  stage.run_for(time);
  return (stage.total("http_requests_total", "service", "server") - server) /
         (stage.total("http_requests_total", "service", "edge") - edge);
}

constexpr Duration a_while = 1500ms * slower;  // 75 requests

}  // namespace

TEST_CASE("a lost cache lets the callee be asked for all requests until it is back",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  Stage stage(kind,
              services_with("10%", R"("latency": "1ms")"),
              traffic,
              {R"("id": "f", "fault": "cache_loss", "edge": "edge->server")",
               R"("id": "half", "fault": "cache_loss", "lost": "50%", "edge": "edge->server")"});
  const RestartReplicas restart{.replicas = {.service = "edge", .count = 1}};
  REQUIRE(stage.becomes_well());
  CHECK(asked_within(stage, a_while) < 0.35);

  CHECK(stage.perform(StartFault{stage.fault("f")}, cause).outcome == Outcome::ok);
  stage.run_for(100ms);
  const std::uint64_t injected = stage.tally_of("f").injected;
  CHECK(asked_within(stage, a_while) > 0.9);
  CHECK(stage.tally_of("f").injected > injected + 30);
  CHECK(stage.perform(restart, EventId{43}).outcome == Outcome::ok);
  REQUIRE(stage.becomes_well());
  CHECK(asked_within(stage, a_while) > 0.9);

  CHECK(stage.perform(EndFault{.id = "f"}).outcome == Outcome::ok);
  stage.run_for(100ms);
  CHECK(asked_within(stage, a_while) < 0.35);

  CHECK(stage.perform(StartFault{stage.fault("half")}, cause).outcome == Outcome::ok);
  stage.run_for(100ms);
  const double half = asked_within(stage, a_while);
  CHECK(half > 0.3);  // 55% on average
  CHECK(half < 0.8);
}

TEST_CASE("a lost cache that fills again brings the load down by itself", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  Stage stage(kind,
              services_with("0%", R"("latency": "1ms")"),
              traffic,
              {fmt::format(R"("id": "f", "fault": "cache_loss", "refills_in": "{}s",
                              "edge": "edge->server")",
                           3 * slower)});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("f")}, cause);
  const double asked = asked_within(stage, 4s * slower);  // 200 requests
  CHECK(asked > 0.2);                                     // 37.5% on average
  CHECK(asked < 0.6);
  const std::uint64_t injected = stage.tally_of("f").injected;
  CHECK(injected > 20);
  CHECK(asked_within(stage, 1s) == 0);
  CHECK(stage.tally_of("f").injected == injected);
}

TEST_CASE("what the load behind a lost cache breaks is its doing", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const std::string server =
      GENERATE(R"("latency": "200ms", "workers": 1, "queue": 1)", R"("latency": "800ms")");
  CAPTURE(kind.name, server);
  Stage stage(kind,
              services_with("0%", server),
              traffic,
              {R"("id": "f", "fault": "cache_loss", "edge": "edge->server")"});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("f")}, cause);
  REQUIRE(stage.becomes_bad());
  stage.run_for(1s);
  CHECK(stage.has_blamed(cause));
  stage.perform(EndFault{.id = "f"});
  CHECK(stage.becomes_well());
}

TEST_CASE("a cache can be lost by one version, or for one population", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  Stage stage(kind,
              services_with("0%", R"("latency": "1ms")"),
              traffic,
              {R"("id": "new", "fault": "cache_loss", "edge": "edge->server", "version": "2")",
               R"("id": "users", "fault": "cache_loss", "edge": "edge->server",
                  "population": "users")"});
  const Install upgrade{.replicas = {.service = "edge", .count = 1}, .version = "2"};
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("new")}, cause);
  CHECK(asked_within(stage, 500ms * slower) == 0);
  CHECK(stage.perform(upgrade, EventId{77}).outcome == Outcome::ok);
  REQUIRE(stage.becomes_well());
  CHECK(asked_within(stage, a_while) > 0.9);
  stage.perform(EndFault{.id = "new"});

  stage.perform(StartFault{stage.fault("users")}, cause);
  stage.run_for(100ms);
  CHECK(asked_within(stage, a_while) > 0.9);
  stage.perform(StartFault{stage.fault("new")}, cause);
  CHECK(stage.run_until([&] { return stage.tally_of("new").suppressed() > 5; }));
  CHECK(stage.tally_of("new").suppressed_by.front().by == "users");
}

}  // namespace firedrill::tests
