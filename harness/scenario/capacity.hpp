#pragma once

#include "harness/scenario/service.hpp"

namespace firedrill {

/// What decides how many requests a replica gets through: two versions that are equal in this carry
/// the same load. How long it takes to start, and with whom it is compatible, does not matter.
Behaviour capacity_of(Behaviour behaviour);

}  // namespace firedrill
