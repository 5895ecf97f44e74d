#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/control/operations.hpp"
#include "harness/engine/scheduler.hpp"

namespace firedrill::control {

/// How the stages of a plan ended.
struct PlanEnd {
  Outcome outcome = Outcome::ok;
  std::string detail = {};             ///< of the first operation that did not end ok
  std::string output = {};             ///< of the first operation that has one
  bool stopped = false;                ///< before its last stage, by stop()
  EventId stopped_by = EventId::none;  ///< only if stopped
};

/// Goes through the stages of plans, any number at a time. A stage that was refused, failed or
/// timed out is the last one: what comes after it is left undone.
class PlanRunner {
 public:
  /// Called when the operations of a stage are about to be asked for; returns the event that they,
  /// and the responses that they change, shall name as their cause.
  using Announce = std::function<EventId(const Stage&)>;
  using Done = std::function<void(const PlanEnd&)>;

  /// All three must outlive it.
  PlanRunner(Scheduler& scheduler, Operations& operations, Fleet& fleet)
      : scheduler_(scheduler),
        operations_(operations),
        fleet_(fleet) {}

  /// `done` is called once, later or (without any stage) at once.
  void run(std::string step, std::vector<Stage> stages, Announce announce, Done done);

  /// Stops what runs for a step: at once while time passes, else when the operations under way have
  /// ended. True if there was anything.
  bool stop(const std::string& step, EventId by);

 private:
  struct Run;
  using RunPtr = std::shared_ptr<Run>;

  void next_stage(const RunPtr& run);
  void carry_out(const RunPtr& run);
  void operation_done(const RunPtr& run, const Operation& operation, const OperationResult& result);
  void finish(const RunPtr& run);

  Scheduler& scheduler_;
  Operations& operations_;
  Fleet& fleet_;
  std::list<RunPtr> running_;  ///< in order of their beginning, in which most of them end
};

}  // namespace firedrill::control
