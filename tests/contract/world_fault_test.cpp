// Some faults by themselves in every world: what they do beyond what all of them have in common
// (world_every_fault_test.cpp).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/contract/fault_stage.hpp"
#include "tests/support/sanitized.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("a process that starts slowly is down for longer, and the fault is blamed for that",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "f", "fault": "slow_start", "by": "2s", "service": "server")"});
  const RestartReplicas restart{.replicas = {.service = "server", .count = 2}};
  REQUIRE(stage.becomes_well());

  CHECK(stage.perform(StartFault{stage.fault("f")}, cause).outcome == Outcome::ok);
  stage.run_for(500ms);
  CHECK(stage.tally_of("f").injected == 0);
  const Instant begun = stage.now();
  CHECK(stage.perform(restart, EventId{43}).outcome == Outcome::ok);
  CHECK(stage.now() - begun >= 2200ms);
  CHECK(stage.tally_of("f").injected == 2);
  REQUIRE(stage.becomes_well());
  CHECK(stage.has_blamed(cause));
  CHECK(stage.has_blamed(EventId{43}));

  CHECK(stage.perform(EndFault{.id = "f"}).outcome == Outcome::ok);
  CHECK(stage.perform(restart, EventId{44}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
  CHECK(stage.tally_of("f").injected == 2);
}

TEST_CASE("workers that a fault held serve at once who has waited for them", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const std::string patient = R"({"edge": {"latency": "1ms"}})";
  const std::string clients = fmt::format(
      R"([{{"name": "users", "to": "edge", "rate": "{}/s", "timeout": "20s"}}])", 20 / slower);
  Stage stage(kind,
              patient,
              clients,
              {R"("id": "f", "fault": "pool_exhaustion", "left": 0, "service": "edge")"});
  const auto good = [&] {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : stage.traffic()) {
      sum += record.good;
    }
    return sum;
  };
  REQUIRE(stage.becomes_well());
  stage.perform(StartFault{stage.fault("f")}, cause);
  stage.run_for(1500ms);
  const std::uint64_t before = good();
  stage.run_for(1s);
  CHECK(good() == before);

  CHECK(stage.perform(EndFault{.id = "f"}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
  CHECK(good() > before);
}

TEST_CASE("clients get what the fault is named for", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const std::vector<std::pair<std::string, std::string>> outcomes = {
      {"truncate", "truncated"},
      {"wrong_content_length", "truncated"},
      {"malformed", "malformed"},
      {"headers_too_large", "malformed"},
      {"wrong_content_type", "malformed"},
      {"bad_chunk", "malformed"},
      {"redirect_loop", "redirects"}};
  std::vector<std::string> steps;
  for (const auto& [fault, outcome] : outcomes) {
    steps.push_back(fmt::format(R"("id": "{0}", "fault": "{0}", "service": "edge")", fault));
  }
  Stage stage(kind, services, traffic, steps);
  const auto got = [&](const std::string& wanted) {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : stage.traffic()) {
      for (const auto& [outcome, count] : record.bad_outcomes) {
        sum += outcome == wanted ? count : 0;
      }
    }
    return sum;
  };
  REQUIRE(stage.becomes_well());
  for (const auto& pair : outcomes) {
    CAPTURE(kind.name, pair.first);
    const std::uint64_t before = got(pair.second);

    stage.perform(StartFault{stage.fault(pair.first)}, cause);

    CHECK(stage.run_until([&] { return got(pair.second) > before; }));
    stage.perform(EndFault{.id = pair.first});
    stage.run_for(300ms);  // until who has met it has heard
  }
  REQUIRE(stage.becomes_well());
}

TEST_CASE("a crash without a supervisor is undone by a restart, not by clearing it",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, services, traffic, {R"("id": "crash", "fault": "crash", "service": "server")"});
  stage.perform(StartFault{stage.fault("crash")}, cause);
  REQUIRE(stage.becomes_bad());

  CHECK(stage.perform(EndFault{.id = "crash"}).outcome == Outcome::no_effect);
  stage.run_for(1s);
  CHECK_FALSE(stage.scrape("server-0").up);
  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 2}});

  CHECK(stage.becomes_well());
  CHECK(stage.tally_of("crash").injected == 2);
}

TEST_CASE("a process that hangs answers no scrape until it goes on", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "f", "fault": "hang", "service": "server", "replicas": 1)",
               R"("id": "g", "fault": "hang", "service": "server", "rate": "99%")",
               R"("id": "h", "fault": "hang", "service": "server", "share": "99%")"});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("f")}, cause);
  const ScrapeResult silent = stage.scrape("server-0");
  CHECK_FALSE(silent.up);
  CHECK(silent.samples.empty());
  CHECK(stage.scrape("server-1").up);
  stage.perform(EndFault{.id = "f"});
  CHECK(stage.run_until([&] { return stage.scrape("server-0").up; }));

  for (const char* of_requests : {"g", "h"}) {  // the process lives
    stage.perform(StartFault{stage.fault(of_requests)}, cause);
    REQUIRE(stage.becomes_bad());
    CHECK(stage.scrape("server-0").up);
    stage.perform(EndFault{.id = of_requests});
  }
}

TEST_CASE("a crash loop shorter than the startup lets nobody come up", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "f", "fault": "crash_loop", "lives": "150ms", "backoff": "100ms",
                  "service": "server")"});
  REQUIRE(stage.becomes_well());
  const std::size_t known = stage.changes().size();

  stage.perform(StartFault{stage.fault("f")}, cause);
  stage.run_for(2s);

  CHECK(stage.changes().size() == known + 2);
  CHECK(std::none_of(stage.changes().begin() + static_cast<std::ptrdiff_t>(known),
                     stage.changes().end(),
                     [](const ReplicaChange& change) { return change.up; }));
  CHECK(stage.tally_of("f").injected > 4);
  stage.perform(EndFault{.id = "f"});
  CHECK(stage.becomes_well());
}

TEST_CASE("of two faults at once each is cleared for itself", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "f", "fault": "error_rate", "rate": 1, "service": "server")",
               R"("id": "g", "fault": "refuse", "edge": "edge->server")"});
  stage.perform(StartFault{stage.fault("f")}, cause);
  stage.perform(StartFault{stage.fault("g")}, EventId{43});
  REQUIRE(stage.becomes_bad());

  stage.perform(EndFault{.id = "f"});
  stage.run_for(1s);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(EventId{43}));

  stage.perform(EndFault{.id = "g"});
  CHECK(stage.becomes_well());
}

TEST_CASE("a fault of some replicas leaves the others alone", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(
      kind, services, traffic, {R"("id": "f", "fault": "error_rate", "rate": 1, "reply": 503,
                  "service": "server", "replicas": 1)"});

  stage.perform(StartFault{stage.fault("f")}, cause);

  REQUIRE(stage.becomes_bad());
  REQUIRE(stage.run_until([&] { return stage.tally_of("f").injected > 20; }));
  CHECK(stage.traffic().back().good > 0);
}

TEST_CASE("a fault with a share leaves the other requests alone", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, services, traffic, {R"("id": "f", "fault": "error_rate", "rate": 1,
                  "service": "server", "share": "50%")"});

  stage.perform(StartFault{stage.fault("f")}, cause);

  REQUIRE(stage.becomes_bad());
  REQUIRE(stage.run_until([&] { return stage.tally_of("f").injected > 20; }));
  CHECK(stage.traffic().back().good > 0);
}

TEST_CASE("a profile counts from the fault's begin, also for who starts later",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, services, traffic, {R"("id": "f", "fault": "error_rate", "rate": 1,
                  "service": "server", "profile": {"steps": [{"after": "2s", "share": 1}]})"});
  stage.perform(StartFault{stage.fault("f")}, cause);
  REQUIRE(stage.run_until([&] { return stage.tally_of("f").injected > 0; }));

  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 2}});
  const std::uint64_t before = stage.tally_of("f").injected;
  stage.run_for(1s);

  CHECK(stage.tally_of("f").injected > before);
}

TEST_CASE("requests that hang when the run ends are bad, and blamed on what keeps them",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, services, traffic, {R"("id": "stuck", "fault": "hang", "service": "edge")"});
  REQUIRE(stage.becomes_well());
  REQUIRE(stage.perform(StartFault{stage.fault("stuck")}, cause).outcome == Outcome::ok);
  stage.run_for(800ms);  // less than the clients' patience

  stage.stop();

  std::uint64_t unanswered = 0;
  for (const TrafficRecord& record : stage.traffic()) {
    for (const auto& [outcome, count] : record.bad_outcomes) {
      unanswered += outcome == "unanswered" ? count : 0;
    }
  }
  CHECK(unanswered >= 5);
  CHECK(stage.has_blamed(cause));
}

}  // namespace firedrill::tests
