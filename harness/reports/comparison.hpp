#pragma once

#include <string>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

/// What leaving a step out changed: whether the drill tests the step, then a line for each target
/// whose status differs. `without` is the same run but for the step, which its header names.
///
///  * Not met even with the step: nothing can be concluded.
///  * Missed without it: the drill tests the step.
///  * Inconclusive without it: what it lacks. That no target could be judged is no test of the
///  step.
///  * Met without it, every target as before: the drill proves nothing, said loudly.
std::string comparison(const Journal& with, const Journal& without);

}  // namespace firedrill::reports
