#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/text/position.hpp"

namespace firedrill::live {

/// Something in a scenario that only the simulated world can play.
struct Unplayable {
  std::string what;  ///< by name: "the fault crash on shop, which runs elsewhere"
  Span source;       ///< the step
};

/// All of it, in the order of the file, for messages before the run starts. Mocks can do
/// everything; programs of the user's own have no admin API.
std::vector<Unplayable> unplayable(const Scenario& scenario);

}  // namespace firedrill::live
