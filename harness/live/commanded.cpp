#include "harness/live/commanded.hpp"

#include <string_view>
#include <variant>
#include <vector>

#include "harness/scenario/find.hpp"
#include "harness/scenario/own_parts.hpp"

namespace firedrill::live {
namespace {

void do_at_once(Rollout& rollout) {
  rollout.batching = {};
  rollout.takes = Duration::zero();
  if (rollout.takes_effect == TakesEffect::per_batch) {
    rollout.takes_effect = TakesEffect::at_end;
  }
}

void hand_over(Action& action, const Scenario& scenario) {
  const auto is_commanded = [&](std::string_view service, CommandedAction what) {
    return command_for(scenario, service, what) != nullptr;
  };
  if (auto* deploy = std::get_if<actions::Deploy>(&action)) {
    if (is_commanded(deploy->service, CommandedAction::deploy)) {
      do_at_once(deploy->rollout);
    }
  } else if (auto* rollback = std::get_if<actions::Rollback>(&action)) {
    if (is_commanded(deployed_service(scenario, rollback->of), CommandedAction::rollback)) {
      do_at_once(rollback->rollout);
    }
  } else if (auto* restart = std::get_if<actions::Restart>(&action)) {
    if (is_commanded(restart->service, CommandedAction::restart)) {
      restart->batching = {};
      restart->takes = Duration::zero();
    }
  }
}

/// Changes what the steps do, never their ids and services, by which it looks others up.
void hand_over(std::vector<Step>& steps, const Scenario& scenario) {
  for (Step& step : steps) {
    hand_over(step.steps, scenario);
    if (step.action) {
      hand_over(*step.action, scenario);
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
