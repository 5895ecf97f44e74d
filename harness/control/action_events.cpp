#include "harness/control/action_events.hpp"

#include <algorithm>

#include "harness/core/overloaded.hpp"

namespace firedrill::control {
namespace {

bool ends_a_fault(const Stage& stage) {
  return std::any_of(stage.operations.begin(), stage.operations.end(), [](const Operation& each) {
    return std::holds_alternative<EndFault>(each);
  });
}

bool installs_for_later(const Operation& operation) {
  const auto* install = std::get_if<Install>(&operation);
  return install != nullptr && install->activation == Activation::on_restart;
}

EventType end_of_deploy(Outcome outcome) {
  const bool complete = outcome == Outcome::ok || outcome == Outcome::no_effect;
  return complete ? EventType::rollout_finished : EventType::rollout_blocked;
}

}  // namespace

EventType starting_event(const Action& action) {
  return std::visit(Overloaded{
                        [](const actions::Deploy&) { return EventType::rollout_started; },
                        [](const actions::Rollback&) { return EventType::rollback_started; },
                        [](const actions::Inject&) { return EventType::fault_injected; },
                        [](const actions::Note& note) {
                          return note.diagnosis ? EventType::diagnosed : EventType::note;
                        },
                        [](const actions::Restart&) { return EventType::action_started; },
                        [](const actions::RotateKeys&) { return EventType::action_started; },
                        [](const actions::PurgeCache&) { return EventType::action_started; },
                        [](const actions::ShedLoad&) { return EventType::action_started; },
                        [](const actions::Clear&) { return EventType::action_started; },
                        [](const actions::HandOff&) { return EventType::action_started; },
                        [](const actions::PageByHand&) { return EventType::alert_firing; },
                        [](const actions::PostStatus&) { return EventType::action_started; },
                    },
                    action);
}

std::optional<EventType> ending_event(const Action& action, const Plan& plan, Outcome outcome) {
  if (outcome == Outcome::refused) {
    return EventType::action_refused;
  }
  const bool changed = changed_something(outcome);
  if (std::holds_alternative<actions::Deploy>(action)) {
    return end_of_deploy(outcome);
  }
  if (std::holds_alternative<actions::Rollback>(action) && changed) {
    return EventType::rollback_completed;
  }
  if (std::holds_alternative<actions::Inject>(action) && changed) {
    return std::nullopt;
  }
  if (std::holds_alternative<actions::Clear>(action) && changed &&
      std::any_of(plan.stages.begin(), plan.stages.end(), ends_a_fault)) {
    return EventType::fault_cleared;
  }
  return EventType::action_finished;
}

bool runs_from_next_start(const Plan& plan) {
  return std::any_of(plan.stages.begin(), plan.stages.end(), [](const Stage& stage) {
    return std::any_of(stage.operations.begin(), stage.operations.end(), installs_for_later);
  });
}

std::optional<EventType> afterwards_event(const Stage& stage, Outcome outcome) {
  if (!changed_something(outcome)) {
    return std::nullopt;
  }
  return ends_a_fault(stage) ? EventType::fault_cleared : EventType::note;
}

std::string subject_of(const Action& action, const Fleet& fleet) {
  return std::visit(
      Overloaded{
          [](const actions::Deploy& deploy) { return deploy.service; },
          [&](const actions::Rollback& rollback) {
            const auto found = fleet.deployments.find(rollback.of);
            return found == fleet.deployments.end() ? rollback.of : found->second.service;
          },
          [](const actions::Restart& restart) { return restart.service; },
          [](const actions::RotateKeys& rotation) { return rotation.service; },
          [](const actions::PurgeCache& purge) { return purge.service; },
          [](const actions::ShedLoad& shed) { return shed.population; },
          [](const actions::Inject& inject) {
            return has_target(inject.fault) ? inject.target.service
                                            : std::string(part_of_response(inject.fault));
          },
          [](const actions::Clear& clear) { return clear.of; },
          [](const actions::HandOff& hand_off) { return hand_off.to; },
          [](const actions::Note&) { return std::string{}; },
          [](const actions::PageByHand& page) { return page.text; },
          [](const actions::PostStatus&) { return std::string{"status page"}; },
      },
      action);
}

}  // namespace firedrill::control
