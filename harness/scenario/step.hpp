#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/actions/action.hpp"
#include "harness/actions/outcome.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/promql/expression.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

struct AtTime {
  Duration at{};  ///< since t = 0, incident clock
};

/// Fires at the first evaluation at which the expression returns something.
struct WhenQuery {
  std::string text;
  promql::Expression query;
};

struct OnEvent {
  EventType type = EventType::acknowledged;
  std::string of = {};  ///< only an event about this step, alert, person or service
};

/// Follows its parent: starts when the step before it has finished.
struct InSequence {};

using Trigger = std::variant<InSequence, AtTime, WhenQuery, OnEvent>;

/// One step of the script, of a response, or nested in another step's "steps": the same grammar for
/// all. A step without an action (no "do") only groups its `steps`.
struct Step {
  std::string id;  ///< given, or made: "script-1", "response-1-2"
  Trigger trigger;
  Distribution after = Constant{};  ///< incident clock, after the trigger
  std::optional<Action> action = {};
  std::vector<Step> steps = {};
  /// Runs only if each named step ended with this outcome.
  std::map<std::string, Outcome> only_if = {};
  std::string why = {};
  std::string via = {};                  ///< service through which the action goes; "" none
  bool repeat = false;                   ///< fires each time instead of once
  bool by_command = false;               ///< of the user's own, which takes the time that it takes
  std::optional<Duration> planned = {};  ///< what "takes" says then
  Span source = {};
};

}  // namespace firedrill
