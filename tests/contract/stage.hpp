#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::tests {

/// One implementation of World, on a Scheduler of its own.
struct WorldKind {
  struct Made {
    std::shared_ptr<void> ground = {};  ///< whatever else it stands on; goes last
    std::unique_ptr<Scheduler> scheduler;
    std::unique_ptr<World> world;  ///< goes before its scheduler
  };

  std::string_view name;
  std::function<Made(const Scenario&)> make;
};

/// The Worlds of this program: contract_tests has the simulated one (simulated_world.cpp),
/// live_contract_tests the live one (live_world.cpp), with the same bodies.
std::vector<WorldKind> world_kinds();

/// A World that plays a scenario's services and traffic, for test bodies that any World must pass.
/// Time may be real: bodies wait for what must come instead of counting on when it comes, and
/// nothing in them lasts long.
class Stage {
 public:
  /// `services` and `traffic` are the values of these keys of a scenario; `faults` are the keys of
  /// steps that inject faults, for fault(). Starts the world, and waits until it is ready.
  Stage(const WorldKind& kind,
        const std::string& services,
        const std::string& traffic,
        const std::vector<std::string>& faults = {});

  /// Stops the world, and checks that each completion was called once, later than its call.
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Lets time pass until the condition holds; false if it does not within the longest patience.
  bool run_until(const std::function<bool()>& condition);

  void run_for(Duration duration);

  /// Carries out an operation, waiting for its result.
  OperationResult perform(const Operation& operation, EventId cause = EventId{1});

  /// Begins an operation; its result comes later, if run_until() waits for it.
  const OperationResult& begin(const Operation& operation, EventId cause = EventId{1});
  bool has_completed(const OperationResult& result) const;

  /// Scrapes the target of that instance, waiting for the result.
  ScrapeResult scrape(std::string_view instance);

  /// The sum of all samples of the metric with this label, over all targets.
  double total(std::string_view metric,
               std::string_view label = "job",
               std::string_view value = "");

  /// Waits until clients were well for so many whole seconds from now on.
  bool becomes_well(std::ptrdiff_t seconds = 2);
  /// Waits for a bad response from now on.
  bool becomes_bad();

  /// Whether bad responses were blamed on this event so far.
  bool has_blamed(EventId cause) const;

  /// All that was told so far, in order.
  const std::vector<TrafficRecord>& traffic() const { return traffic_; }

  const std::vector<ReplicaChange>& changes() const { return changes_; }

  /// The scenario's fault of that id: nobody but this stage injects it.
  FaultSpec fault(std::string_view id) const;

  FaultTally tally_of(std::string_view fault) const;

  World& world() { return *made_.world; }

  Instant now() const { return made_.scheduler->now(); }

  const OperationResult& started() const { return calls_.front().result; }

  void stop() { made_.world->stop(); }

 private:
  /// One completion that the world was given.
  struct Call {
    int completions = 0;
    OperationResult result = {};
  };

  Completion completion_of(Call& call);

  Scenario scenario_;
  WorldKind::Made made_;
  std::vector<TrafficRecord> traffic_;
  std::vector<ReplicaChange> changes_;
  std::deque<Call> calls_;  // the start, then the operations
  bool inside_ = false;     // a call of the world
};

}  // namespace firedrill::tests
