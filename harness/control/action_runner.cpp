#include "harness/control/action_runner.hpp"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/control/action_events.hpp"
#include "harness/control/rollouts.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/spaced.hpp"

namespace firedrill::control {

struct ActionRunner::Run {
  ActionOrder order;
  Done done;
  Plan plan = {};
  EventId started = EventId::none;  // its first event
  Instant began{};
  EventId cause = EventId::none;  // of the next event about it
  bool stopped_another = false;
  std::string stage = {};   // of a command, which is told when it has done what it says
  std::string output = {};  // for its last event

  const Step& step() const { return *order.step; }

  const Action& action() const { return *order.step->action; }
};

namespace {

/// "restart of shop: done", or how else it ended: what came to less must not be told as done.
std::string end_of(const Plan& plan, const PlanEnd& end, Outcome outcome) {
  if (outcome == Outcome::ok && !end.stopped) {
    return plan.done.empty() ? plan.what + ": done" : plan.done;
  }
  return plan.what + ": " + (end.stopped ? "stopped" : spaced(to_string(outcome)));
}

std::string with_detail(const std::string& what, const std::string& detail) {
  return detail.empty() ? what : fmt::format("{}: {}", what, detail);
}

/// What a command of the user's own took more than was planned for it; empty if it did not.
std::string overrun(const Step& step, Duration took) {
  if (!step.planned || took <= *step.planned) {
    return "";
  }
  return fmt::format("took {}, {} more than planned", brief(took), brief(took - *step.planned));
}

Event event_about(const Step& step, EventType type) {
  Event event;
  event.type = type;
  event.step = step.id;
  event.details.emplace_back("action", kind_of(*step.action));
  if (const auto* inject = std::get_if<actions::Inject>(&*step.action)) {
    event.details.emplace_back("fault", kind_of(inject->fault));
    if (const std::string reason = reason_of(inject->fault); !reason.empty()) {
      event.details.emplace_back("reason", reason);
    }
  }
  if (const auto* page = std::get_if<actions::PageByHand>(&*step.action);
      page != nullptr && !page->to.empty()) {
    event.details.emplace_back("to", page->to);
  }
  if (!step.via.empty()) {
    event.details.emplace_back("via", step.via);
  }
  if (!step.why.empty()) {
    event.details.emplace_back("why", step.why);
  }
  return event;
}

}  // namespace

ActionRunner::ActionRunner(Timeline& timeline, World& world, const Scenario& scenario)
    : timeline_(timeline),
      operations_(timeline.scheduler(), world, scenario),
      fleet_(fleet_at_start(scenario)),
      plans_(timeline.scheduler(), operations_, fleet_) {}

void ActionRunner::run(ActionOrder order, Done done) {
  const auto run = std::make_shared<Run>();
  run->order = std::move(order);
  run->done = std::move(done);
  run->cause = run->order.cause;
  if (run->step().via.empty()) {
    begin(run);
    return;
  }
  const Probe probe{.service = run->step().via};
  operations_.perform(probe, run->cause, [this, run](const OperationResult& result) {
    if (result.outcome == Outcome::ok) {
      begin(run);
      return;
    }
    run->plan.refusal = with_detail(
        fmt::format(
            "{} goes through {}, which does not work", kind_of(run->action()), run->step().via),
        result.detail);
    run->cause = result.cause == EventId::none ? run->cause : result.cause;
    turn_down(run);
  });
}

void ActionRunner::begin(const RunPtr& run) {
  const std::string& id = run->step().id;
  run->plan = plan(run->action(), id, fleet_);
  if (!run->plan.refusal.empty()) {
    turn_down(run);
    return;
  }
  run->started = record(*run, starting_event(run->action()), run->plan.what, Outcome::ok);
  run->cause = run->started;
  run->began = timeline_.scheduler().now();
  under_way_.push_back(run);
  if (const auto* deploy = std::get_if<actions::Deploy>(&run->action())) {
    deployment_began(fleet_, id, *deploy);
  }
  if (!run->plan.cancels.empty()) {
    run->stopped_another = plans_.stop(run->plan.cancels, run->started);
  }
  plans_.run(
      id,
      run->plan.stages,
      [this, run](const Stage& stage) { return announce(run, stage); },
      [this, run](const PlanEnd& plan_end) { end(run, plan_end); });
}

void ActionRunner::turn_down(const RunPtr& run) {
  const bool no_effect = run->plan.no_effect;
  const Outcome outcome = no_effect ? Outcome::no_effect : Outcome::refused;
  const EventType type = no_effect ? EventType::action_finished : EventType::action_refused;
  const EventId event = record(*run, type, run->plan.refusal, outcome);
  run->done({.outcome = outcome, .event = event});
}

EventId ActionRunner::announce(const RunPtr& run, const Stage& stage) {
  if (stage.what.empty()) {
    return run->cause;
  }
  if (run->step().by_command) {
    run->stage = stage.what;
    return run->cause;
  }
  run->cause = record(*run, EventType::rollout_step, stage.what, Outcome::ok);
  return run->cause;
}

void ActionRunner::end(const RunPtr& run, const PlanEnd& end) {
  std::erase(under_way_, run);
  const bool nothing_else = end.outcome == Outcome::no_effect && run->stopped_another;
  const Outcome outcome = nothing_else ? Outcome::ok : end.outcome;
  if (std::holds_alternative<actions::Deploy>(run->action())) {
    deployment_ended(fleet_, run->step().id);
  }
  run->cause = end.stopped ? end.stopped_by : run->cause;
  if (!run->stage.empty() && changed_something(outcome)) {
    run->cause = record(*run, EventType::rollout_step, run->stage, Outcome::ok);
  }
  EventId last = run->started;
  const bool told_already = run->plan.stages.empty();
  run->output = end.output;
  const auto type = ending_event(run->action(), run->plan, outcome);
  if (type && !told_already) {
    std::string what = with_detail(end_of(run->plan, end, outcome), end.detail);
    if (outcome == Outcome::ok) {  // else the wait for the version that never came is part of it
      what = with_detail(what, overrun(run->step(), timeline_.scheduler().now() - run->began));
    }
    last = record(*run, *type, std::move(what), outcome);
  }
  if (changed_something(outcome) || outcome == Outcome::timed_out) {
    afterwards(run);
  }
  run->done({.outcome = outcome, .event = last, .stopped = end.stopped});
}

void ActionRunner::afterwards(const RunPtr& run) {
  if (!run->plan.afterwards) {
    return;
  }
  run->cause = run->started;
  plans_.run(
      run->step().id,
      {*run->plan.afterwards},
      [run](const Stage& /*stage*/) { return run->started; },
      [this, run](const PlanEnd& end) {
        const Stage& stage = *run->plan.afterwards;
        const auto type = afterwards_event(stage, end.outcome);
        if (type && !end.stopped) {
          record(*run, *type, stage.what, end.outcome);
        }
      });
}

void ActionRunner::report_unfinished() {
  for (const RunPtr& run : under_way_) {
    const std::string what = run->plan.what + ": still under way";
    record(*run, EventType::action_unfinished, what, Outcome::ok);
  }
}

EventId ActionRunner::record(const Run& run, EventType type, std::string what, Outcome outcome) {
  Event event = event_about(run.step(), type);
  event.what = std::move(what);
  event.cause = run.cause;
  event.subject = subject_of(run.action(), fleet_);
  const auto* page = std::get_if<actions::PageByHand>(&run.action());
  event.by = page == nullptr || page->who.empty() ? run.order.by : page->who;
  const bool ends = type != starting_event(run.action()) && type != EventType::rollout_step &&
                    type != EventType::action_unfinished;
  event.outcome = ends ? std::string{to_string(outcome)} : std::string{};
  if (ends && !run.output.empty()) {
    event.details.emplace_back("output", run.output);
  }
  if (ends && runs_from_next_start(run.plan)) {
    event.details.emplace_back("takes_effect", "on_restart");
  }
  return timeline_.record(std::move(event));
}

}  // namespace firedrill::control
