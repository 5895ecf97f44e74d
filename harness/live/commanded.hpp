#pragma once

#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// The scenario as a live run plays it: actions that a command of the user's own carries out begin
/// at once and are done in one go, as what they take is not the scenario's to say.
Scenario as_commanded(Scenario scenario);

}  // namespace firedrill::live
