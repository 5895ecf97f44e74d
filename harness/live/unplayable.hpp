#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// What in a scenario only the simulated world can play, by name, for a message before the run
/// starts; empty if the live world can play it all.
std::string unplayable(const Scenario& scenario);

/// The same for what is asked of programs of the user's own.
std::string unplayable_of_own(const Scenario& scenario);

}  // namespace firedrill::live
