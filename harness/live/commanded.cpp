#include "harness/live/commanded.hpp"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/scenario/find.hpp"
#include "harness/scenario/own_parts.hpp"

namespace firedrill::live {
namespace {

/// Its "takes" is only what was planned.
void do_at_once(Step& step, Duration& takes) {
  step.by_command = true;
  if (takes > Duration::zero()) {
    step.planned = std::exchange(takes, Duration::zero());
  }
}

void do_at_once(Step& step, Rollout& rollout) {
  do_at_once(step, rollout.takes);
  rollout.batching = {};
  if (rollout.takes_effect == TakesEffect::per_batch) {
    rollout.takes_effect = TakesEffect::at_end;
  }
}

void hand_over(Step& step, const Scenario& scenario) {
  const auto is_commanded = [&](std::string_view service, CommandedAction what) {
    return command_for(scenario, service, what) != nullptr;
  };
  if (auto* deploy = std::get_if<actions::Deploy>(&*step.action)) {
    if (is_commanded(deploy->service, CommandedAction::deploy)) {
      do_at_once(step, deploy->rollout);
    }
  } else if (auto* rollback = std::get_if<actions::Rollback>(&*step.action)) {
    if (is_commanded(deployed_service(scenario, rollback->of), CommandedAction::rollback)) {
      do_at_once(step, rollback->rollout);
    }
  } else if (auto* restart = std::get_if<actions::Restart>(&*step.action)) {
    if (is_commanded(restart->service, CommandedAction::restart)) {
      restart->batching = {};
      do_at_once(step, restart->takes);
    }
  }
}

/// Changes what the steps do, never their ids and services, by which it looks others up.
void hand_over(std::vector<Step>& steps, const Scenario& scenario) {
  for (Step& step : steps) {
    hand_over(step.steps, scenario);
    if (step.action) {
      hand_over(step, scenario);
    }
  }
}

}  // namespace

Scenario as_commanded(Scenario scenario) {
  hand_over(scenario.script, scenario);
  hand_over(scenario.response, scenario);
  return scenario;
}

}  // namespace firedrill::live
