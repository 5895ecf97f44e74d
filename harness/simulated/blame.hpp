#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// Why requests fail that nobody has touched: they wait too long, or find no room. Only what can
/// make a request wait is suspected: a fault that has slowed others down, processes that are away
/// or still cold, a version of this run that works otherwise than the one at t = 0; of several the
/// one by which requests take the most times as long. None: nothing
/// is known (an overload that nothing explains), and the response stays unattributed.

/// Why a request that nobody has answered yet takes so long: the cause that it carries, else that
/// of the calls it waits for, else that of its own work, else that of whoever keeps the workers.
EventId cause_of_waiting(const Fabric& fabric, std::uint32_t visit_index);

/// Why a replica has no room for one more.
EventId cause_of_congestion(const Fabric& fabric, std::uint32_t replica_index);

/// Why a call may fail although nothing is wrong with its callee: the caller's version makes it
/// otherwise than at t = 0, or it has lost what spared it the call.
EventId cause_in_caller(const Fabric& fabric, const Visit& caller, std::uint32_t edge_index);

/// Why the answer to a request that was sent at `sent` is right but late. It does not say which
/// replicas it came by: the heaviest suspect among the `services` is named.
EventId cause_of_lateness(const Fabric& fabric,
                          const std::vector<std::uint32_t>& services,
                          Instant sent);

}  // namespace firedrill::simulated
