#include "harness/control/plan_runner.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace firedrill::control {
namespace {

bool works(Outcome outcome) {
  return changed_something(outcome) || outcome == Outcome::no_effect;
}

}  // namespace

struct PlanRunner::Run {
  std::string step;
  std::vector<Stage> stages;
  Announce announce;
  Done done;
  std::size_t stage = 0;    // the one that is waited for or carried out
  TaskId timer = {};        // until a stage's time has passed
  std::size_t waiting = 0;  // operations under way
  bool broken = false;      // an operation did not work
  std::optional<Outcome> outcome = {};
  PlanEnd end = {};
};

void PlanRunner::run(std::string step, std::vector<Stage> stages, Announce announce, Done done) {
  const auto run = std::make_shared<Run>();
  run->step = std::move(step);
  run->stages = std::move(stages);
  run->announce = std::move(announce);
  run->done = std::move(done);
  running_.push_back(run);
  next_stage(run);
}

bool PlanRunner::stop(const std::string& step, EventId by) {
  const std::list<RunPtr> all = running_;  // a copy: finish() takes them out
  bool any = false;
  for (const RunPtr& run : all) {
    if (run->step != step || run->end.stopped) {
      continue;
    }
    any = true;
    run->end.stopped = true;
    run->end.stopped_by = by;
    if (run->waiting == 0) {
      scheduler_.cancel(run->timer);
      finish(run);
    }
  }
  return any;
}

void PlanRunner::next_stage(const RunPtr& run) {
  const bool over = run->stage == run->stages.size();
  if (over) {
    run->end.stopped = false;  // too late: there was nothing left to stop
  }
  if (over || run->end.stopped || run->broken) {
    finish(run);
    return;
  }
  run->timer = scheduler_.after(run->stages[run->stage].takes, [this, run] { carry_out(run); });
}

void PlanRunner::carry_out(const RunPtr& run) {
  const Stage& stage = run->stages[run->stage];
  const EventId cause = run->announce(stage);
  run->waiting = stage.operations.size();
  if (run->waiting == 0) {
    ++run->stage;
    next_stage(run);
    return;
  }
  for (const Operation& operation : stage.operations) {
    operation_began(fleet_, run->step, operation);
    operations_.perform(operation, cause, [this, run, &operation](const OperationResult& result) {
      operation_done(run, operation, result);
    });
  }
}

void PlanRunner::operation_done(const RunPtr& run,
                                const Operation& operation,
                                const OperationResult& result) {
  operation_ended(fleet_, run->step, operation, result.outcome);
  run->outcome = run->outcome ? together(*run->outcome, result.outcome) : result.outcome;
  run->broken = run->broken || !works(result.outcome);
  if (result.outcome != Outcome::ok && run->end.detail.empty()) {
    run->end.detail = result.detail;
  }
  if (run->end.output.empty()) {
    run->end.output = result.output;
  }
  --run->waiting;
  if (run->waiting == 0) {
    ++run->stage;
    next_stage(run);
  }
}

void PlanRunner::finish(const RunPtr& run) {
  running_.erase(std::find(running_.begin(), running_.end(), run));
  run->end.outcome = run->outcome.value_or(run->end.stopped ? Outcome::no_effect : Outcome::ok);
  if (run->end.stopped && run->end.outcome == Outcome::ok) {
    run->end.outcome = Outcome::partial;
  }
  run->done(run->end);
}

}  // namespace firedrill::control
