#pragma once

#include <array>
#include <cstddef>
#include <limits>

// What the sources of the functions of math.hpp, trigonometry.hpp and hyperbolic.hpp share.

namespace firedrill::math {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

inline constexpr double ln2_high = 0x1.62e42feep-1;  // 33 bits, so that k * ln2_high is exact
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

/// c[0] + c[1] x + c[2] x^2 + ... by Horner's rule.
template <std::size_t Count>
double polynomial(const std::array<double, Count>& coefficients, double x) {
  double sum = coefficients[Count - 1];
  for (std::size_t i = Count - 1; i-- > 0;) {
    sum = sum * x + coefficients[i];
  }
  return sum;
}

}  // namespace firedrill::math
