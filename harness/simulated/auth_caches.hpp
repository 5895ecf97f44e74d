#pragma once

#include <cstdint>

#include "harness/actions/operation.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// Gives every replica the tokens and keys that it would have after a long quiet time: ages spread
/// by the seed (stream "service/<name>/auth"), so that they do not all expire at once.
void fill_auth_caches(Fabric& fabric);

/// Empties the caches of one replica, as an operator or a new process does; what was kept there and
/// is missed from now on is missed because of `cause`.
void purge_auth_caches(Fabric& fabric, const Replica& replica, CacheKind kind, EventId cause);

/// A new process has the refresh tokens of its configuration.
void forget_refresh_tokens(Fabric& fabric, const Replica& replica);

}  // namespace firedrill::simulated
