#include "harness/promql/sample_store.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include <fmt/format.h>

namespace firedrill::promql {

Result<SeriesId> SampleStore::series(const Labels& labels) {
  if (const auto known = index_.find(labels)) {
    return all_[*known];
  }
  if (all_.size() >= most_series) {
    return Error{
        ErrorCode::not_done,
        fmt::format(
            "too many series: the limit is {}, no room for {}", most_series, labels.to_string())};
  }
  index_.insert(labels);
  const std::size_t metric = metric_index(labels.get(name_label));
  Series made{labels, labels.without_name(), metric};
  auto id = static_cast<SeriesId>(series_.size());
  if (free_.empty()) {
    series_.push_back(std::move(made));
  } else {
    id = free_.back();
    free_.pop_back();
    series_[id] = std::move(made);
  }
  all_.push_back(id);
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
  if (one.points.empty()) {
    note_first_sample(one);
  }
  one.newest_ms = t_ms;
  one.points.push_back({t_ms, value});
  one.has_ended = is_stale(value);
  metrics_[one.metric].has_sample |= !one.has_ended;
  return true;
}

void SampleStore::note_first_sample(const Series& series) {
  for (Watch& watch : metrics_[series.metric].watches) {
    watch.is_met |= std::all_of(watch.labels.begin(), watch.labels.end(), [&](const auto& label) {
      return series.labels.get(label.first) == label.second;
    });
  }
}

bool SampleStore::append_stale(SeriesId series, std::int64_t t_ms) {
  return append(series, t_ms, std::bit_cast<double>(stale_bits));
}

void SampleStore::drop_before(std::int64_t t_ms) {
  std::size_t gone = 0;
  for (const SeriesId id : all_) {
    Series& series = series_[id];
    std::vector<Point>& points = series.points;
    while (series.first < points.size() && points[series.first].t_ms < t_ms) {
      ++series.first;
    }
    // Moving half of the samples at a time keeps the cost per sample constant.
    if (series.first > points.size() / 2) {
      points.erase(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(series.first));
      series.first = 0;
    }
    gone += series.is_gone() ? 1U : 0U;
  }
  constexpr std::size_t few = 64;
  if (gone > few && gone * 2 > all_.size()) {
    forget_gone();
  }
}

/// Costs as much as looking at all that are left once, whence it is put off.
void SampleStore::forget_gone() {
  for (Metric& metric : metrics_) {
    metric.series.clear();
  }
  index_ = SignatureIndex();
  std::vector<SeriesId> kept;
  for (const SeriesId id : all_) {
    Series& series = series_[id];
    if (series.is_gone()) {
      series = {};
      free_.push_back(id);
    } else {
      index_.insert(series.labels);
      kept.push_back(id);
      metrics_[series.metric].series.push_back(id);
    }
  }
  all_ = std::move(kept);
  ++forgettings_;
}

void SampleStore::watch(std::string_view name, Equalities labels) {
  std::vector<Watch>& watches = metrics_[metric_index(name)].watches;
  const bool is_known = std::any_of(
      watches.begin(), watches.end(), [&](const Watch& watch) { return watch.labels == labels; });
  if (!is_known) {
    watches.push_back({std::move(labels)});
  }
}

bool SampleStore::has_missed(std::string_view name, const Equalities& labels) const {
  const Metric* const metric = find_metric(name);
  return metric != nullptr &&
         std::any_of(metric->watches.begin(), metric->watches.end(), [&](const Watch& watch) {
           return watch.labels == labels && !watch.is_met;
         });
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
