#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/engine/world.hpp"

namespace firedrill {

using Samples = std::vector<ScrapedSample>;

/// Makes the labels of one target's series. Whoever exposes a series makes them once and keeps
/// them: copies are cheap, making them is not.
class SeriesLabels {
 public:
  using Entries = std::vector<promql::Labels::Entry>;

  explicit SeriesLabels(ScrapeTarget target) : target_(std::move(target)) {}

  promql::Labels of(std::string_view metric, Entries entries) const;

 private:
  ScrapeTarget target_;
};

/// The series of one LatencyHistogram.
class HistogramSeries {
 public:
  bool empty() const { return labels_.empty(); }

  /// Gives the series their labels; `entries` without le.
  void name(const SeriesLabels& target,
            std::string_view metric,
            const SeriesLabels::Entries& entries);

  /// Adds _bucket, _sum and _count. Requires name().
  void write(const LatencyHistogram& histogram, Samples& samples) const;

 private:
  std::vector<promql::Labels> labels_;  ///< of the buckets, the sum, the count
};

}  // namespace firedrill
