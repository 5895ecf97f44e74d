#include "harness/promql/sample_store.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#include <fmt/format.h>

namespace firedrill::promql {

Result<SeriesId> SampleStore::series(const Labels& labels) {
  if (const auto known = index_.find(labels)) {
    return static_cast<SeriesId>(*known);
  }
  if (series_.size() >= most_series) {
    return Error{
        ErrorCode::not_done,
        fmt::format(
            "too many series: the limit is {}, no room for {}", most_series, labels.to_string())};
  }
  const auto id = static_cast<SeriesId>(index_.insert(labels));
  const std::size_t metric = metric_index(labels.get(name_label));
  series_.push_back({labels, labels.without_name(), metric});
  metrics_[metric].series.push_back(id);
  return id;
}

std::size_t SampleStore::metric_index(std::string_view name) {
  const auto [known, added] = metric_by_name_.try_emplace(std::string(name), metrics_.size());
  if (added) {
    metrics_.emplace_back();
  }
  return known->second;
}

const SampleStore::Metric* SampleStore::find_metric(std::string_view name) const {
  const auto found = metric_by_name_.find(name);
  return found == metric_by_name_.end() ? nullptr : &metrics_[found->second];
}

bool SampleStore::append(SeriesId series, std::int64_t t_ms, double value) {
  assert(series < series_.size());
  Series& one = series_[series];
  if (t_ms <= one.newest_ms) {
    return false;
  }
  one.newest_ms = t_ms;
  one.points.push_back({t_ms, value});
  metrics_[one.metric].has_sample |= !is_stale(value);
  return true;
}

bool SampleStore::append_stale(SeriesId series, std::int64_t t_ms) {
  return append(series, t_ms, std::bit_cast<double>(stale_bits));
}

void SampleStore::drop_before(std::int64_t t_ms) {
  for (Series& series : series_) {
    std::vector<Point>& points = series.points;
    while (series.first < points.size() && points[series.first].t_ms < t_ms) {
      ++series.first;
    }
    // Moving half of the samples at a time keeps the cost per sample constant.
    if (series.first > points.size() / 2) {
      points.erase(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(series.first));
      series.first = 0;
    }
  }
}

bool SampleStore::has_metric(std::string_view name) const {
  const Metric* const metric = find_metric(name);
  return metric != nullptr && metric->has_sample;
}

std::span<const SeriesId> SampleStore::series_of_metric(std::string_view name) const {
  const Metric* const metric = find_metric(name);
  return metric == nullptr ? std::span<const SeriesId>{} : metric->series;
}

std::span<const Point> SampleStore::points(SeriesId series,
                                           std::int64_t from_ms,
                                           std::int64_t to_ms) const {
  assert(series < series_.size());
  const Series& one = series_[series];
  const Point* const begin = one.points.data() + one.first;
  const Point* const end = one.points.data() + one.points.size();
  const auto before = [](const Point& point, std::int64_t t_ms) { return point.t_ms < t_ms; };
  const auto after = [](std::int64_t t_ms, const Point& point) { return t_ms < point.t_ms; };
  const Point* const first = std::lower_bound(begin, end, from_ms, before);
  const bool up_to_newest = one.newest_ms <= to_ms;  // as when a rule is evaluated
  return {first, up_to_newest ? end : std::upper_bound(first, end, to_ms, after)};
}

}  // namespace firedrill::promql
