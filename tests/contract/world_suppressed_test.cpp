// Faults that others leave nothing to do, in every world.
#include <string>

#include <catch2/catch.hpp>

#include "tests/contract/fault_stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("a leak that another fault never leaves the time is suppressed by it",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "leak", "fault": "memory_leak", "fills_in": "2s", "restarts_after": "100ms",
          "service": "server")",
               R"("id": "loop", "fault": "crash_loop", "lives": "500ms", "backoff": "100ms",
          "service": "server")"});
  REQUIRE(stage.becomes_well());
  stage.perform(StartFault{stage.fault("leak")}, EventId{101});
  stage.perform(StartFault{stage.fault("loop")}, EventId{102});

  CHECK(stage.run_until([&] { return stage.tally_of("leak").suppressed() > 1; }));

  CHECK(stage.tally_of("leak").injected == 0);
  CHECK(stage.tally_of("leak").suppressed_by.front().by == "loop");
  CHECK(stage.tally_of("loop").suppressed() == 0);
}

TEST_CASE("a fault of a replica that hangs is suppressed, and acts once that goes on",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              services,
              traffic,
              {R"("id": "still", "fault": "hang", "service": "server")",
               R"("id": "errors", "fault": "error_rate", "rate": 1, "service": "server")"});
  REQUIRE(stage.becomes_well());
  stage.perform(StartFault{stage.fault("still")}, EventId{101});
  const OperationResult& started = stage.begin(StartFault{stage.fault("errors")}, EventId{102});

  CHECK(stage.run_until([&] { return stage.tally_of("errors").suppressed() > 0; }));
  CHECK(stage.tally_of("errors").injected == 0);
  CHECK(stage.tally_of("errors").suppressed_by.front().by == "still");

  CHECK(stage.perform(EndFault{.id = "still"}).outcome == Outcome::ok);
  CHECK(stage.run_until([&] { return stage.has_completed(started); }));
  CHECK(stage.run_until([&] { return stage.tally_of("errors").injected > 0; }));
  CHECK(stage.perform(EndFault{.id = "errors"}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
}

}  // namespace firedrill::tests
