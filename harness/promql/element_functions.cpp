#include "harness/promql/element_functions.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "harness/core/math.hpp"

namespace firedrill::promql {

double abs_of(double value, Scalars) {
  return std::fabs(value);
}

double ceil_of(double value, Scalars) {
  return std::ceil(value);
}

double floor_of(double value, Scalars) {
  return std::floor(value);
}

double sqrt_of(double value, Scalars) {
  return std::sqrt(value);
}

double exp_of(double value, Scalars) {
  return math::exp(value);
}

double ln_of(double value, Scalars) {
  return math::log(value);
}

double log2_of(double value, Scalars) {
  // Exact for powers of two, as in Go: the exponent is split off first.
  if (value == 0 || !std::isfinite(value)) {
    return math::log(value);
  }
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  if (fraction == 0.5) {
    return exponent - 1;
  }
  return math::log(fraction) * (1 / std::numbers::ln2) + exponent;
}

double log10_of(double value, Scalars) {
  // Go's constants are exact: the quotient of two doubles would be one bit off.
  constexpr double log10_of_2 = 0.30102999566398119521;
  return log2_of(value, {}) * log10_of_2;
}

double sgn_of(double value, Scalars) {
  if (value < 0) {
    return -1;
  }
  return value > 0 ? 1 : value;
}

double deg_of(double value, Scalars) {
  return value * 180 / std::numbers::pi;
}

double rad_of(double value, Scalars) {
  return value * std::numbers::pi / 180;
}

double round_of(double value, Scalars scalars) {
  const double inverse = 1.0 / (scalars.empty() ? 1.0 : scalars[0]);
  return std::floor(value * inverse + 0.5) / inverse;
}

double clamp_min_of(double value, Scalars scalars) {
  return go_max(scalars[0], value);
}

double clamp_max_of(double value, Scalars scalars) {
  return go_min(scalars[0], value);
}

double go_max(double left, double right) {
  // An infinity wins even over NaN, as in Go.
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (left == infinity || right == infinity) {
    return infinity;
  }
  if (std::isnan(left) || std::isnan(right)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (left == 0 && right == 0) {
    return std::signbit(left) ? right : left;
  }
  return left > right ? left : right;
}

double go_min(double left, double right) {
  return -go_max(-left, -right);
}

}  // namespace firedrill::promql
