#include "harness/core/exponential.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Rng;
using firedrill::Seed;
using firedrill::stream;
using firedrill::unit_exponential;

namespace {

std::vector<double> sorted_draws(std::size_t count) {
  Rng rng = stream(Seed{1}, "exponential");
  std::vector<double> values(count);
  std::generate(values.begin(), values.end(), [&] { return unit_exponential(rng); });
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("unit_exponential follows 1 - e^-x everywhere", "[unit][core][exponential]") {
  constexpr std::size_t count = 100'000;
  const std::vector<double> values = sorted_draws(count);
  double distance = 0;  // of Kolmogorov and Smirnov

  for (std::size_t i = 0; i < count; ++i) {
    const double expected = 1.0 - std::exp(-values[i]);
    const double below = static_cast<double>(i) / count;
    distance = std::max({distance, expected - below, below + 1.0 / count - expected});
  }

  CHECK(distance < 1.95 / std::sqrt(count));  // level 0.001
}

TEST_CASE("unit_exponential has the right share in its tail", "[unit][core][exponential]") {
  const std::vector<double> values = sorted_draws(100'000);
  const auto above = [&](double limit) {
    return values.end() - std::upper_bound(values.begin(), values.end(), limit);
  };

  CHECK(values.front() >= 0.0);
  CHECK(above(3.0) == Approx(100'000 * std::exp(-3.0)).margin(5 * 69));
  CHECK(above(7.0) == Approx(100'000 * std::exp(-7.0)).margin(5 * 10));
  CHECK(above(7.697117470131050) == Approx(100'000 * std::exp(-7.6971)).margin(5 * 7));
}

TEST_CASE("unit_exponential draws its known values, to the bit", "[unit][core][exponential]") {
  Rng rng = stream(Seed{1}, "exponential");

  CHECK(unit_exponential(rng) == 0x1.21da13bd416cap+0);
  CHECK(unit_exponential(rng) == 0x1.c6a55e305faa3p-1);
  CHECK(unit_exponential(rng) == 0x1.566c5c8eab12p+0);
  CHECK(unit_exponential(rng) == 0x1.2a9a81440342cp-1);
}
