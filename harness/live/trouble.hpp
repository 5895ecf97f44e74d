#pragma once

#include <string_view>
#include <vector>

#include "harness/journal/event.hpp"
#include "harness/live/fault_board.hpp"
#include "harness/live/fleet.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// The service and all that it may call, in any version. The names are the scenario's.
std::vector<std::string_view> reached_from(const Scenario& scenario, std::string_view service);

/// What is to blame for a bad answer that names no cause, by what is known to be wrong with these
/// services: a dead or stopped process cannot say what has happened to it, and who gives up waiting
/// hears nothing. Processes are suspected that are away, hang, are cold, or run a version that gets
/// through another number of requests than the one at t = 0; programs of the user's own, which say
/// nothing either, if they run another version. None if nothing is known.
EventId trouble_among(const std::vector<std::string_view>& services,
                      const Fleet& fleet,
                      const FaultBoard& faults);

}  // namespace firedrill::live
