#pragma once

#include <optional>
#include <span>

#include "harness/promql/functions.hpp"

namespace firedrill::promql {

/// The functions of range vectors; each sees one series at a time. Their arithmetic repeats
/// Prometheus' (promql/functions.go, v2.42) operation by operation, so that results agree to the
/// bit.
using Scalars = std::span<const double>;

/// A counter's growth per second or over the range: corrected for resets, extrapolated to the
/// bounds of the range, but not below zero and not further than half an interval past a gap.
std::optional<double> rate(const Window& window, Scalars);
std::optional<double> increase(const Window& window, Scalars);
/// The same for a gauge, without resets.
std::optional<double> delta(const Window& window, Scalars);

/// From the last two samples alone.
std::optional<double> irate(const Window& window, Scalars);
std::optional<double> idelta(const Window& window, Scalars);

std::optional<double> changes(const Window& window, Scalars);
std::optional<double> resets(const Window& window, Scalars);
std::optional<double> deriv(const Window& window, Scalars);
/// Scalars: how many seconds ahead.
std::optional<double> predict_linear(const Window& window, Scalars scalars);

/// Double exponential smoothing. Scalars: the smoothing factor and that of the trend.
std::optional<double> holt_winters(const Window& window, Scalars scalars);
/// An error unless both lie between 0 and 1, in Prometheus' words.
std::optional<Error> check_smoothing_factors(Scalars scalars);

std::optional<double> avg_over_time(const Window& window, Scalars);
std::optional<double> count_over_time(const Window& window, Scalars);
std::optional<double> last_over_time(const Window& window, Scalars);
std::optional<double> max_over_time(const Window& window, Scalars);
std::optional<double> min_over_time(const Window& window, Scalars);
std::optional<double> present_over_time(const Window& window, Scalars);
/// Scalars: the quantile.
std::optional<double> quantile_over_time(const Window& window, Scalars scalars);
std::optional<double> stddev_over_time(const Window& window, Scalars);
std::optional<double> stdvar_over_time(const Window& window, Scalars);
std::optional<double> sum_over_time(const Window& window, Scalars);

}  // namespace firedrill::promql
