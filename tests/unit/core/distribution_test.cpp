#include "harness/core/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/digest.hpp"

using namespace std::chrono_literals;
using firedrill::Constant;
using firedrill::Distribution;
using firedrill::Duration;
using firedrill::Empirical;
using firedrill::Exponential;
using firedrill::Lognormal;
using firedrill::Mixture;
using firedrill::Probability;
using firedrill::Rng;
using firedrill::Seed;
using firedrill::stream;
using firedrill::Uniform;
using firedrill::zero_inflated;

namespace {

struct KnownAnswer {
  Distribution distribution;
  std::array<std::int64_t, 4> first;  ///< nanoseconds
  std::uint64_t digest;               ///< of 100,000 draws
};

const std::vector<KnownAnswer>& known_answers() {
  static const std::vector<KnownAnswer> all = {
      {Constant{20ms}, {20000000, 20000000, 20000000, 20000000}, 0x78a0a93295bc485fU},
      {Uniform{10ms, 30ms}, {22535352, 27502364, 17943145, 18707526}, 0x5c12cadd2bfd98b5U},
      {Exponential{20ms}, {8482718, 9134222, 6085801, 14874151}, 0xc49566bfbb12d567U},
      {Lognormal{.median = 12ms, .p99 = 90ms},
       {15877895, 32516507, 9574449, 10422702},
       0xfcd1ee482aa8b0ebU},
      {Empirical{.values = {1ms, 5ms, 9ms}},
       {5000000, 9000000, 5000000, 5000000},
       0xa448e95405dcbe6cU},
      {Empirical{.values = {1ms, 5ms, 9ms}, .weights = {1, 2, 7}},
       {9000000, 9000000, 9000000, 9000000},
       0x944a76e7ff529488U},
      {Mixture{.parts = {Constant{5ms}, Exponential{50ms}}, .weights = {9, 1}},
       {5000000, 5000000, 5000000, 5000000},
       0x92d3ef42fe744f95U},
      {zero_inflated(*Probability::from(0.75), Uniform{10ms, 30ms}),
       {0, 17943145, 0, 0},
       0x44e19d462208b409U}};
  return all;
}

std::vector<Duration> draws(const Distribution& distribution, std::size_t count) {
  Rng rng = stream(Seed{1}, "distribution");
  std::vector<Duration> values(count);
  std::generate(values.begin(), values.end(), [&] { return distribution.sample(rng); });
  return values;
}

}  // namespace

TEST_CASE("every distribution draws its known values, to the bit", "[unit][core][distribution]") {
  for (const KnownAnswer& known : known_answers()) {
    const std::vector<Duration> values = draws(known.distribution, 100'000);
    firedrill::Digest digest;
    for (std::size_t i = 0; i < values.size(); ++i) {
      digest.mix(static_cast<std::uint64_t>(values[i].count()), i);
    }

    INFO("distribution " << &known - known_answers().data());
    for (std::size_t i = 0; i < known.first.size(); ++i) {
      CHECK(values[i].count() == known.first.at(i));
    }
    CHECK(digest.value() == known.digest);
  }
}

TEST_CASE("the mean of many draws is the closed form's", "[unit][core][distribution]") {
  for (const KnownAnswer& known : known_answers()) {
    double sum = 0;
    double squares = 0;
    constexpr double count = 100'000;
    for (const Duration value : draws(known.distribution, 100'000)) {
      const auto nanoseconds = static_cast<double>(value.count());
      sum += nanoseconds;
      squares += nanoseconds * nanoseconds;
    }
    const double mean = sum / count;
    const double standard_error = std::sqrt((squares / count - mean * mean) / count);

    INFO("distribution " << &known - known_answers().data());
    const auto expected = static_cast<double>(known.distribution.mean().count());
    CHECK(mean == Approx(expected).margin(5 * standard_error + 1));
  }
}

TEST_CASE("a lognormal has its median and its 99th percentile", "[unit][core][distribution]") {
  std::vector<Duration> values = draws(Lognormal{.median = 12ms, .p99 = 90ms}, 100'000);

  const auto below = [&](Duration limit) {
    return std::count_if(values.begin(), values.end(), [&](Duration v) { return v <= limit; });
  };

  CHECK(below(12ms) == Approx(50'000).margin(5 * 158));
  CHECK(below(90ms) == Approx(99'000).margin(5 * 31));
}

TEST_CASE("a lognormal whose p99 is its median is constant", "[unit][core][distribution]") {
  const Distribution distribution = Lognormal{.median = 7ms, .p99 = 7ms};

  for (const Duration value : draws(distribution, 100)) {
    CHECK(value == 7ms);
  }
  CHECK(distribution.mean() == 7ms);
}

TEST_CASE("an exponential has the variance of its mean squared", "[unit][core][distribution]") {
  double squares = 0;
  for (const Duration value : draws(Exponential{20ms}, 100'000)) {
    const double seconds = std::chrono::duration<double>(value).count();
    squares += seconds * seconds;
  }

  CHECK(squares / 100'000 == Approx(2 * 0.02 * 0.02).epsilon(0.04));  // 5 standard errors
}

TEST_CASE("a uniform stays within its ends", "[unit][core][distribution]") {
  const std::vector<Duration> values = draws(Uniform{10ms, 30ms}, 10'000);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());

  CHECK(*low >= 10ms);
  CHECK(*low < 11ms);
  CHECK(*high <= 30ms);
  CHECK(*high > 29ms);
}

TEST_CASE("an empirical draws its values as often as they weigh", "[unit][core][distribution]") {
  const Distribution distribution =
      Empirical{.values = {1ms, 5ms, 6ms, 9ms}, .weights = {1, 2, 0, 7}};
  const std::vector<Duration> values = draws(distribution, 100'000);

  CHECK(std::count(values.begin(), values.end(), 1ms) == Approx(10'000).margin(5 * 95));
  CHECK(std::count(values.begin(), values.end(), 5ms) == Approx(20'000).margin(5 * 127));
  CHECK(std::count(values.begin(), values.end(), 6ms) == 0);
  CHECK(std::count(values.begin(), values.end(), 9ms) == Approx(70'000).margin(5 * 145));
}

TEST_CASE("a mixture takes each part as often as it weighs", "[unit][core][distribution]") {
  const Distribution distribution =
      Mixture{.parts = {Constant{5ms}, Uniform{10ms, 20ms}}, .weights = {3, 1}};
  const std::vector<Duration> values = draws(distribution, 40'000);

  CHECK(std::count(values.begin(), values.end(), 5ms) == Approx(30'000).margin(5 * 87));
  CHECK(distribution.mean() == 7500us);
}

TEST_CASE("a zero-inflated value is zero as often as told", "[unit][core][distribution]") {
  const Distribution distribution = zero_inflated(*Probability::from(0.75), Uniform{10ms, 30ms});
  const std::vector<Duration> values = draws(distribution, 40'000);

  CHECK(std::count(values.begin(), values.end(), 0ms) == Approx(30'000).margin(5 * 87));
  CHECK(distribution.mean() == 5ms);
  CHECK(draws(zero_inflated(*Probability::from(1.0), Constant{1ms}), 10).back() == 0ms);
}

TEST_CASE("scaling moves every single draw by the factor", "[unit][core][distribution]") {
  for (const KnownAnswer& known : known_answers()) {
    const std::vector<Duration> plain = draws(known.distribution, 1000);
    const std::vector<Duration> tripled = draws(known.distribution.scaled(3.0), 1000);
    const std::vector<Duration> nothing = draws(known.distribution.scaled(0.0), 1000);

    INFO("distribution " << &known - known_answers().data());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      CHECK(std::chrono::abs(tripled[i] - 3 * plain[i]) <= 3ns);
      CHECK(nothing[i] == 0ns);
    }
  }
}

TEST_CASE("a larger parameter makes each paired draw larger", "[unit][core][distribution]") {
  const std::vector<std::pair<Distribution, Distribution>> pairs = {
      {Exponential{20ms}, Exponential{21ms}},
      {Lognormal{.median = 12ms, .p99 = 90ms}, Lognormal{.median = 13ms, .p99 = 95ms}},
      {Uniform{1ms, 2ms}, Uniform{1ms, 3ms}}};

  for (const auto& [smaller, larger] : pairs) {
    const std::vector<Duration> low = draws(smaller, 1000);
    const std::vector<Duration> high = draws(larger, 1000);
    for (std::size_t i = 0; i < low.size(); ++i) {
      CHECK(low[i] <= high[i]);
    }
  }
}

TEST_CASE("a sample never exceeds the longest that time can take", "[unit][core][distribution]") {
  const Distribution distribution = Lognormal{.median = 1h, .p99 = 2'000'000h};

  for (const Duration value : draws(distribution.scaled(1e6), 1000)) {
    CHECK(value <= firedrill::longest_sample);
    CHECK(value >= 0ns);
  }
}
