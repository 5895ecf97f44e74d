#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/engine/world.hpp"
#include "harness/scenario/service.hpp"
#include "harness/scenario/traffic.hpp"
#include "harness/simulated/scheduler.hpp"

namespace firedrill {
struct Scenario;
}

namespace firedrill::simulated {

/// What the world is made of.
struct WorldPlan {
  std::vector<Service> services;    ///< valid, as in a Scenario
  std::vector<Population> traffic;  ///< valid, as in a Scenario
  Seed seed{};
  std::int64_t starts_at_unix_ns = 0;  ///< t = 0, for metrics that are timestamps
};

/// The world on virtual time: every request is a chain of plain tasks, seeded. When it starts it
/// has existed for long: all replicas are up and warm, caches are filled.
///
/// Incident clock and wire clock are the same here. The scheduler carries out no other plain tasks
/// than this world's, and the world lives as long as the scheduler runs tasks.
class World final : public firedrill::World {
 public:
  World(const Scenario& scenario, Seed seed, Scheduler& scheduler);
  World(const WorldPlan& plan, Scheduler& scheduler);
  ~World() override;

  /// Traffic begins at the scheduler's now(), negative for `before`.
  void start(WorldListener listener, Completion done) override;
  void perform(const Operation& operation, EventId cause, Completion done) override;
  std::vector<ScrapeTarget> scrape_targets() const override;
  void scrape(std::size_t target, ScrapeCompletion done) override;
  std::vector<FaultTally> fault_tallies() const override;
  void stop() override;

  /// Requests in the world now, and the most there was room for: a bound on memory.
  struct Usage {
    std::size_t requests = 0;
    std::size_t capacity = 0;
  };

  Usage usage() const;

 private:
  struct Parts;

  static void carry_out(void* context, PlainTask task);

  std::unique_ptr<Parts> parts_;
};

}  // namespace firedrill::simulated
