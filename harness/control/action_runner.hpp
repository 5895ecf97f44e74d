#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/actions/fleet.hpp"
#include "harness/control/operations.hpp"
#include "harness/control/plan_runner.hpp"
#include "harness/control/timeline.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/scenario/step.hpp"

namespace firedrill::control {

/// An action that is to be carried out now.
struct ActionOrder {
  const Step* step = nullptr;  ///< has an action; outlives the run
  EventId cause = EventId::none;
  std::string by = {};  ///< "script", or who does it
};

/// How an action ended.
struct ActionEnd {
  Outcome outcome = Outcome::ok;
  EventId event = EventId::none;  ///< the last event about it, the cause of what follows
  bool stopped = false;           ///< by another action: what was to follow it does not
};

/// Carries out actions, any number at a time, from the tool that they go through (`via`) to their
/// last event. Each one ends, whatever the World does.
class ActionRunner {
 public:
  using Done = std::function<void(const ActionEnd&)>;

  /// All three must outlive it.
  ActionRunner(Timeline& timeline, World& world, const Scenario& scenario);

  /// `done` is called once, at once or later.
  void run(ActionOrder order, Done done);

  const Fleet& fleet() const { return fleet_; }

  /// Records action_unfinished for every action under way, in the order of their beginning. To be
  /// called at the end of a run.
  void report_unfinished();

 private:
  struct Run;
  using RunPtr = std::shared_ptr<Run>;

  void begin(const RunPtr& run);
  void turn_down(const RunPtr& run);
  EventId announce(const RunPtr& run, const Stage& stage);
  void end(const RunPtr& run, const PlanEnd& end);
  void afterwards(const RunPtr& run);
  EventId record(const Run& run, EventType type, std::string what, Outcome outcome);

  Timeline& timeline_;
  Operations operations_;
  Fleet fleet_;
  PlanRunner plans_;
  std::vector<RunPtr> under_way_;  ///< begun and told so, in that order
};

}  // namespace firedrill::control
