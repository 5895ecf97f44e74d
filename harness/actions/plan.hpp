#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// One leg of an action: `takes` passes, then the operations are carried out side by side; the next
/// stage begins when all of them have completed.
struct Stage {
  Duration takes{};  ///< incident clock
  std::vector<Operation> operations = {};
  std::string what = {};  ///< for a rollout_step event; empty: no event
};

/// What an action is going to do, worked out before it begins: a pure function of its parameters
/// and the Fleet, so that it can be shown, tested and carried out in any World.
struct Plan {
  std::vector<Stage> stages;
  /// Begins when the action has finished; nobody waits for it.
  std::optional<Stage> afterwards = {};
  /// Not empty: nothing is done, and the action ends as refused (or, with no_effect, as no_effect).
  std::string refusal = {};
  bool no_effect = false;
  /// "server 4.2.0 -> 5.0.0, all at once", for action_started and rollout_started.
  std::string what = {};
  /// What stands at the end of it, for its last event; empty: `what` says it all.
  std::string done = {};
  /// Id of a step whose remaining stages, and what was to come afterwards, this action stops when
  /// it begins. Not empty: ending it is an effect, even if there was nothing else to do.
  std::string cancels = {};
};

/// Nothing is done, because it must not be.
Plan refused(std::string sentence);
/// Nothing is done, because it would change nothing.
Plan without_effect(std::string sentence);

}  // namespace firedrill
