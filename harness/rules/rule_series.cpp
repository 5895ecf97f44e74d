#include "harness/rules/rule_series.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace firedrill::rules {
namespace {

/// Whether the sample is in the store afterwards, from now or with the same value from before.
bool append_once(promql::SampleStore& store, std::int64_t t_ms, const RuleSample& sample) {
  if (store.append(sample.series, t_ms, sample.value)) {
    return true;
  }
  const std::span<const promql::Point> same_time = store.points(sample.series, t_ms, t_ms);
  return !same_time.empty() && same_time.front().value == sample.value;
}

}  // namespace

bool RuleSeries::write(promql::SampleStore& store,
                       std::int64_t t_ms,
                       const std::vector<RuleSample>& samples) {
  std::vector<promql::SeriesId> now;
  now.reserve(samples.size());
  for (const RuleSample& sample : samples) {
    if (append_once(store, t_ms, sample)) {
      now.push_back(sample.series);
    }
  }
  const bool is_complete = now.size() == samples.size();
  std::sort(now.begin(), now.end());
  std::vector<promql::SeriesId> gone;
  std::set_difference(
      written_.begin(), written_.end(), now.begin(), now.end(), std::back_inserter(gone));
  for (const promql::SeriesId series : gone) {
    store.append_stale(series, t_ms);
  }
  written_ = std::move(now);
  return is_complete;
}

}  // namespace firedrill::rules
