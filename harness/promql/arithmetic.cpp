#include "harness/promql/arithmetic.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace firedrill::promql {

double quantile(double q, std::vector<double>& values) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (values.empty() || std::isnan(q)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (q < 0) {
    return -infinity;
  }
  if (q > 1) {
    return infinity;
  }
  // A strict order, unlike less_nan_first: std::sort needs one.
  std::sort(values.begin(), values.end(), [](double left, double right) {
    return std::isnan(left) ? !std::isnan(right) : left < right;
  });
  const auto count = static_cast<double>(values.size());
  const double rank = q * (count - 1);
  const double lower = std::max(0.0, std::floor(rank));
  const double upper = std::min(count - 1, lower + 1);
  const double weight = rank - std::floor(rank);
  return values[static_cast<std::size_t>(lower)] * (1 - weight) +
         values[static_cast<std::size_t>(upper)] * weight;
}

}  // namespace firedrill::promql
