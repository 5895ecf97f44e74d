#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill::live {

/// Durations of wall time, how late things were or how long starts took, in log-linear buckets
/// (journal/traffic.hpp), so it stays small however long the run. What doubts a run is Punctuality.
class Lateness {
 public:
  void record(Duration late);

  std::uint64_t count() const { return count_; }

  /// The latest of all; zero if nothing was recorded.
  Duration worst() const { return worst_; }

  /// What `share` (0..1) of all did not exceed, rounded up by at most 12.5 % or 1 us; zero if
  /// nothing was recorded.
  Duration percentile(double share) const;

 private:
  std::uint64_t count_ = 0;
  Duration worst_{};
  std::vector<std::uint64_t> buckets_;
};

}  // namespace firedrill::live
