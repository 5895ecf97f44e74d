#include "harness/core/trigonometry.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/nearest_double.hpp"

namespace math = firedrill::math;
using firedrill::tests::check_nearest;
using firedrill::tests::Nearest;

// The expected doubles are those nearest to the true values, computed with 400 digits.

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("the sine is at most 2 units off the nearest double", "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {0.25, 0x1.faaeed4f31577p-3},
                                       {-0.7853981633974483, -0x1.6a09e667f3bccp-1},
                                       {1.0, 0x1.aed548f090ceep-1},
                                       {2.0, 0x1.d18f6ead1b446p-1},
                                       {-5.5, 0x1.693c94e0ab057p-1},
                                       {100.0, -0x1.03425b78c4db8p-1},
                                       {86400.0, -0x1.4c10039423675p-4},
                                       {1700000000.0, 0x1.ff9bd967c41b1p-1},
                                       {1000000000000000.0, 0x1.b76f88136cebap-1},
                                       {-1e+22, 0x1.b453ab76bf397p-1},
                                       {1.0715086071862673e+301, -0x1.460b8ae1c886ep-3}};

  check_nearest(&math::sin, values, 2);
}

TEST_CASE("the cosine is at most 2 units off the nearest double", "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{0.25, 0x1.f01549f7deea1p-1},
                                       {-0.7853981633974483, 0x1.6a09e667f3bcdp-1},
                                       {2.0, -0x1.aa22657537205p-2},
                                       {3.0, -0x1.fae04be85e5d2p-1},
                                       {-4.0, -0x1.4eaa606db24c1p-1},
                                       {6.25, 0x1.ffb7d58a8f975p-1},
                                       {100.0, 0x1.b981dbf665fdfp-1},
                                       {86400.0, 0x1.fe5090afb7229p-1},
                                       {1700000000.0, -0x1.402e10fd1625bp-5},
                                       {1000000000000000.0, -0x1.06c154609d33fp-1},
                                       {-1e+22, 0x1.0be2cef01c8f4p-1},
                                       {1.7976931348623157e+308, -0x1.fffe62ecfab75p-1}};

  check_nearest(&math::cos, values, 2);
}

TEST_CASE("the tangent is at most 3 units off the nearest double", "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {0.25, 0x1.05785a43c4c56p-2},
                                       {-0.7853981633974483, -0x1.fffffffffffffp-1},
                                       {2.0, -0x1.17af62e0950f8p+1},
                                       {3.0, -0x1.23ef71254b86fp-3},
                                       {-4.0, -0x1.2866f9be4de13p+0},
                                       {6.25, -0x1.0ff43123a338ep-5},
                                       {100.0, -0x1.2ca74d62b5d38p-1},
                                       {86400.0, -0x1.4d28bfd02e83ep-4},
                                       {1700000000.0, -0x1.990e97b5c0ec8p+4},
                                       {1000000000000000.0, -0x1.ac23600a95be4p+0},
                                       {-1e+22, 0x1.a0f79c1b6b257p+0}};

  check_nearest(&math::tan, values, 3);
}

TEST_CASE("the arc sine is at most 2 units off the nearest double", "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {1e-05, 0x1.4f8b588e4e940p-17},
                                       {0.25, 0x1.02be9ce0b87cdp-2},
                                       {-0.5, -0x1.0c152382d7366p-1},
                                       {0.69, 0x1.85e1e4a3a04f1p-1},
                                       {0.71, 0x1.94391bfac8e4bp-1},
                                       {-0.9, -0x1.1ea93705fa172p+0},
                                       {0.99, 0x1.6de3c6f33d51dp+0}};

  check_nearest(&math::asin, values, 2);
}

TEST_CASE("the arc cosine is at most 2 units off the nearest double",
          "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{1e-05, 0x1.921f0d7e968a6p+0},
                                       {0.25, 0x1.51700e0c14b25p+0},
                                       {-0.5, 0x1.0c152382d7366p+1},
                                       {0.69, 0x1.9e5d85e4e553fp-1},
                                       {-0.71, 0x1.2e1e21a0d3a1fp+1},
                                       {-0.9, 0x1.586476251e745p+1}};

  check_nearest(&math::acos, values, 2);
}

TEST_CASE("the arc tangent is at most 2 units off the nearest double",
          "[unit][core][trigonometry]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {1e-05, 0x1.4f8b588e06854p-17},
                                       {0.25, 0x1.f5b75f92c80ddp-3},
                                       {-0.5, -0x1.dac670561bb4fp-2},
                                       {0.66, 0x1.2aafdde4d0c9fp-1},
                                       {0.67, 0x1.2e3caf996421ep-1},
                                       {1.0, 0x1.921fb54442d18p-1},
                                       {-2.4, -0x1.2d0ead6066395p+0},
                                       {2.5, 0x1.30b6d796a4da8p+0},
                                       {100.0, 0x1.8f905eb2def22p+0},
                                       {1e+17, 0x1.921fb54442d18p+0}};

  check_nearest(&math::atan, values, 2);
}

TEST_CASE("a huge angle keeps its last bit", "[unit][core][trigonometry]") {
  // The double closest to a multiple of pi/2: its distance is 4.7e-19.
  constexpr double hardest = 6381956970095103.0 * 0x1p797;

  CHECK(math::cos(hardest) == Approx(-4.6871659242546277e-19).epsilon(1e-15));
  CHECK(math::sin(hardest) == 1.0);
}

TEST_CASE("an angle near a multiple of pi/2 keeps 14 digits", "[unit][core][trigonometry]") {
  CHECK(math::sin(3.141592653589793) == Approx(0x1.1a62633145c07p-53).epsilon(1e-14));
  CHECK(math::cos(1.5707963267948966) == Approx(0x1.1a62633145c07p-54).epsilon(1e-14));
  CHECK(math::tan(1.5707963267948966) == Approx(0x1.d02967c31cdb5p+53).epsilon(1e-14));
}

TEST_CASE("a tangent below 1e-7 is its argument", "[unit][core][trigonometry]") {
  CHECK(math::tan(9e-8) == 9e-8);
  CHECK(math::tan(2e-7) > 2e-7);
}

TEST_CASE("an arc sine near 1 is off by less than 3e-13", "[unit][core][trigonometry]") {
  for (int i = 1; i < 1000; ++i) {
    const double angle = 1.5707963267948966 - i * 1e-6;
    CHECK(std::fabs(math::asin(math::sin(angle)) - angle) < 3e-10 / i);
    CHECK(math::acos(math::sin(angle)) == 1.5707963267948966 - math::asin(math::sin(angle)));
  }
  CHECK(math::asin(1.0) == 1.5707963267948966);
  CHECK(math::acos(-1.0) == 3.141592653589793);
}

TEST_CASE("circular functions take zero, infinity and NaN", "[unit][core][trigonometry]") {
  for (const auto function : {&math::sin, &math::tan, &math::asin, &math::atan}) {
    CHECK(std::signbit(function(-0.0)));
    CHECK_FALSE(std::signbit(function(0.0)));
    CHECK(std::isnan(function(std::nan(""))));
  }
  for (const auto function : {&math::sin, &math::cos, &math::tan, &math::asin, &math::acos}) {
    CHECK(std::isnan(function(infinite)));
    CHECK(std::isnan(function(-infinite)));
  }
  CHECK(math::cos(-0.0) == 1.0);
  CHECK(std::isnan(math::cos(std::nan(""))));
  CHECK(std::isnan(math::asin(1.0000000001)));
  CHECK(math::atan(infinite) == 1.5707963267948966);
  CHECK(math::atan(-infinite) == -1.5707963267948966);
}

TEST_CASE("atan2 finds the angle in every quadrant", "[unit][core][trigonometry]") {
  CHECK(math::atan2(1.0, 2.0) == math::atan(0.5));
  CHECK(math::atan2(-1.0, 2.0) == -math::atan(0.5));
  CHECK(math::atan2(1.0, -2.0) == 2.677945044588987);
  CHECK(math::atan2(-1.0, -2.0) == -2.677945044588987);
  CHECK(math::atan2(1e-300, -1e300) == 3.141592653589793);
  CHECK(math::atan2(-1e-300, -1e300) == -3.141592653589793);
}

TEST_CASE("atan2 follows Annex F of the C standard at the edges", "[unit][core][trigonometry]") {
  constexpr double pi = 3.141592653589793;
  for (const double sign : {1.0, -1.0}) {
    CHECK(math::atan2(sign * 0.0, 1.0) == 0.0);
    CHECK(std::signbit(math::atan2(sign * 0.0, 0.0)) == std::signbit(sign));
    CHECK(math::atan2(sign * 0.0, -0.0) == sign * pi);
    CHECK(math::atan2(sign * 0.0, -5.0) == sign * pi);
    CHECK(math::atan2(sign * 3.0, 0.0) == sign * pi / 2);
    CHECK(math::atan2(sign * 3.0, -0.0) == sign * pi / 2);
    CHECK(math::atan2(sign * infinite, infinite) == sign * pi / 4);
    CHECK(math::atan2(sign * infinite, -infinite) == sign * 3 * pi / 4);
    CHECK(math::atan2(sign * infinite, 7.0) == sign * pi / 2);
    CHECK(std::signbit(math::atan2(sign * 7.0, infinite)) == std::signbit(sign));
    CHECK(math::atan2(sign * 7.0, -infinite) == sign * pi);
  }
  CHECK(std::isnan(math::atan2(std::nan(""), 1.0)));
  CHECK(std::isnan(math::atan2(0.0, std::nan(""))));
}
