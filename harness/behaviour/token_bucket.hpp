#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

/// `per_second` on average, up to `burst` at once. A rate of 0 allows nothing at all.
struct RateLimit {
  double per_second = 10;   ///< >= 0
  std::uint32_t burst = 1;  ///< >= 1

  /// Between two requests at the allowed rate, to the nanosecond. Requires a rate above 0.
  Duration interval() const {
    assert(per_second > 0);
    const double nanoseconds = std::floor(1e9 / per_second + 0.5);
    return std::max(Duration{1}, Duration{static_cast<Duration::rep>(nanoseconds)});
  }

  /// How long an empty bucket takes to fill up.
  double fills_in_seconds() const { return burst / per_second; }
};

/// A token bucket that starts full, in its integer form: the Generic Cell Rate Algorithm (ITU-T
/// I.371, annex A), whose whole state is the instant at which the bucket would be full again.
/// Requires a bucket that fills within a century.
struct TokenBucket {
  Instant full = Instant::min();

  /// True, and one token less, if there is one.
  bool take(const RateLimit& limit, Instant now) {
    if (limit.per_second <= 0) {
      return false;
    }
    const Duration interval = limit.interval();
    const Instant filled = std::max(full, now);
    if (filled - now > interval * (limit.burst - 1)) {
      return false;
    }
    full = filled + interval;
    return true;
  }
};

}  // namespace firedrill
