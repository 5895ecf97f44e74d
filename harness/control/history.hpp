#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/control/reach.hpp"
#include "harness/core/time.hpp"
#include "harness/promql/sample_store.hpp"

namespace firedrill::control {

/// The samples scraped before t = 0, held back until then so that an older past can be put in front
/// of them: rules look back for minutes or days, and the world did exist before it was simulated.
///
/// The past is a closed form: a counter (..._total, _count, _sum, _bucket, and those that a
/// scenario's "metrics" call so) rose at the rate it rose
/// at while the world settled, anything else stood where it first stood. A counter's past may be
/// below zero; rate() and increase() see only its slope, and their clamp at zero applies to a first
/// sample >= 0 only.
///
/// A metric's past is as long as the queries of the scenario look back for it.
class History {
 public:
  /// `counters` are names of counters that end otherwise.
  explicit History(std::set<std::string, std::less<>> counters = {})
      : counters_(std::move(counters)) {}

  void add(promql::SeriesId series, promql::Point point) { points_[series].push_back(point); }

  /// The most samples of past that a run may need: about 320 MB.
  static constexpr std::int64_t most_samples = 20'000'000;

  /// Puts the past, one sample each `interval`, and then the held samples into the store. False if
  /// it takes more than most_samples: then there is no past.
  bool release(promql::SampleStore& store, const Reach& reach, Duration interval);

 private:
  double slope(std::string_view name, const std::vector<promql::Point>& points) const;

  std::set<std::string, std::less<>> counters_;
  std::map<promql::SeriesId, std::vector<promql::Point>> points_;
};

}  // namespace firedrill::control
