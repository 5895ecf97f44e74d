#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// What in a scenario only the simulated world can play, by name, for a message before the run
/// starts; empty if the live world can play it all. Mocks can do everything; programs of the user's
/// own have no admin API.
std::string unplayable(const Scenario& scenario);

}  // namespace firedrill::live
