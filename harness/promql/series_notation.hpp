#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill::promql {

/// Reads a metric with its labels: up{job="edge"}, {job="edge"}, up. The place of a mistake is
/// line:column, as parse() gives it.
Result<Labels> parse_metric(std::string_view text);

/// One value for each interval; nothing where the series has no sample. "stale" is the NaN of a
/// stale marker.
using SeriesValues = std::vector<std::optional<double>>;

inline constexpr std::size_t most_series_values = 1'000'000;

/// Reads the values of a series as Prometheus' tests write them: `1 2 _ stale -3 NaN 1e3`, and
/// `a+bxn`, which is a and then n times b more, `a-bxn`, `axn` (a once and n times again), `_xn` (n
/// gaps). The place of a mistake is as for parse_metric.
Result<SeriesValues> parse_series_values(std::string_view text);

}  // namespace firedrill::promql
