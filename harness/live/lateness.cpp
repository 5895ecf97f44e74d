#include "harness/live/lateness.hpp"

#include <algorithm>
#include <cmath>

#include "harness/journal/traffic.hpp"

namespace firedrill::live {

void Lateness::record(Duration late) {
  late = std::max(late, Duration::zero());
  const std::uint32_t bucket = latency_bucket(late);
  if (bucket >= buckets_.size()) {
    buckets_.resize(bucket + 1);
  }
  ++buckets_[bucket];
  ++count_;
  worst_ = std::max(worst_, late);
}

Duration Lateness::percentile(double share) const {
  const double wanted = std::ceil(share * static_cast<double>(count_));
  std::uint64_t seen = 0;
  for (std::uint32_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen > 0 && static_cast<double>(seen) >= wanted) {
      return std::min(latency_bucket_end(bucket), worst_);
    }
  }
  return worst_;
}

}  // namespace firedrill::live
