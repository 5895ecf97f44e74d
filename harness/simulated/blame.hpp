#pragma once

#include <cstdint>

#include "harness/journal/event.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// Why a request that nobody has answered yet takes so long, as far as the requests themselves
/// tell: the cause that it carries, else that of the calls it waits for, else that of whoever keeps
/// the workers it waits for, else what is out of the ordinary at its replica: a fault that acts
/// there now, a version of this run that behaves otherwise than the one at t = 0. None: nothing is
/// known (an overload that nothing explains), and the response stays unattributed.
EventId cause_of_waiting(const Fabric& fabric, std::uint32_t visit_index);

/// Why a replica has no room for one more.
EventId cause_of_congestion(const Fabric& fabric, std::uint32_t replica_index);

}  // namespace firedrill::simulated
