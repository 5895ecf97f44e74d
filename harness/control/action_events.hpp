#pragma once

#include <optional>
#include <string>

#include "harness/actions/action.hpp"
#include "harness/journal/event.hpp"

namespace firedrill::control {

// Which events tell of an action: pure, one place for all kinds.

/// Recorded when it begins, before the World is asked for anything: fault_injected for an inject,
/// rollout_started for a deploy, rollback_started for a rollback, action_started for others.
EventType starting_event(const Action& action);

/// Recorded when it has ended: action_refused if it was turned down; rollout_finished or
/// rollout_blocked for a deploy; rollback_completed for a rollback that changed something;
/// fault_cleared for the clear of a fault; action_finished for all else. Nullopt for an inject that
/// worked: its fault_injected has told all.
std::optional<EventType> ending_event(const Action& action, const Plan& plan, Outcome outcome);

/// Whether it puts in place what runs from the next start of the replicas.
bool runs_from_next_start(const Plan& plan);

/// For the stages that come after the action has ended: fault_cleared or note. Nullopt if `stage`
/// came to nothing.
std::optional<EventType> afterwards_event(const Stage& stage, Outcome outcome);

/// What the action is about: a service, a population, or the step that it takes back.
std::string subject_of(const Action& action, const Fleet& fleet);

}  // namespace firedrill::control
