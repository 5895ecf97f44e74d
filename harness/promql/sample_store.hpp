#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/label_selection.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {

/// Numbers a series in the order of its creation, from 0. Stable for the life of its store.
using SeriesId = std::uint32_t;

/// Every sample that was scraped, in memory. Series are never forgotten, their samples are.
class SampleStore {
 public:
  static constexpr std::size_t most_series = 1'000'000;

  /// The series with these labels (__name__ among them), made if there is none. An error when the
  /// store is full.
  Result<SeriesId> series(const Labels& labels);

  /// Adds a sample, unless it is not newer than the last one of its series: then it is dropped and
  /// the answer is false, as Prometheus drops samples out of order.
  bool append(SeriesId series, std::int64_t t_ms, double value);

  /// Says that the series has ended at this time.
  bool append_stale(SeriesId series, std::int64_t t_ms);

  /// Forgets all samples older than this.
  void drop_before(std::int64_t t_ms);

  /// Whether any series of this name has ever had a sample; a stale marker is none.
  bool has_metric(std::string_view name) const;

  std::size_t size() const { return series_.size(); }

  const Labels& labels(SeriesId series) const { return series_[series].labels; }

  /// The series' labels without its name, made once.
  const Labels& labels_without_name(SeriesId series) const { return series_[series].nameless; }

  /// The series of this name, in the order of their creation.
  std::span<const SeriesId> series_of_metric(std::string_view name) const;

  /// The samples in [from_ms, to_ms], both included, in order of time, stale markers among them.
  /// Valid until the store changes.
  std::span<const Point> points(SeriesId series, std::int64_t from_ms, std::int64_t to_ms) const;

 private:
  struct Series {
    Labels labels;
    Labels nameless;
    std::size_t metric;  // index into metrics_
    std::vector<Point> points = {};
    std::size_t first = 0;  // points before this one are forgotten
    std::int64_t newest_ms = std::numeric_limits<std::int64_t>::min();
  };

  struct Metric {
    std::vector<SeriesId> series;
    bool has_sample = false;
  };

  const Metric* find_metric(std::string_view name) const;
  std::size_t metric_index(std::string_view name);

  std::vector<Series> series_;
  std::vector<Metric> metrics_;
  std::map<std::string, std::size_t, std::less<>> metric_by_name_;
  SignatureIndex index_;
};

}  // namespace firedrill::promql
