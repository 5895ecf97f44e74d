#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// The scenario without one step of its script or response: the counterfactual "what if this had
/// not happened?". A step goes with all that is nested in it, and so does every step that could
/// then never run, or never do anything: the rollback or clear of a step that is gone, a step that
/// waits for an event of it, or for its outcome ("if"). Targets stay as they are: one whose
/// end can no longer come is missed, one whose clock can no longer start has no data.
///
/// Error: there is no step with this id; see no_such_step().
Result<Scenario> without(Scenario scenario, std::string_view id);

/// "" if there is a step with this id, else a clause that says so and lists the ids. A scenario
/// cannot be copied, so whoever plays it whole first asks this before.
std::string no_such_step(const Scenario& scenario, std::string_view id);

}  // namespace firedrill
