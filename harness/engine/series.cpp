#include "harness/engine/series.hpp"

#include <cassert>
#include <utility>

namespace firedrill {

promql::Labels SeriesLabels::of(std::string_view metric, Entries entries) const {
  entries.emplace_back(promql::name_label, metric);
  entries.emplace_back("job", target_.job);
  entries.emplace_back("instance", target_.instance);
  return promql::Labels{std::move(entries)};
}

void HistogramSeries::name(const SeriesLabels& target,
                           std::string_view metric,
                           const SeriesLabels::Entries& entries) {
  const std::string base{metric};
  for (const HistogramBound& bound : histogram_bounds) {
    SeriesLabels::Entries with_bound = entries;
    with_bound.emplace_back("le", bound.le);
    labels_.push_back(target.of(base + "_bucket", std::move(with_bound)));
  }
  labels_.push_back(target.of(base + "_sum", entries));
  labels_.push_back(target.of(base + "_count", entries));
}

void HistogramSeries::write(const LatencyHistogram& histogram, Samples& samples) const {
  assert(!empty());
  std::uint64_t count = 0;
  for (std::size_t bucket = 0; bucket < histogram_bounds.size(); ++bucket) {
    count += histogram.counts[bucket];
    samples.push_back({.labels = labels_[bucket], .value = static_cast<double>(count)});
  }
  samples.push_back({.labels = labels_[histogram_bounds.size()], .value = histogram.sum_s()});
  samples.push_back({.labels = labels_.back(), .value = static_cast<double>(count)});
}

}  // namespace firedrill
