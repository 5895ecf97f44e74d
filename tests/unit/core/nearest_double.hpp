#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

namespace firedrill::tests {

/// A function's argument and the double nearest to its true value there.
struct Nearest {
  double x;
  double expected;
};

/// How many doubles lie between two of one sign.
inline std::int64_t units_between(double left, double right) {
  return std::abs(std::bit_cast<std::int64_t>(left) - std::bit_cast<std::int64_t>(right));
}

/// Each value has the expected sign and is at most so many doubles off.
inline void check_nearest(double (*function)(double),
                          const std::vector<Nearest>& values,
                          std::int64_t units) {
  for (const Nearest& value : values) {
    INFO("of " << value.x);
    const double got = function(value.x);
    REQUIRE(std::signbit(got) == std::signbit(value.expected));
    CHECK(units_between(got, value.expected) <= units);
  }
}

}  // namespace firedrill::tests
