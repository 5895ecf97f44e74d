#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// Latencies counted exactly over bounds of somebody else's choice, for metrics whose buckets are
/// not our own. The bounds, ascending, must outlive it.
class LatencyCounts {
 public:
  explicit LatencyCounts(const std::vector<Duration>& bounds)
      : bounds_(&bounds),
        counts_(bounds.size() + 1) {}

  void observe(Duration latency) {
    const auto bucket = std::lower_bound(bounds_->begin(), bounds_->end(), latency);
    ++counts_[static_cast<std::size_t>(bucket - bounds_->begin())];
    ++count_;
    sum_.add(latency);
  }

  /// How many were at most as long as one of the bounds.
  std::uint64_t up_to(Duration bound) const {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < bounds_->size() && (*bounds_)[i] <= bound; ++i) {
      count += counts_[i];
    }
    return count;
  }

  std::uint64_t count() const { return count_; }

  double sum_s() const { return sum_.seconds(); }

 private:
  const std::vector<Duration>* bounds_;
  std::vector<std::uint64_t> counts_;  ///< of each bucket alone; the last: above all bounds
  std::uint64_t count_ = 0;
  LatencySum sum_;
};

}  // namespace firedrill
