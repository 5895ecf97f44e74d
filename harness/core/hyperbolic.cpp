#include "harness/core/hyperbolic.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "harness/core/math.hpp"
#include "harness/core/math_parts.hpp"

namespace firedrill::math {
namespace {

/// From here on e^-x is nothing beside e^x.
constexpr double one_sided = 21;

/// From here on x^2 + 1 is x^2.
constexpr double square_dominates = 0x1p28;

/// log(1 + x) for x >= 0.
/// Source: fdlibm s_log1p.c, (C) 1993 Sun Microsystems; freely usable with this notice preserved.
double log_of_one_plus(double x) {
  double f = x;
  double k = 0;
  double correction = 0;  // for the rounding of 1 + x
  if (x >= std::numbers::sqrt2 - 1) {
    const double sum = 1 + x;
    if (sum == infinity) {
      return infinity;
    }
    int exponent = 0;
    double fraction = std::frexp(sum, &exponent);
    if (fraction < std::numbers::sqrt2 / 2) {
      fraction *= 2;
      --exponent;
    }
    f = fraction - 1;
    k = exponent;
    correction = (sum >= 2 ? 1 - (sum - x) : x - (sum - 1)) / sum;
  }
  constexpr std::array<double, 7> p = {6.666666666666735130e-01,
                                       3.999999999940941908e-01,
                                       2.857142874366239149e-01,
                                       2.222219843214978396e-01,
                                       1.818357216161805012e-01,
                                       1.531383769920937332e-01,
                                       1.479819860511658591e-01};
  const double half_square = 0.5 * f * f;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double r = z * polynomial(p, z);
  return k * ln2_high - ((half_square - (s * (half_square + r) + (k * ln2_low + correction))) - f);
}

}  // namespace

double sinh(double x) {
  const double magnitude = std::fabs(x);
  if (magnitude <= 0.5) {
    // 1/n! of the odd n: what comes after x^15 is below 2^-65 of the sum.
    constexpr std::array<double, 7> series = {1.0 / 6,
                                              1.0 / 120,
                                              1.0 / 5040,
                                              1.0 / 362880,
                                              1.0 / 39916800,
                                              1.0 / 6227020800,
                                              1.0 / 1307674368000};
    const double square = x * x;
    return x + x * square * polynomial(series, square);
  }
  const double grown = exp(magnitude);
  return std::copysign(magnitude > one_sided ? grown / 2 : (grown - exp(-magnitude)) / 2, x);
}

double cosh(double x) {
  const double magnitude = std::fabs(x);
  const double grown = exp(magnitude);
  return magnitude > one_sided ? grown / 2 : (grown + exp(-magnitude)) / 2;
}

// Source of the rational function: Cephes 2.8 (tanh.c), (C) 1984-2000 Stephen L. Moshier; it may be
// used freely.
double tanh(double x) {
  const double magnitude = std::fabs(x);
  if (magnitude >= 0.625) {
    return std::copysign(magnitude > one_sided ? 1.0 : 1 - 2 / (exp(2 * magnitude) + 1), x);
  }
  if (x == 0) {
    return x;
  }
  constexpr std::array<double, 3> p = {
      -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1};
  constexpr std::array<double, 4> q = {
      4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0};
  const double square = x * x;
  return x + x * square * polynomial(p, square) / polynomial(q, square);
}

double asinh(double x) {
  const double magnitude = std::fabs(x);
  if (!(magnitude >= 0x1p-28 && magnitude < infinity)) {
    return x;
  }
  if (magnitude > square_dominates) {
    return std::copysign(log(magnitude) + std::numbers::ln2, x);
  }
  const double hypotenuse = std::sqrt(magnitude * magnitude + 1);
  const double value = magnitude > 2
                           ? log(2 * magnitude + 1 / (hypotenuse + magnitude))
                           : log_of_one_plus(magnitude + magnitude * magnitude / (1 + hypotenuse));
  return std::copysign(value, x);
}

double acosh(double x) {
  if (!(x >= 1)) {
    return not_a_number;
  }
  if (x >= square_dominates) {
    return log(x) + std::numbers::ln2;
  }
  if (x > 2) {
    return log(2 * x - 1 / (x + std::sqrt(x * x - 1)));
  }
  const double above = x - 1;
  return log_of_one_plus(above + std::sqrt(2 * above + above * above));
}

double atanh(double x) {
  const double magnitude = std::fabs(x);
  if (!(magnitude <= 1)) {
    return not_a_number;
  }
  if (magnitude < 0x1p-28) {
    return x;
  }
  const double twice = magnitude + magnitude;
  const double ratio =
      magnitude < 0.5 ? twice + twice * magnitude / (1 - magnitude) : twice / (1 - magnitude);
  return std::copysign(0.5 * log_of_one_plus(ratio), x);
}

}  // namespace firedrill::math
