#pragma once

#include <cstddef>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"

namespace firedrill::tests {

/// How badly a HostileWorld behaves, in shares of all that it is asked for.
struct Hostility {
  double ok = 0.5;      ///< ends well; otherwise any of the other outcomes
  double silent = 0.1;  ///< is never answered
  double down = 0.2;    ///< of the scrapes that are answered: the target is down
  Duration longest = std::chrono::minutes{25};  ///< until an answer, so that many come too late
};

/// A World that keeps to its contract and to nothing else: answers come late, in another order than
/// they were asked for, with any outcome, or never; all of it drawn from a seed. Control tests run
/// on it: whatever a World does, no run may get stuck or contradict itself.
class HostileWorld final : public World {
 public:
  HostileWorld(Scheduler& scheduler, Seed seed, Hostility hostility = {});

  std::vector<ScrapeTarget> targets = {};
  std::size_t asked = 0;     ///< operations, so far
  std::size_t answered = 0;  ///< of them

  /// Late, but always well: without services there is no run.
  void start(WorldListener listener, Completion done) override;
  void perform(const Operation& operation, EventId cause, Completion done) override;

  std::vector<ScrapeTarget> scrape_targets() const override { return targets; }

  void scrape(std::size_t target, ScrapeCompletion done) override;

  std::vector<FaultTally> fault_tallies() const override { return {}; }

  void stop() override {}

 private:
  Duration delay();
  bool happens(double share);
  OperationResult result();

  Scheduler& scheduler_;
  Rng random_;
  Hostility hostility_;
};

}  // namespace firedrill::tests
