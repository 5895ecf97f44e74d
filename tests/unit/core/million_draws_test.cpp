#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/digest.hpp"
#include "harness/core/distribution.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

// What a million draws of each distribution must be: the very same values on every machine (their
// digest), and values of that distribution (closed forms, computed with 60 digits by mpmath).

namespace {

constexpr std::size_t count = 1'000'000;

/// The share of draws that are at most `limit`.
struct Share {
  Duration limit;
  double expected;
};

struct Expected {
  std::string_view name;
  Distribution distribution;
  double mean_ms;
  double deviation_ms;  ///< standard deviation of one draw
  std::vector<Share> shares;
  std::uint64_t digest;
};

const std::vector<Expected>& all_expected() {
  static const std::vector<Expected> all = {
      {"constant", Constant{20ms}, 20, 0, {{19999999ns, 0}, {20ms, 1}}, 0x6463cce4180b65fbU},
      {"uniform",
       Uniform{10ms, 30ms},
       20,
       5.773502691896258,
       {{9999999ns, 0}, {12ms, 0.1}, {15ms, 0.25}, {20ms, 0.5}, {29ms, 0.95}, {30ms, 1}},
       0x4c2eb6ce7c3f2535U},
      {"exponential",
       Exponential{20ms},
       20,
       20,
       {{201007ns, 0.01},
        {5753641ns, 0.25},
        {13862944ns, 0.5},
        {27725887ns, 0.75},
        {92103404ns, 0.99},
        {184206807ns, 0.9999}},
       0x1a242df3c61db561U},
      {"lognormal",
       Lognormal{.median = 12ms, .p99 = 90ms},
       17.46137038046686,
       18.45756326496291,
       {{2887125ns, 0.05},
        {6690681ns, 0.25},
        {12ms, 0.5},
        {21522473ns, 0.75},
        {49876599ns, 0.95},
        {90ms, 0.99},
        {174413239ns, 0.999}},
       0x1dcc04a9a68646f3U},
      {"empirical, equal weights",
       Empirical{.values = {9ms, 1ms, 5ms}},
       5,
       3.265986323710904,
       {{999999ns, 0}, {1ms, 1.0 / 3.0}, {5ms, 2.0 / 3.0}, {9ms, 1}},
       0x5763313fe6dafc70U},
      {"empirical, weighted",
       Empirical{.values = {1ms, 5ms, 6ms, 9ms}, .weights = {1, 2, 0, 7}},
       7.4,
       2.653299832284319,
       {{1ms, 0.1}, {5ms, 0.3}, {6ms, 0.3}, {8999999ns, 0.3}, {9ms, 1}},
       0xe333dcf8b973bf49U},
      {"mixture of constant and exponential",
       Mixture{.parts = {Constant{5ms}, Exponential{50ms}}, .weights = {9, 1}},
       9.5,
       20.79062288629180,
       {{5ms, 0.909516258196404}, {50ms, 0.9632120558828557}, {200ms, 0.9981684361111266}},
       0xef6f861a239cbebcU},
      {"mixture within a mixture",
       Mixture{.parts = {Mixture{.parts = {Constant{1ms}, Constant{2ms}}, .weights = {1, 3}},
                         Constant{10ms}}},
       5.875,
       4.136348026943574,
       {{1ms, 0.125}, {2ms, 0.5}, {10ms, 1}},
       0x0b040368d710b015U},
      {"zero-inflated uniform",
       zero_inflated(*Probability::from(0.75), Uniform{10ms, 30ms}),
       5,
       9.128709291752768,
       {{-1ns, 0}, {0ns, 0.75}, {9999999ns, 0.75}, {20ms, 0.875}, {30ms, 1}},
       0xd1d0f4d6168b9e2bU}};
  return all;
}

struct Draws {
  double sum_ms = 0;
  std::vector<std::size_t> at_most;  ///< in the order of the shares
  std::uint64_t digest = 0;
};

Draws draw(const Expected& expected) {
  Rng rng = stream(Seed{1}, "distribution");
  Draws draws{.at_most = std::vector<std::size_t>(expected.shares.size() + 1)};
  Digest digest;
  std::int64_t sum = 0;
  for (std::size_t index = 0; index < count; ++index) {
    const Duration value = expected.distribution.sample(rng);
    digest.mix(static_cast<std::uint64_t>(value.count()), index);
    sum += value.count();
    std::size_t share = 0;
    while (share < expected.shares.size() && value > expected.shares[share].limit) {
      ++share;
    }
    ++draws.at_most[share];
  }
  for (std::size_t share = 1; share < draws.at_most.size(); ++share) {
    draws.at_most[share] += draws.at_most[share - 1];
  }
  draws.sum_ms = static_cast<double>(sum) / 1e6;
  draws.digest = digest.value();
  return draws;
}

}  // namespace

TEST_CASE("a million draws of every distribution are known, and have its mean and quantiles",
          "[unit][core][distribution]") {
  for (const Expected& expected : all_expected()) {
    const Draws draws = draw(expected);

    INFO(expected.name << ", seed 1, stream \"distribution\"");
    CHECK(draws.digest == expected.digest);
    // Each within 5 standard errors: a correct one fails in one of 1.7 million cases.
    const double error_of_mean = expected.deviation_ms / std::sqrt(count);
    CHECK(draws.sum_ms / count == Approx(expected.mean_ms).margin(5 * error_of_mean + 1e-6));
    for (std::size_t share = 0; share < expected.shares.size(); ++share) {
      const double p = expected.shares[share].expected;
      INFO("at most " << expected.shares[share].limit.count() << " ns");
      CHECK(static_cast<double>(draws.at_most[share]) ==
            Approx(p * count).margin(5 * std::sqrt(count * p * (1 - p)) + 0.5));
    }
  }
}

TEST_CASE("the mean that a distribution tells is the closed form's", "[unit][core][distribution]") {
  for (const Expected& expected : all_expected()) {
    INFO(expected.name);
    CHECK(static_cast<double>(expected.distribution.mean().count()) ==
          Approx(expected.mean_ms * 1e6).margin(1.0));
  }
}

TEST_CASE("a lognormal draw is where the stream's number stands in its distribution",
          "[unit][core][distribution]") {
  const Distribution distribution = Lognormal{.median = 12ms, .p99 = 90ms};
  const double sigma = 0.8661228370125059;  // ln(90 / 12) / 2.3263478740408408
  Rng drawn = stream(Seed{1}, "distribution");
  Rng numbers = stream(Seed{1}, "distribution");

  for (int index = 0; index < 2000; ++index) {
    const auto value = static_cast<double>(distribution.sample(drawn).count());
    const double z = std::log(value / 12e6) / sigma;
    const double below = std::erfc(-z / std::sqrt(2.0)) / 2;
    CHECK(below == Approx(numbers.open_unit()).margin(1e-6));
  }
}
