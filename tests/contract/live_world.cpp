#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/live/scheduler.hpp"
#include "harness/live/supervisor.hpp"
#include "harness/live/world.hpp"
#include "tests/contract/stage.hpp"
#include "tests/support/sanitized.hpp"

namespace firedrill::tests {
namespace {

/// The bodies' incident times are short, their wire timeouts shorter: at this speed a timeout of
/// 300 ms passes within two of a body's seconds, and all bodies together take less than a minute.
constexpr double speed = 5.0 / slower;

}  // namespace

std::vector<WorldKind> world_kinds() {
  return {
      {.name = "live", .make = [](const Scenario& scenario) {
         Result<live::Supervisor> started = live::Supervisor::start();
         REQUIRE(started);
         const auto supervisor = std::make_shared<live::Supervisor>(*std::move(started));
         auto scheduler = std::make_unique<live::Scheduler>(live::SchedulerOptions{.speed = speed});
         auto world = std::make_unique<live::World>(
             scenario, *scheduler, *supervisor, live::WorldOptions{.program = FIREDRILL_PROGRAM});
         return WorldKind::Made{
             .ground = supervisor, .scheduler = std::move(scheduler), .world = std::move(world)};
       }}};
}

}  // namespace firedrill::tests
