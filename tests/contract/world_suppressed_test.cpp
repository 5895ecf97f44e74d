// Faults that never get the time to kill, for others do, in every world.
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

}  // namespace firedrill::tests
