#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/promql/sample_store.hpp"

namespace firedrill::oracle {

/// One series of a data set: a value, a gap or a stale marker for each interval.
struct Series {
  std::string metric;  ///< As promtool writes it: up{job="edge"}
  promql::Labels labels;
  std::vector<std::string> values;  ///< promtool's notation: 1.5, NaN, stale, _
};

/// Series with a common interval, the first sample at time 0.
struct Dataset {
  Duration interval;
  std::vector<Series> series;
};

/// A service with counters, gauges, histograms and `up`, drawn from the seed: counter resets,
/// missed scrapes, series that end, begin late or are not numbers.
Dataset random_dataset(std::uint64_t seed, Duration interval);

promql::SampleStore load(const Dataset& dataset);

}  // namespace firedrill::oracle
