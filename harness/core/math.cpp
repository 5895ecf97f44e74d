#include "harness/core/math.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "harness/core/math_parts.hpp"

namespace firedrill::math {
namespace {

constexpr std::uint64_t half_bits = 0x3fe0000000000000U;              // of 1/2
constexpr std::uint64_t square_root_half_bits = 0x3fe6a09e667f3bcdU;  // of sqrt(1/2)

/// x = fraction * 2^exponent.
struct Parts {
  double fraction;
  int exponent;
};

/// Splits a finite x above 0 so that low <= fraction < 2 low, for the given bits of `low` in
/// [1/2, 1). Without branches but for subnormals.
Parts split(double x, std::uint64_t low_bits) {
  int exponent = -1023;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    exponent -= 54;
  }
  constexpr std::uint64_t one_bits = 0x3ff0000000000000U;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x) + (one_bits - low_bits);
  exponent += static_cast<int>(bits >> 52U);
  return {std::bit_cast<double>((bits & 0x000fffffffffffffU) + low_bits), exponent};
}

/// Requires -1022 <= exponent <= 1023.
double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

/// fraction * 2^exponent for a fraction near 1, rounded once.
double join(double fraction, int exponent) {
  if (exponent > 1100) {
    return fraction * infinity;
  }
  if (exponent < -1200) {
    return fraction * 0.0;
  }
  const int first = exponent / 2;  // each half stays normal, whatever the exponent
  return fraction * power_of_two(first) * power_of_two(exponent - first);
}

/// x^n for a fraction in [1/2, 1) and n >= 0, as fraction and exponent of its own.
Parts integer_power(Parts x, int n) {
  Parts result{1.0, 0};
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) {
      result.fraction *= x.fraction;
      result.exponent += x.exponent;
    }
    x.fraction *= x.fraction;
    x.exponent *= 2;
    if (x.fraction < 0.5) {
      x.fraction *= 2.0;
      x.exponent -= 1;
    }
  }
  return result;
}

/// x^y for a finite x above 0 and a finite y other than 0.
double positive_power(double x, double y) {
  if (y == 0.5) {
    return std::sqrt(x);
  }
  const double magnitude = std::fabs(y);
  if (magnitude <= 1024.0 && std::floor(magnitude) == magnitude) {
    const Parts power = integer_power(split(x, half_bits), static_cast<int>(magnitude));
    return y > 0.0 ? join(power.fraction, power.exponent)
                   : join(1.0 / power.fraction, -power.exponent);
  }
  return exp(y * log(x));
}

bool is_odd(double y) {
  const double half = y / 2.0;
  return std::floor(y) == y && std::floor(half) != half;
}

/// x^y where x is 0 or an infinity and y is neither 0 nor NaN.
double power_of_extreme(double x, double y) {
  const double magnitude = (std::fabs(x) > 1.0) == (y > 0.0) ? infinity : 0.0;
  return std::signbit(x) && is_odd(y) ? -magnitude : magnitude;
}

}  // namespace

// Reduction to |r| <= ln(2)/2 and a rational approximation of exp(r).
// Source: fdlibm e_exp.c, (C) 1993 Sun Microsystems; freely usable with this notice preserved.
double exp(double x) {
  if (x != x) {
    return x;
  }
  if (x > 0x1.62e42fefa39efp+9) {
    return infinity;
  }
  if (x < -0x1.74910d52d3051p+9) {
    return 0.0;
  }
  constexpr double reciprocal_ln2 = 0x1.71547652b82fep+0;
  const int exponent = static_cast<int>(x * reciprocal_ln2 + std::copysign(0.5, x));
  const double k = exponent;
  const double high = x - k * ln2_high;
  const double low = k * ln2_low;
  const double r = high - low;
  const double t = r * r;
  constexpr std::array<double, 5> p = {1.66666666666666019037e-01,
                                       -2.77777777770155933842e-03,
                                       6.61375632143793436117e-05,
                                       -1.65339022054652515390e-06,
                                       4.13813679705723846039e-08};
  const double c = r - t * polynomial(p, t);
  const double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
  return join(y, exponent);
}

// Reduction to [sqrt(1/2), sqrt(2)) and a polynomial in s = f / (2 + f).
// Source: fdlibm e_log.c, (C) 1993 Sun Microsystems; freely usable with this notice preserved.
double log(double x) {
  if (!(x > 0.0)) {
    return x == 0.0 ? -infinity : not_a_number;
  }
  if (x == infinity) {
    return x;
  }
  const Parts parts = split(x, square_root_half_bits);
  const double f = parts.fraction - 1.0;
  const double k = parts.exponent;
  const double s = f / (2.0 + f);
  const double z = s * s;
  constexpr std::array<double, 4> even = {6.666666666666735130e-01,
                                          2.857142874366239149e-01,
                                          1.818357216161805012e-01,
                                          1.479819860511658591e-01};
  constexpr std::array<double, 3> odd = {
      3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01};
  const double w = z * z;
  const double r = w * polynomial(odd, w) + z * polynomial(even, w);
  const double half_square = 0.5 * f * f;
  return k * ln2_high - ((half_square - (s * (half_square + r) + k * ln2_low)) - f);
}

double pow(double x, double y) {
  if (y == 0.0 || x == 1.0) {
    return 1.0;  // even where the other one is NaN
  }
  if (x != x || y != y) {
    return not_a_number;
  }
  const double magnitude = std::fabs(x);
  if (std::fabs(y) == infinity) {
    if (magnitude == 1.0) {
      return 1.0;
    }
    return (magnitude > 1.0) == (y > 0.0) ? infinity : 0.0;
  }
  if (magnitude == 0.0 || magnitude == infinity) {
    return power_of_extreme(x, y);
  }
  if (x > 0.0) {
    return positive_power(x, y);
  }
  if (std::floor(y) != y) {
    return not_a_number;
  }
  return is_odd(y) ? -positive_power(magnitude, y) : positive_power(magnitude, y);
}

// Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution",
// Applied Statistics 37(3), 1988, pages 477-484: PPND16.
double normal_quantile(double p) {
  constexpr std::array<double, 8> a = {3.3871328727963666080,
                                       1.3314166789178437745e+2,
                                       1.9715909503065514427e+3,
                                       1.3731693765509461125e+4,
                                       4.5921953931549871457e+4,
                                       6.7265770927008700853e+4,
                                       3.3430575583588128105e+4,
                                       2.5090809287301226727e+3};
  constexpr std::array<double, 8> b = {1.0,
                                       4.2313330701600911252e+1,
                                       6.8718700749205790830e+2,
                                       5.3941960214247511077e+3,
                                       2.1213794301586595867e+4,
                                       3.9307895800092710610e+4,
                                       2.8729085735721942674e+4,
                                       5.2264952788528545610e+3};
  constexpr std::array<double, 8> c = {1.42343711074968357734,
                                       4.63033784615654529590,
                                       5.76949722146069140550,
                                       3.64784832476320460504,
                                       1.27045825245236838258,
                                       2.41780725177450611770e-1,
                                       2.27238449892691845833e-2,
                                       7.74545014278341407640e-4};
  constexpr std::array<double, 8> d = {1.0,
                                       2.05319162663775882187,
                                       1.67638483018380384940,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
  constexpr std::array<double, 8> e = {6.65790464350110377720,
                                       5.46378491116411436990,
                                       1.78482653991729133580,
                                       2.96560571828504891230e-1,
                                       2.65321895265761230930e-2,
                                       1.24266094738807843860e-3,
                                       2.71155556874348757815e-5,
                                       2.01033439929228813265e-7};
  constexpr std::array<double, 8> f = {1.0,
                                       5.99832206555887937690e-1,
                                       1.36929880922735805310e-1,
                                       1.48753612908506148525e-2,
                                       7.86869131145613259100e-4,
                                       1.84631831751005468180e-5,
                                       1.42151175831644588870e-7,
                                       2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  if (!(p > 0.0 && p < 1.0)) {
    return p == 0.0 ? -infinity : (p == 1.0 ? infinity : not_a_number);
  }
  const double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
  const double z = r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
                            : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
  return q < 0.0 ? -z : z;
}

}  // namespace firedrill::math
