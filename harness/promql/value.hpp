#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill::promql {

/// How far back an instant selector looks for a sample (Prometheus' --query.lookback-delta).
inline constexpr Duration look_back = std::chrono::minutes{5};

/// A sample of one series. Times are milliseconds since the Unix epoch, as in Prometheus.
struct Point {
  std::int64_t t_ms;
  double value;
};

/// The NaN that says "this series has ended" (prometheus/model/value). Only these exact bits do.
inline constexpr std::uint64_t stale_bits = 0x7FF0000000000002;

inline bool is_stale(double value) {
  return std::bit_cast<std::uint64_t>(value) == stale_bits;
}

/// One element of an instant vector.
struct Sample {
  Labels labels;
  double value = 0;
};

using Vector = std::vector<Sample>;

/// What an expression evaluates to: a scalar, an instant vector or a string.
using Value = std::variant<double, Vector, std::string>;

/// Whole milliseconds: the resolution of PromQL. The rest is cut off.
inline std::int64_t to_ms(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

}  // namespace firedrill::promql
