#include "harness/live/commanded.hpp"

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/scenario/own_parts.hpp"

namespace firedrill::live {
namespace {

using ServiceByStep = std::map<std::string, std::string>;

void note_deploys(const std::vector<Step>& steps, ServiceByStep& deployed) {
  for (const Step& step : steps) {
    if (step.action) {
      if (const auto* deploy = std::get_if<actions::Deploy>(&*step.action)) {
        deployed[step.id] = deploy->service;
      }
    }
    note_deploys(step.steps, deployed);
  }
}

void do_at_once(Rollout& rollout) {
  rollout.batching = {};
  rollout.takes = Duration::zero();
  if (rollout.takes_effect == TakesEffect::per_batch) {
    rollout.takes_effect = TakesEffect::at_end;
  }
}

void hand_over(Action& action, const Scenario& scenario, const ServiceByStep& deployed) {
  const auto is_commanded = [&](const std::string& service, CommandedAction what) {
    return command_for(scenario, service, what) != nullptr;
  };
  if (auto* deploy = std::get_if<actions::Deploy>(&action)) {
    if (is_commanded(deploy->service, CommandedAction::deploy)) {
      do_at_once(deploy->rollout);
    }
  } else if (auto* rollback = std::get_if<actions::Rollback>(&action)) {
    const auto found = deployed.find(rollback->of);
    if (found != deployed.end() && is_commanded(found->second, CommandedAction::rollback)) {
      do_at_once(rollback->rollout);
    }
  } else if (auto* restart = std::get_if<actions::Restart>(&action)) {
    if (is_commanded(restart->service, CommandedAction::restart)) {
      restart->batching = {};
      restart->takes = Duration::zero();
    }
  }
}

void hand_over(std::vector<Step>& steps, const Scenario& scenario, const ServiceByStep& deployed) {
  for (Step& step : steps) {
    hand_over(step.steps, scenario, deployed);
    if (step.action) {
      hand_over(*step.action, scenario, deployed);
    }
  }
}

}  // namespace

Scenario as_commanded(Scenario scenario) {
  ServiceByStep deployed;
  note_deploys(scenario.script, deployed);
  note_deploys(scenario.response, deployed);
  std::vector<Step> script = std::move(scenario.script);
  std::vector<Step> response = std::move(scenario.response);
  hand_over(script, scenario, deployed);
  hand_over(response, scenario, deployed);
  scenario.script = std::move(script);
  scenario.response = std::move(response);
  return scenario;
}

}  // namespace firedrill::live
