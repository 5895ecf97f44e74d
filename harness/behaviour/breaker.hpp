#pragma once

#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

/// Key "breaker": a circuit breaker on one edge, one for each calling replica. All times are wire
/// clock.
struct BreakerPolicy {
  std::uint32_t failures = 5;  ///< consecutive failures that open it
  Duration open_for = std::chrono::seconds{30};
  std::uint32_t probes = 1;  ///< calls let through at once when half open; a success closes it
};

}  // namespace firedrill
