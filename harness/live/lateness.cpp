#include "harness/live/lateness.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

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

std::string starts_json(const Lateness& starts) {
  const auto ms_of = [&](double share) {
    const std::chrono::duration<double, std::milli> time = starts.percentile(share);
    return starts.count() == 0 ? "null" : fmt::format("{:.1f}", time.count());
  };
  return fmt::format("{{\"starts\": {}, \"p50_ms\": {}, \"p99_ms\": {}}}\n",
                     starts.count(),
                     ms_of(0.5),
                     ms_of(0.99));
}

}  // namespace firedrill::live
