#include "harness/promql/range_functions.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/promql/arithmetic.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::promql {
namespace {

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

/// Adds what the counter had reached before each reset.
double corrected_for_resets(std::span<const Point> points, double growth) {
  double last = 0;
  for (const Point& point : points) {
    if (point.value < last) {
      growth += last;
    }
    last = point.value;
  }
  return growth;
}

/// Go's Duration.Seconds.
double range_seconds(const Window& window) {
  const std::int64_t ms = window.to_ms - window.from_ms;
  const std::int64_t whole_s = ms / 1000;
  return static_cast<double>(whole_s) + static_cast<double>(ms % 1000 * 1'000'000) / 1e9;
}

enum class Growth {
  of_counter,
  of_gauge,
};

/// Prometheus' extrapolatedRate: the growth over the range, or over a `unit` of that many seconds.
std::optional<double> extrapolated(const Window& window, Growth growth, double unit = 1) {
  const std::span<const Point> points = window.points;
  if (points.size() < 2) {
    return std::nullopt;
  }
  const Point& first = points.front();
  const Point& last = points.back();
  double result = last.value - first.value;
  if (growth == Growth::of_counter) {
    result = corrected_for_resets(points, result);
  }
  double to_start = seconds(first.t_ms - window.from_ms);
  const double to_end = seconds(window.to_ms - last.t_ms);
  const double sampled = seconds(last.t_ms - first.t_ms);
  const double average = sampled / static_cast<double>(points.size() - 1);
  if (growth == Growth::of_counter && result > 0 && first.value >= 0) {
    // A counter cannot have been negative: it started at the latest where its line meets zero.
    const double to_zero = sampled * (first.value / result);
    if (to_zero < to_start) {
      to_start = to_zero;
    }
  }
  // Samples near the bounds suggest that the series goes on beyond them.
  const double threshold = average * 1.1;
  double interval = sampled;
  interval += to_start < threshold ? to_start : average / 2;
  interval += to_end < threshold ? to_end : average / 2;
  return result * (interval / sampled / unit);
}

std::optional<double> instant(const Window& window, Growth growth) {
  if (window.points.size() < 2) {
    return std::nullopt;
  }
  const Point& last = window.points.back();
  const Point& previous = window.points[window.points.size() - 2];
  const bool reset = growth == Growth::of_counter && last.value < previous.value;
  const double result = reset ? last.value : last.value - previous.value;
  return growth == Growth::of_counter ? result / seconds(last.t_ms - previous.t_ms) : result;
}

struct Line {
  double slope;
  double intercept;  ///< The value at the time that was asked for.
};

/// Least squares, with times in seconds since `origin_ms`.
Line fit_line(std::span<const Point> points, std::int64_t origin_ms) {
  CompensatedSum x_sum;
  CompensatedSum y_sum;
  CompensatedSum xy_sum;
  CompensatedSum xx_sum;
  const double first = points.front().value;
  bool constant = true;
  for (const Point& point : points) {
    constant = constant && point.value == first;
    const double x = seconds(point.t_ms - origin_ms);
    x_sum.add(x);
    y_sum.add(point.value);
    xy_sum.add(x * point.value);
    xx_sum.add(x * x);
  }
  if (constant) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return std::isinf(first) ? Line{nan, nan} : Line{0, first};
  }
  const auto count = static_cast<double>(points.size());
  const double x = x_sum.value();
  const double y = y_sum.value();
  const double covariance = xy_sum.value() - x * y / count;
  const double variance = xx_sum.value() - x * x / count;
  const double slope = covariance / variance;
  return {slope, y / count - slope * x / count};
}

/// Welford's method with compensated sums.
double variance(std::span<const Point> points) {
  double count = 0;
  CompensatedSum mean;
  CompensatedSum squares;
  for (const Point& point : points) {
    ++count;
    const double difference = point.value - mean.value();
    mean.add(difference / count);
    squares.add(difference * (point.value - mean.value()));
  }
  return squares.value() / count;
}

}  // namespace

std::optional<double> rate(const Window& window, Scalars) {
  return extrapolated(window, Growth::of_counter, range_seconds(window));
}

std::optional<double> increase(const Window& window, Scalars) {
  return extrapolated(window, Growth::of_counter);
}

std::optional<double> delta(const Window& window, Scalars) {
  return extrapolated(window, Growth::of_gauge);
}

std::optional<double> irate(const Window& window, Scalars) {
  return instant(window, Growth::of_counter);
}

std::optional<double> idelta(const Window& window, Scalars) {
  return instant(window, Growth::of_gauge);
}

std::optional<double> changes(const Window& window, Scalars) {
  double count = 0;
  double previous = window.points.front().value;
  for (const Point& point : window.points) {
    const bool both_nan = std::isnan(point.value) && std::isnan(previous);
    count += point.value != previous && !both_nan ? 1 : 0;
    previous = point.value;
  }
  return count;
}

std::optional<double> resets(const Window& window, Scalars) {
  double count = 0;
  double previous = window.points.front().value;
  for (const Point& point : window.points) {
    count += point.value < previous ? 1 : 0;
    previous = point.value;
  }
  return count;
}

std::optional<double> deriv(const Window& window, Scalars) {
  if (window.points.size() < 2) {
    return std::nullopt;
  }
  return fit_line(window.points, window.points.front().t_ms).slope;
}

std::optional<double> predict_linear(const Window& window, Scalars scalars) {
  if (window.points.size() < 2) {
    return std::nullopt;
  }
  const Line line = fit_line(window.points, window.t_ms);
  return line.slope * scalars[0] + line.intercept;
}

std::optional<double> holt_winters(const Window& window, Scalars scalars) {
  const std::span<const Point> points = window.points;
  if (points.size() < 2) {
    return std::nullopt;
  }
  const double smoothing = scalars[0];
  const double trend_weight = scalars[1];
  double before = 0;
  double level = points[0].value;
  double trend = points[1].value - points[0].value;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (i > 1) {
      trend = trend_weight * (level - before) + (1 - trend_weight) * trend;
    }
    before = level;
    level = smoothing * points[i].value + (1 - smoothing) * (level + trend);
  }
  return level;
}

std::optional<Error> check_smoothing_factors(Scalars scalars) {
  constexpr std::string_view names[][2] = {{"smoothing", "sf"}, {"trend", "tf"}};
  for (std::size_t i = 0; i < 2; ++i) {
    const double factor = scalars[i];
    if (factor <= 0 || factor >= 1) {
      const std::string got =
          std::isinf(factor) ? short_number(factor) : fmt::format("{:f}", factor);
      return Error{
          ErrorCode::invalid_input,
          fmt::format(
              "invalid {} factor. Expected: 0 < {} < 1, got: {}", names[i][0], names[i][1], got)};
    }
  }
  return std::nullopt;
}

std::optional<double> avg_over_time(const Window& window, Scalars) {
  double count = 0;
  CompensatedSum mean;
  for (const Point& point : window.points) {
    ++count;
    if (!keeps_infinite_mean(mean.sum, point.value)) {
      mean.add(point.value / count - mean.sum / count);
    }
  }
  return std::isinf(mean.sum) ? mean.sum : mean.value();
}

std::optional<double> count_over_time(const Window& window, Scalars) {
  return static_cast<double>(window.points.size());
}

std::optional<double> last_over_time(const Window& window, Scalars) {
  return window.points.back().value;
}

std::optional<double> max_over_time(const Window& window, Scalars) {
  double result = window.points.front().value;
  for (const Point& point : window.points) {
    if (point.value > result || std::isnan(result)) {
      result = point.value;
    }
  }
  return result;
}

std::optional<double> min_over_time(const Window& window, Scalars) {
  double result = window.points.front().value;
  for (const Point& point : window.points) {
    if (point.value < result || std::isnan(result)) {
      result = point.value;
    }
  }
  return result;
}

std::optional<double> present_over_time(const Window&, Scalars) {
  return 1;
}

std::optional<double> quantile_over_time(const Window& window, Scalars scalars) {
  std::vector<double> values;
  values.reserve(window.points.size());
  for (const Point& point : window.points) {
    values.push_back(point.value);
  }
  return quantile(scalars[0], values);
}

std::optional<double> stddev_over_time(const Window& window, Scalars) {
  return std::sqrt(variance(window.points));
}

std::optional<double> stdvar_over_time(const Window& window, Scalars) {
  return variance(window.points);
}

std::optional<double> sum_over_time(const Window& window, Scalars) {
  CompensatedSum total;
  for (const Point& point : window.points) {
    total.add(point.value);
  }
  return std::isinf(total.sum) ? total.sum : total.value();
}

}  // namespace firedrill::promql
