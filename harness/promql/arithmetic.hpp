#pragma once

#include <cmath>
#include <vector>

namespace firedrill::promql {

/// A sum with Neumaier's compensation for rounding (Prometheus' kahanSumInc).
struct CompensatedSum {
  double sum = 0;
  double compensation = 0;

  void add(double value) {
    const double total = sum + value;
    if (std::fabs(sum) >= std::fabs(value)) {
      compensation += (sum - total) + value;
    } else {
      compensation += (value - total) + sum;
    }
    sum = total;
  }

  double value() const { return sum + compensation; }
};

/// Whether a mean that is infinite stays as it is: adding to it would give NaN by Inf - Inf.
inline bool keeps_infinite_mean(double mean, double value) {
  if (!std::isinf(mean)) {
    return false;
  }
  return std::isinf(value) ? (mean > 0) == (value > 0) : !std::isnan(value);
}

/// The order of sort and of heaps: NaN counts as the smallest.
inline bool less_nan_first(double left, double right) {
  return std::isnan(left) || left < right;
}

/// The q-quantile by linear interpolation between the two nearest ranks; NaN for no values, an
/// infinity for q outside [0, 1]. Sorts the values.
double quantile(double q, std::vector<double>& values);

}  // namespace firedrill::promql
