#pragma once

#include <cstdint>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

enum class Jitter : std::uint8_t {
  none,
  full
};

/// Key "retry". All times are wire clock.
struct RetryPolicy {
  std::uint32_t attempts = 3;                         ///< in all, the first included; 1..100
  Duration backoff = std::chrono::milliseconds{100};  ///< before the second attempt
  double factor = 2;                                  ///< growth for each further one, >= 1
  Duration at_most = std::chrono::seconds{10};
  Jitter jitter = Jitter::full;
  /// Retries may be at most this share of the calls (a token bucket of 10 in reserve); 1: no
  /// budget.
  double budget = 1;
};

}  // namespace firedrill
