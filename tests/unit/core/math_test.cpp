#include "harness/core/math.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <catch2/catch.hpp>

#include "harness/core/digest.hpp"
#include "harness/core/rng.hpp"

namespace math = firedrill::math;
using firedrill::Rng;
using firedrill::Seed;
using firedrill::stream;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::uint64_t bits(double x) {
  return std::bit_cast<std::uint64_t>(x);
}

double relative_error(double got, double expected) {
  return std::fabs(got - expected) / std::fabs(expected);
}

}  // namespace

TEST_CASE("exp gives known bit patterns", "[unit][core][math]") {
  CHECK(math::exp(0.0) == 1.0);
  CHECK(math::exp(1.0) == 0x1.5bf0a8b14576ap+1);  // one unit above the nearest double
  CHECK(math::exp(-1.0) == 0x1.78b56362cef38p-2);
  CHECK(math::exp(0.5) == 0x1.a61298e1e069cp+0);
  CHECK(math::exp(10.0) == 0x1.5829dcf95056p+14);
  CHECK(math::exp(700.0) == 0x1.d945df4f8ec8ep+1009);
  CHECK(math::exp(-740.0) == 0x0.0000000000055p-1022);  // subnormal
}

TEST_CASE("exp covers its whole range and beyond", "[unit][core][math]") {
  CHECK(math::exp(709.78) < infinity);
  CHECK(math::exp(709.79) == infinity);
  CHECK(math::exp(infinity) == infinity);
  CHECK(math::exp(-745.1) > 0.0);
  CHECK(math::exp(-746.0) == 0.0);
  CHECK(math::exp(-infinity) == 0.0);
  CHECK(std::isnan(math::exp(not_a_number)));
}

TEST_CASE("log gives known bit patterns", "[unit][core][math]") {
  CHECK(bits(math::log(1.0)) == bits(0.0));
  CHECK(math::log(2.0) == 0x1.62e42fefa39efp-1);
  CHECK(math::log(10.0) == 0x1.26bb1bbb55516p+1);
  CHECK(math::log(0.1) == -0x1.26bb1bbb55515p+1);
  CHECK(math::log(1e-310) == -0x1.64e69394d9508p+9);  // subnormal
  CHECK(math::log(1e300) == 0x1.5963447f87fb5p+9);
  CHECK(math::log(0.999) == -0x1.064670d979b73p-10);
}

TEST_CASE("log takes zero, infinity and what has no logarithm", "[unit][core][math]") {
  CHECK(math::log(0.0) == -infinity);
  CHECK(math::log(-0.0) == -infinity);
  CHECK(math::log(infinity) == infinity);
  CHECK(std::isnan(math::log(-1.0)));
  CHECK(std::isnan(math::log(not_a_number)));
}

TEST_CASE("pow is exact where repeated squaring is", "[unit][core][math]") {
  CHECK(math::pow(2.0, 10.0) == 1024.0);
  CHECK(math::pow(10.0, 15.0) == 1e15);
  CHECK(math::pow(-3.0, 3.0) == -27.0);
  CHECK(math::pow(2.0, -1000.0) == 0x1p-1000);
  CHECK(math::pow(2.0, 1023.0) == 0x1p1023);
  CHECK(math::pow(2.0, -1074.0) == 0x1p-1074);
  CHECK(math::pow(7.25, 1.0) == 7.25);
  CHECK(math::pow(2.0, 0.5) == std::sqrt(2.0));
}

TEST_CASE("pow gives known bit patterns", "[unit][core][math]") {
  CHECK(math::pow(1.1, 10.0) == 0x1.4bffc0c03023dp+1);
  CHECK(math::pow(10.0, -3.7) == 0x1.a26fd472780b6p-13);
}

TEST_CASE("pow follows Annex F of the C standard at the edges", "[unit][core][math]") {
  CHECK(math::pow(not_a_number, 0.0) == 1.0);
  CHECK(math::pow(1.0, not_a_number) == 1.0);
  CHECK(math::pow(-1.0, infinity) == 1.0);
  CHECK(math::pow(0.5, infinity) == 0.0);
  CHECK(math::pow(0.5, -infinity) == infinity);
  CHECK(math::pow(2.0, -infinity) == 0.0);
  CHECK(bits(math::pow(-0.0, 3.0)) == bits(-0.0));
  CHECK(bits(math::pow(-0.0, 2.0)) == bits(0.0));
  CHECK(math::pow(-0.0, -3.0) == -infinity);
  CHECK(math::pow(0.0, -0.5) == infinity);
  CHECK(math::pow(-infinity, 3.0) == -infinity);
  CHECK(bits(math::pow(-infinity, -3.0)) == bits(-0.0));
  CHECK(math::pow(10.0, 400.0) == infinity);
  CHECK(math::pow(-10.0, 401.0) == -infinity);
  CHECK(math::pow(10.0, -400.0) == 0.0);
  CHECK(std::isnan(math::pow(-2.0, 0.5)));
  CHECK(std::isnan(math::pow(2.0, not_a_number)));
}

TEST_CASE("normal_quantile gives known values", "[unit][core][math]") {
  CHECK(bits(math::normal_quantile(0.5)) == bits(0.0));
  CHECK(math::normal_quantile(0.99) == 0x1.29c5c4630ff0cp+1);   // 2.3263478740408408
  CHECK(math::normal_quantile(0.975) == 0x1.f5c0331eeff82p+0);  // 1.959963984540054
  CHECK(math::normal_quantile(0.01) == -0x1.29c5c4630ff0ep+1);
  CHECK(math::normal_quantile(1e-300) == -0x1.286074064c26ep+5);  // -37.0471
}

TEST_CASE("normal_quantile reaches infinity at the ends and ends there", "[unit][core][math]") {
  CHECK(math::normal_quantile(0.0) == -infinity);
  CHECK(math::normal_quantile(1.0) == infinity);
  CHECK(std::isnan(math::normal_quantile(-0.1)));
  CHECK(std::isnan(math::normal_quantile(1.1)));
  CHECK(std::isnan(math::normal_quantile(not_a_number)));
}

TEST_CASE("normal_quantile is monotone across its three pieces", "[unit][core][math]") {
  for (const double p : {0.075, 0.925, 1.3887943864964021e-11}) {
    const double step = p * 1e-9;
    CHECK(math::normal_quantile(p - step) < math::normal_quantile(p));
    CHECK(math::normal_quantile(p) < math::normal_quantile(p + step));
  }
}

TEST_CASE("the functions agree with the C library to a few units", "[unit][core][math]") {
  Rng rng = stream(Seed{1}, "math");
  double worst_exp = 0;
  double worst_log = 0;
  double worst_pow = 0;

  for (int i = 0; i < 20'000; ++i) {
    const double x = (rng.unit() - 0.5) * 1400.0;
    const double y = (rng.unit() - 0.5) * 80.0;
    const double positive = rng.open_unit() * 50.0;
    worst_exp = std::max(worst_exp, relative_error(math::exp(x), std::exp(x)));
    worst_log = std::max(worst_log, relative_error(math::log(positive), std::log(positive)));
    worst_pow = std::max(worst_pow, relative_error(math::pow(positive, y), std::pow(positive, y)));
  }

  CHECK(worst_exp < 4e-16);
  CHECK(worst_log < 4e-16);
  CHECK(worst_pow < 1e-13);
}

TEST_CASE("100,000 values of each function give the known digest", "[unit][core][math]") {
  Rng rng = stream(Seed{1}, "math");
  firedrill::Digest digest;

  for (int i = 0; i < 100'000; ++i) {
    const double p = rng.open_unit();
    const double z = math::normal_quantile(p);
    digest.mix(bits(z), bits(math::exp(z * 100.0)));
    digest.mix(bits(math::log(p)), bits(math::pow(p, z * 20.0)));
  }

  CHECK(digest.value() == 0xaeb34a95a6cde638U);
}
