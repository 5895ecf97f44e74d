#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/math.hpp"
#include "tests/unit/core/nearest_double.hpp"

namespace math = firedrill::math;
using firedrill::tests::Nearest;
using firedrill::tests::units_between;

// The doubles nearest to the true values, computed with 60 digits by mpmath 1.3.

namespace {

struct Power {
  double x;
  double y;
  double expected;
};

double relative_distance(double got, double expected) {
  return std::fabs(got - expected) / std::fabs(expected);
}

}  // namespace

TEST_CASE("exp is at most one unit off the nearest double", "[unit][core][math]") {
  const std::vector<Nearest> values = {{1e-300, 0x1.0000000000000p+0},
                                       {1e-17, 0x1.0000000000000p+0},
                                       {-1e-17, 0x1.0000000000000p+0},
                                       {1e-08, 0x1.0000002af31dcp+0},
                                       {-1e-08, 0x1.ffffffaa19c48p-1},
                                       {0.1, 0x1.1aec7b35a00d4p+0},
                                       {-0.1, 0x1.cf46d99d52b3ap-1},
                                       {0.34657359027997264, 0x1.6a09e667f3bccp+0},
                                       {0.35, 0x1.6b4802c805decp+0},
                                       {-0.35, 0x1.68cce09671f71p-1},
                                       {0.6931471805599453, 0x1.0000000000000p+1},
                                       {1.5, 0x1.1ed3fe64fc541p+2},
                                       {2.0, 0x1.d8e64b8d4ddaep+2},
                                       {-2.5, 0x1.50385c094f425p-4},
                                       {3.141592653589793, 0x1.724046eb09339p+4},
                                       {-7.75, 0x1.c3aa91ff0d498p-12},
                                       {20.0, 0x1.ceb088b68e804p+28},
                                       {-36.7, 0x1.0998b04bdd190p-53},
                                       {100.0, 0x1.3494a9b171bf5p+144},
                                       {-100.25, 0x1.4acd31e167ebbp-145},
                                       {300.5, 0x1.719c25b8f5b4ap+433},
                                       {-500.0, 0x1.9265e78d4438dp-722},
                                       {709.0, 0x1.d422d2be5dc9bp+1022},
                                       {-708.0, 0x1.7c8ab2288c9abp-1022}};

  for (const Nearest& value : values) {
    CAPTURE(value.x);
    CHECK(units_between(math::exp(value.x), value.expected) <= 1);
  }
}

TEST_CASE("log is at most one unit off the nearest double", "[unit][core][math]") {
  const std::vector<Nearest> values = {{5e-324, -0x1.74385446d71c3p+9},
                                       {2.2250738585072014e-308, -0x1.6232bdd7abcd2p+9},
                                       {1e-100, -0x1.cc845b54b54f2p+7},
                                       {1e-09, -0x1.4b927f32bffb8p+4},
                                       {0.25, -0x1.62e42fefa39efp+0},
                                       {0.5, -0x1.62e42fefa39efp-1},
                                       {0.7071067811865475, -0x1.62e42fefa39f1p-2},
                                       {0.7071067811865476, -0x1.62e42fefa39eep-2},
                                       {0.9, -0x1.af8e8210a415cp-4},
                                       {0.9999999999999999, -0x1.0000000000000p-53},
                                       {1.0000000000000002, 0x1.fffffffffffffp-53},
                                       {1.0000001, 0x1.ad7f2847b6492p-24},
                                       {1.1, 0x1.8663f793c46ccp-4},
                                       {1.4142135623730951, 0x1.62e42fefa39f0p-2},
                                       {1.5, 0x1.9f323ecbf984cp-2},
                                       {2.718281828459045, 0x1.0000000000000p+0},
                                       {3.0, 0x1.193ea7aad030bp+0},
                                       {7.38905609893065, 0x1.0000000000000p+1},
                                       {100.0, 0x1.26bb1bbb55516p+2},
                                       {12345.678, 0x1.2d79559791e31p+3},
                                       {10000000000.0, 0x1.7069e2aa2aa5bp+4},
                                       {9007199254740992.0, 0x1.25e4f7b2737fap+5},
                                       {1e+100, 0x1.cc845b54b54f2p+7},
                                       {1.7976931348623157e+308, 0x1.62e42fefa39efp+9}};

  for (const Nearest& value : values) {
    CAPTURE(value.x);
    CHECK(units_between(math::log(value.x), value.expected) <= 1);
  }
}

TEST_CASE("pow is within 2e-13 of the true power", "[unit][core][math]") {
  const std::vector<Power> values = {{2.0, 0.25, 0x1.306fe0a31b715p+0},
                                     {0.5, 1.5, 0x1.6a09e667f3bcdp-2},
                                     {1.5, 2.5, 0x1.60b9fd68a4554p+1},
                                     {10.0, 0.1, 0x1.4248ef8fc2604p+0},
                                     {10.0, -0.3, 0x1.009b9cf334252p-1},
                                     {1.0000001, 10000000.0, 0x1.5bf0a790ce6f2p+1},
                                     {0.999, 1234.5, 0x1.29c79e2c9f96ap-2},
                                     {3.7, -9.25, 0x1.74516333900b4p-18},
                                     {123.456, 7.0, 0x1.8d8b5a7ac60bep+48},
                                     {0.1, 20.0, 0x1.79ca10c92422bp-67},
                                     {1e-05, 61.3, 0x1.c6c8cd99c4b79p-1019},
                                     {7.0, 364.0, 0x1.d638480421ec9p+1021},
                                     {10000000000.0, -30.7, 0x1.1fa182c40c660p-1020},
                                     {2.0, -0.001, 0x1.ffa52de61c11fp-1},
                                     {1e+300, 0.01, 0x1.f400000000001p+9},
                                     {5e-324, 0.125, 0x1.ae89f995ad3adp-135}};

  for (const Power& value : values) {
    CAPTURE(value.x, value.y);
    CHECK(relative_distance(math::pow(value.x, value.y), value.expected) < 2e-13);
  }
}

TEST_CASE("normal_quantile is within 1e-14 of the true quantile", "[unit][core][math]") {
  const std::vector<Nearest> values = {{1e-307, -0x1.2bd5ac4fbd5a1p+5},
                                       {1e-100, -0x1.546010d755221p+4},
                                       {1e-30, -0x1.6ed94a4dacdc8p+3},
                                       {1.3887943864964021e-11, -0x1.aa1b1c13ee526p+2},
                                       {1e-11, -0x1.ad2f7bbec4805p+2},
                                       {1e-06, -0x1.30381a9799f7ep+2},
                                       {0.0001, -0x1.dc08bb712893bp+1},
                                       {0.001, -0x1.8b8cbb7204471p+1},
                                       {0.025, -0x1.f5c0331eeff85p+0},
                                       {0.05, -0x1.a515209676abdp+0},
                                       {0.0749, -0x1.70b374817af52p+0},
                                       {0.075, -0x1.7085226d3e524p+0},
                                       {0.0751, -0x1.7056dc6686c9bp+0},
                                       {0.1, -0x1.4813c36e26d32p+0},
                                       {0.25, -0x1.5956b87528a49p-1},
                                       {0.4, -0x1.036d6c4a04b59p-2},
                                       {0.4999, -0x1.06d6ca8553fc0p-12},
                                       {0.6, 0x1.036d6c4a04b59p-2},
                                       {0.75, 0x1.5956b87528a49p-1},
                                       {0.9, 0x1.4813c36e26d33p+0},
                                       {0.925, 0x1.7085226d3e525p+0},
                                       {0.95, 0x1.a515209676abbp+0},
                                       {0.99, 0x1.29c5c4630ff0ep+1},
                                       {0.999, 0x1.8b8cbb7204470p+1},
                                       {0.9999, 0x1.dc08bb712897ap+1},
                                       {0.999999999, 0x1.7fdc11f93a210p+2},
                                       {0.9999999999999999, 0x1.06b48528cea52p+3}};

  for (const Nearest& value : values) {
    CAPTURE(value.x);
    CHECK(relative_distance(math::normal_quantile(value.x), value.expected) < 1e-14);
  }
}

TEST_CASE("the functions undo each other", "[unit][core][math]") {
  for (double x = 0.001; x < 700.0; x *= 1.7) {
    CAPTURE(x);
    CHECK(relative_distance(math::log(math::exp(x)), x) < 4e-16 * std::fmax(1.0, 1.0 / x));
    CHECK(relative_distance(math::exp(math::log(x)), x) < 4e-15);
    CHECK(relative_distance(math::pow(math::pow(x, 3.7), 1.0 / 3.7), x) < 1e-14);
  }
}

TEST_CASE("normal_quantile is odd about one half", "[unit][core][math]") {
  for (const double p : {0x1p-40, 0x1p-10, 0.0625, 0.125, 0.25, 0.4375}) {  // 1 - p is exact
    CHECK(math::normal_quantile(1.0 - p) == -math::normal_quantile(p));
  }
}
