#include "harness/core/hyperbolic.hpp"

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

constexpr double boundless = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("sinh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {1e-05, 0x1.4f8b588e4e940p-17},
                                       {0.25, 0x1.02accd9d08102p-2},
                                       {-0.5, -0x1.0acd00fe63b97p-1},
                                       {0.51, 0x1.1096720c37d36p-1},
                                       {1.0, 0x1.2cd9fc44eb982p+0},
                                       {-3.0, -0x1.40926e70949aep+3},
                                       {20.0, 0x1.ceb088b68e804p+27},
                                       {21.5, 0x1.0334300327298p+30},
                                       {700.0, 0x1.d945df4f8ec8ep+1008}};

  check_nearest(&math::sinh, values, 3);
}

TEST_CASE("cosh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1e-05, 0x1.0000000036f9cp+0},
                                       {0.25, 0x1.080ab05ca6146p+0},
                                       {-0.5, 0x1.20ac1862ae8d0p+0},
                                       {1.0, 0x1.8b07551d9f550p+0},
                                       {-3.0, 0x1.422a497d6185ep+3},
                                       {20.0, 0x1.ceb088b68e804p+27},
                                       {21.5, 0x1.0334300327298p+30},
                                       {700.0, 0x1.d945df4f8ec8ep+1008}};

  check_nearest(&math::cosh, values, 3);
}

TEST_CASE("tanh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.56e1fc2f8f359p-997},
                                       {1e-05, 0x1.4f8b588e06854p-17},
                                       {0.25, 0x1.f597ea69a1c86p-3},
                                       {-0.5, -0x1.d9353d7568af3p-2},
                                       {0.62, 0x1.1a2d73f4f5e95p-1},
                                       {0.63, 0x1.1db9051e93ee8p-1},
                                       {1.0, 0x1.85efab514f394p-1},
                                       {-3.0, -0x1.fd77d111a0b00p-1},
                                       {18.0, 0x1.ffffffffffffcp-1}};

  check_nearest(&math::tanh, values, 3);
}

TEST_CASE("asinh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1e-10, 0x1.b7cdfd9d7bdbbp-34},
                                       {1e-05, 0x1.4f8b588e1e8a2p-17},
                                       {0.25, 0x1.facfb2399e637p-3},
                                       {-0.5, -0x1.ecc2caec5160ap-2},
                                       {1.0, 0x1.c34366179d427p-1},
                                       {-1.9, -0x1.65e3388a03dc2p+0},
                                       {2.5, 0x1.a5b0f0be9dcf6p+0},
                                       {1000000.0, 0x1.d046ec97fa3ccp+3},
                                       {1000000000.0, 0x1.56a9a0b23d188p+4},
                                       {1e+200, 0x1.cd35cd6cad20fp+8}};

  check_nearest(&math::asinh, values, 3);
}

TEST_CASE("acosh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1.0000000001, 0x1.da880667f3b17p-17},
                                       {1.01, 0x1.2163dee5f066dp-3},
                                       {1.5, 0x1.ecc2caec5160ap-1},
                                       {1.9, 0x1.41d795efea940p+0},
                                       {2.5, 0x1.9119c13a31bb0p+0},
                                       {1000000.0, 0x1.d046ec97fa2b2p+3},
                                       {1000000000.0, 0x1.56a9a0b23d188p+4},
                                       {1e+200, 0x1.cd35cd6cad20fp+8}};

  check_nearest(&math::acosh, values, 3);
}

TEST_CASE("atanh is at most 3 units off the nearest double", "[unit][core][hyperbolic]") {
  const std::vector<Nearest> values = {{1e-10, 0x1.b7cdfd9d7bdbbp-34},
                                       {1e-05, 0x1.4f8b588e6698ep-17},
                                       {0.25, 0x1.058aefa811452p-2},
                                       {-0.49, -0x1.1276801cd9ab5p-1},
                                       {0.51, 0x1.201e1dc7b4c9ep-1},
                                       {-0.9, -0x1.78e360604b32dp+0},
                                       {0.999999, 0x1.d046eb8b86c1cp+2}};

  check_nearest(&math::atanh, values, 3);
}

TEST_CASE("hyperbolic functions take zero, infinity and NaN", "[unit][core][hyperbolic]") {
  for (const auto function : {&math::sinh, &math::tanh, &math::asinh, &math::atanh}) {
    CHECK(std::signbit(function(-0.0)));
    CHECK_FALSE(std::signbit(function(0.0)));
    CHECK(std::isnan(function(std::nan(""))));
  }
  for (const auto function : {&math::sinh, &math::asinh}) {
    CHECK(function(boundless) == boundless);
    CHECK(function(-boundless) == -boundless);
  }
  CHECK(math::cosh(-boundless) == boundless);
  CHECK(math::cosh(0.0) == 1.0);
  CHECK(std::isnan(math::cosh(std::nan(""))));
  CHECK(math::tanh(boundless) == 1.0);
  CHECK(math::tanh(-boundless) == -1.0);
}

TEST_CASE("inverse hyperbolic functions know their domains", "[unit][core][hyperbolic]") {
  CHECK(math::acosh(1.0) == 0.0);
  CHECK(math::acosh(boundless) == boundless);
  CHECK(std::isnan(math::acosh(0.999)));
  CHECK(std::isnan(math::acosh(std::nan(""))));
  CHECK(math::atanh(1.0) == boundless);
  CHECK(math::atanh(-1.0) == -boundless);
  CHECK(std::isnan(math::atanh(1.001)));
}
