#include "harness/control/history.hpp"

#include <string_view>

namespace firedrill::control {
namespace {

bool is_counter(std::string_view name) {
  return name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_sum") ||
         name.ends_with("_bucket");
}

}  // namespace

/// Growth a millisecond over the samples; 0 for what is no counter, or has fewer than two samples.
double History::slope(std::string_view name, const std::vector<promql::Point>& points) const {
  const promql::Point& first = points.front();
  const promql::Point& last = points.back();
  if ((!is_counter(name) && !counters_.contains(name)) || last.t_ms == first.t_ms) {
    return 0;
  }
  return (last.value - first.value) / static_cast<double>(last.t_ms - first.t_ms);
}

bool History::release(promql::SampleStore& store, const Reach& reach, Duration interval) {
  std::int64_t samples = 0;
  for (const auto& [series, points] : points_) {
    samples += reach.of(store.labels(series).get(promql::name_label)) / interval;
  }
  const bool is_bearable = samples <= most_samples;
  const std::int64_t step = promql::to_ms(interval);
  for (const auto& [series, points] : points_) {
    const promql::Point& first = points.front();
    const std::string_view name = store.labels(series).get(promql::name_label);
    const double growth = slope(name, points);
    const std::int64_t steps = is_bearable ? reach.of(name) / interval : 0;
    for (std::int64_t back = steps; back > 0; --back) {
      const double value = first.value - growth * static_cast<double>(back * step);
      store.append(series, first.t_ms - back * step, value);
    }
    for (const promql::Point& point : points) {
      store.append(series, point.t_ms, point.value);
    }
  }
  points_.clear();
  return is_bearable;
}

}  // namespace firedrill::control
