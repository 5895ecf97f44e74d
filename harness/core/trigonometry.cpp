#include "harness/core/trigonometry.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "harness/core/math_parts.hpp"

// Source of the approximations: Cephes 2.8 (sin.c, tan.c, atan.c), (C) 1984-2000 Stephen L.
// Moshier; they may be used freely.

namespace firedrill::math {
namespace {

constexpr double pi = std::numbers::pi;

/// An angle as octant * pi/4 + rest, |rest| <= pi/4. The octant is even and counted modulo 8.
struct Reduced {
  unsigned octant;
  double rest;
};

/// Below this, an octant has at most 30 bits, so that its products with the first two parts of pi/4
/// are exact.
constexpr double large = 0x1p29;

Reduced reduce_moderate(double x) {
  constexpr double quarter_pi_high = 0x1.921fb4p-1;
  constexpr double quarter_pi_middle = 0x1.4442dp-25;
  constexpr double quarter_pi_low = 0x1.8469898cc517p-49;
  constexpr double four_over_pi = 4 / pi;
  auto octant = static_cast<std::uint64_t>(x * four_over_pi);
  octant += octant % 2;
  const auto count = static_cast<double>(octant);
  const double rest =
      ((x - count * quarter_pi_high) - count * quarter_pi_middle) - count * quarter_pi_low;
  return {static_cast<unsigned>(octant % 8), rest};
}

/// 4/pi, 64 binary digits a word; the point is behind the first word.
constexpr std::array<std::uint64_t, 20> four_over_pi_digits = {
    0x0000000000000001U, 0x45f306dc9c882a53U, 0xf84eafa3ea69bb81U, 0xb6c52b3278872083U,
    0xfca2c757bd778ac3U, 0x6e48dc74849ba5c0U, 0x0c925dd413a32439U, 0xfc3bd63962534e7dU,
    0xd1046bea5d768909U, 0xd338e04d68befc82U, 0x7323ac7306a673e9U, 0x3908bf177bf25076U,
    0x3ff12fffbc0b301fU, 0xde5e2316b414da3eU, 0xda6cfd9e4f96136eU, 0x9e8c7ecd3cbfd45aU,
    0xea4f758fd7cbe2f6U, 0x7a0e73ef14a525d4U, 0xd7f6bf623f1aba10U, 0xac06608df8f6d757U};

/// The 64 digits that start behind so many others.
std::uint64_t digits_from(std::size_t offset) {
  const std::size_t word = offset / 64;
  const std::size_t shift = offset % 64;
  const std::uint64_t first = four_over_pi_digits[word] << shift;
  return shift == 0 ? first : first | (four_over_pi_digits[word + 1] >> (64 - shift));
}

/// Multiplies x = m * 2^e by those digits of 4/pi alone that decide the octant and its fraction:
/// what stands in front of them gives whole turns.
/// Source: Ng, "Argument reduction for huge arguments: good to the last bit", 1992.
Reduced reduce_large(double x) {
  __extension__ using Wide = unsigned __int128;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const Wide m = (bits & 0x000fffffffffffffU) | 0x0010000000000000U;
  const std::size_t first = (bits >> 52U) - (1023 + 52) + 61;
  const Wide product = ((m * digits_from(first)) << 64U) + m * digits_from(first + 64) +
                       ((m * digits_from(first + 128)) >> 64U);
  const auto octant = static_cast<unsigned>(product >> 125U);
  const Wide fraction = product << 3U;
  const bool odd = octant % 2 == 1;
  const double rest = static_cast<double>(odd ? -fraction : fraction) * 0x1p-128 * (pi / 4);
  return {(octant + (odd ? 1 : 0)) % 8, odd ? -rest : rest};
}

/// Requires a finite x that is not negative.
Reduced reduce(double x) {
  return x < large ? reduce_moderate(x) : reduce_large(x);
}

/// The sine of an angle of at most pi/4.
double small_sine(double x) {
  constexpr std::array<double, 6> p = {-1.66666666666666307295e-1,
                                       8.33333333332211858878e-3,
                                       -1.98412698295895385996e-4,
                                       2.75573136213857245213e-6,
                                       -2.50507477628578072866e-8,
                                       1.58962301576546568060e-10};
  const double square = x * x;
  return x + x * square * polynomial(p, square);
}

double small_cosine(double x) {
  constexpr std::array<double, 6> q = {4.16666666666665929218e-2,
                                       -1.38888888888730564116e-3,
                                       2.48015872888517045348e-5,
                                       -2.75573141792967388112e-7,
                                       2.08757008419747316778e-9,
                                       -1.13585365213876817300e-11};
  const double square = x * x;
  return 1.0 - 0.5 * square + square * square * polynomial(q, square);
}

/// The arc tangent of a number in [0, 0.66].
double small_arc_tangent(double x) {
  constexpr std::array<double, 5> p = {-6.485021904942025371773e+01,
                                       -1.228866684490136173410e+02,
                                       -7.500855792314704667340e+01,
                                       -1.615753718733365076637e+01,
                                       -8.750608600031904122785e-01};
  constexpr std::array<double, 6> q = {1.945506571482613964425e+02,
                                       4.853903996359136964868e+02,
                                       4.328810604912902668951e+02,
                                       1.650270098316988542046e+02,
                                       2.485846490142306297962e+01,
                                       1.0};
  const double square = x * x;
  return x * (square * polynomial(p, square) / polynomial(q, square)) + x;
}

double arc_tangent_of_positive(double x) {
  constexpr double below_half_pi = 6.123233995736765886130e-17;  // pi/2 less its double
  constexpr double tangent_of_three_octants = 2.41421356237309504880;
  if (x <= 0.66) {
    return small_arc_tangent(x);
  }
  return x > tangent_of_three_octants
             ? pi / 2 - small_arc_tangent(1 / x) + below_half_pi
             : pi / 4 + small_arc_tangent((x - 1) / (x + 1)) + 0.5 * below_half_pi;
}

}  // namespace

double sin(double x) {
  if (x == 0 || x != x) {
    return x;
  }
  if (std::isinf(x)) {
    return not_a_number;
  }
  const Reduced angle = reduce(std::fabs(x));
  const bool by_cosine = angle.octant % 4 == 2;
  const double value = by_cosine ? small_cosine(angle.rest) : small_sine(angle.rest);
  return (angle.octant >= 4) != (x < 0) ? -value : value;
}

double cos(double x) {
  if (!(std::fabs(x) < infinity)) {
    return not_a_number;
  }
  const Reduced angle = reduce(std::fabs(x));
  const bool by_sine = angle.octant % 4 == 2;
  const double value = by_sine ? small_sine(angle.rest) : small_cosine(angle.rest);
  return angle.octant == 2 || angle.octant == 4 ? -value : value;
}

double tan(double x) {
  if (x == 0 || x != x) {
    return x;
  }
  if (std::isinf(x)) {
    return not_a_number;
  }
  constexpr std::array<double, 3> p = {
      -1.79565251976484877988e7, 1.15351664838587416140e6, -1.30936939181383777646e4};
  constexpr std::array<double, 5> q = {-5.38695755929454629881e7,
                                       2.50083801823357915839e7,
                                       -1.32089234440210967447e6,
                                       1.36812963470692954678e4,
                                       1.0};
  const Reduced angle = reduce(std::fabs(x));
  const double z = angle.rest;
  const double square = z * z;
  const double correction =
      square > 1e-14 ? z * (square * polynomial(p, square) / polynomial(q, square)) : 0;
  const double tangent = z + correction;
  const double value = angle.octant % 4 == 2 ? -1 / tangent : tangent;
  return x < 0 ? -value : value;
}

double asin(double x) {
  const double magnitude = std::fabs(x);
  if (x == 0 || x != x) {
    return x;
  }
  if (magnitude > 1) {
    return not_a_number;
  }
  const double other_side = std::sqrt(1 - x * x);
  const double angle = magnitude > 0.7 ? pi / 2 - arc_tangent_of_positive(other_side / magnitude)
                                       : arc_tangent_of_positive(magnitude / other_side);
  return std::copysign(angle, x);
}

double acos(double x) {
  return pi / 2 - asin(x);
}

double atan(double x) {
  return x == 0 || x != x ? x : std::copysign(arc_tangent_of_positive(std::fabs(x)), x);
}

double atan2(double y, double x) {
  if (x != x || y != y) {
    return not_a_number;
  }
  if (y == 0) {
    return std::copysign(std::signbit(x) ? pi : 0, y);
  }
  if (x == 0) {
    return std::copysign(pi / 2, y);
  }
  if (std::isinf(x) && std::isinf(y)) {
    return std::copysign(x > 0 ? pi / 4 : 3 * pi / 4, y);
  }
  if (std::isinf(x)) {
    return std::copysign(x > 0 ? 0 : pi, y);
  }
  const double angle = atan(y / x);
  if (x > 0) {
    return angle;
  }
  return y > 0 ? angle + pi : angle - pi;
}

}  // namespace firedrill::math
