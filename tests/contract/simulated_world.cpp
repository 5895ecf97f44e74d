#include <memory>
#include <utility>

#include "harness/simulated/scheduler.hpp"
#include "harness/simulated/world.hpp"
#include "tests/contract/stage.hpp"

namespace firedrill::tests {

std::vector<WorldKind> world_kinds() {
  return {{.name = "simulated", .make = [](const Scenario& scenario) {
             auto scheduler = std::make_unique<simulated::Scheduler>();
             auto world = std::make_unique<simulated::World>(scenario, Seed{1}, *scheduler);
             return WorldKind::Made{.scheduler = std::move(scheduler), .world = std::move(world)};
           }}};
}

}  // namespace firedrill::tests
