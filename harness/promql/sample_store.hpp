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

/// Numbers a series of a store, until that forgets it; the number may be another one's then.
using SeriesId = std::uint32_t;

/// What labels must be equal to; "" for one that must not be there.
using Equalities = std::vector<Labels::Entry>;

/// The samples of late, in memory, as many as drop_before() leaves. A series that has ended is
/// forgotten some time after its last sample.
class SampleStore {
 public:
  static constexpr std::size_t most_series = 1'000'000;

  /// The series with these labels (__name__ among them), made if there is none. An error when the
  /// store is full.
  Result<SeriesId> series(const Labels& labels);

  /// Adds a sample, unless it is not newer than the last one of its series: then it is dropped and
  /// the answer is false, as Prometheus drops samples out of order.
  bool append(SeriesId series, std::int64_t t_ms, double value);

  /// Says that the series has ended at this time. Whoever appends to it again asks for its id anew
  /// if forgettings() has risen.
  bool append_stale(SeriesId series, std::int64_t t_ms);

  /// Forgets all samples older than this, and series that have ended and have none left, as soon as
  /// those are more than the others: all together take memory in proportion to what is kept.
  void drop_before(std::int64_t t_ms);

  /// How often series have been forgotten.
  std::uint64_t forgettings() const { return forgettings_; }

  /// Notes from now on whether a series of this name that has these labels gets a sample.
  void watch(std::string_view name, Equalities labels);

  /// Whether it was watched for, and none ever did.
  bool has_missed(std::string_view name, const Equalities& labels) const;

  /// Whether any series of this name has ever had a sample; a stale marker is none.
  bool has_metric(std::string_view name) const;

  std::size_t size() const { return all_.size(); }

  /// In the order of their creation.
  std::span<const SeriesId> all_series() const { return all_; }

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
    std::size_t metric = 0;  // index into metrics_
    std::vector<Point> points = {};
    std::size_t first = 0;  // points before this one are forgotten
    std::int64_t newest_ms = std::numeric_limits<std::int64_t>::min();
    bool has_ended = false;  // its newest sample is a stale marker

    bool is_gone() const { return has_ended && first == points.size(); }
  };

  struct Watch {
    Equalities labels;
    bool is_met = false;
  };

  struct Metric {
    std::vector<SeriesId> series = {};
    bool has_sample = false;
    std::vector<Watch> watches = {};
  };

  const Metric* find_metric(std::string_view name) const;
  std::size_t metric_index(std::string_view name);
  void note_first_sample(const Series& series);
  void forget_gone();

  std::vector<Series> series_;  // by SeriesId; those in free_ are none
  std::vector<SeriesId> free_;
  std::vector<SeriesId> all_;  // by number in index_
  std::uint64_t forgettings_ = 0;
  std::vector<Metric> metrics_;
  std::map<std::string, std::size_t, std::less<>> metric_by_name_;
  SignatureIndex index_;
};

}  // namespace firedrill::promql
