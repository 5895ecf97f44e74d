#include "harness/core/distribution.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

struct KnownAnswer {
  Distribution distribution;
  std::array<std::int64_t, 4> first;  ///< nanoseconds
};

const std::vector<KnownAnswer>& known_answers() {
  static const std::vector<KnownAnswer> all = {
      {Constant{20ms}, {20000000, 20000000, 20000000, 20000000}},
      {Uniform{10ms, 30ms}, {22535352, 27502364, 17943145, 18707526}},
      {Exponential{20ms}, {8482718, 9134222, 6085801, 14874151}},
      {Lognormal{.median = 12ms, .p99 = 90ms}, {15877895, 32516507, 9574449, 10422702}},
      {Normal{.mean = 20ms, .deviation = 5ms}, {21616522, 25754618, 18696440, 19186487}},
      {Pareto{.least = 10ms, .shape = 2.5}, {14832292, 22982660, 12243861, 12568874}},
      {Empirical{.values = {1ms, 5ms, 9ms}}, {5000000, 9000000, 5000000, 5000000}},
      {Empirical{.values = {1ms, 5ms, 9ms}, .weights = {5, 2, 3}},
       {5000000, 9000000, 1000000, 1000000}},
      {Mixture{.parts = {Constant{5ms}, Constant{7ms}, Uniform{10ms, 30ms}}, .weights = {2, 1, 1}},
       {7000000, 17943145, 5000000, 5000000}},
      {zero_inflated(*Probability::from(0.75), Uniform{10ms, 30ms}), {0, 17943145, 0, 0}}};
  return all;
}

std::vector<Duration> draws(const Distribution& distribution, std::size_t count) {
  Rng rng = stream(Seed{1}, "distribution");
  std::vector<Duration> values(count);
  std::generate(values.begin(), values.end(), [&] { return distribution.sample(rng); });
  return values;
}

}  // namespace

TEST_CASE("the first draws of every distribution are known", "[unit][core][distribution]") {
  for (const KnownAnswer& known : known_answers()) {
    const std::vector<Duration> values = draws(known.distribution, known.first.size());

    INFO("distribution " << &known - known_answers().data());
    for (std::size_t i = 0; i < known.first.size(); ++i) {
      CHECK(values[i].count() == known.first.at(i));
    }
  }
}

TEST_CASE("a lognormal whose p99 is its median is constant", "[unit][core][distribution]") {
  const Distribution distribution = Lognormal{.median = 7ms, .p99 = 7ms};

  for (const Duration value : draws(distribution, 100)) {
    CHECK(value == 7ms);
  }
  CHECK(distribution.mean() == 7ms);
}

TEST_CASE("a normal stays between nothing and twice its mean, and keeps its mean",
          "[unit][core][distribution]") {
  const Distribution distribution = Normal{.mean = 20ms, .deviation = 10ms};
  const std::vector<Duration> values = draws(distribution, 100'000);
  double sum = 0;
  for (const Duration value : values) {
    sum += std::chrono::duration<double, std::milli>(value).count();
  }

  CHECK(*std::min_element(values.begin(), values.end()) == 0ms);
  CHECK(*std::max_element(values.begin(), values.end()) == 40ms);
  CHECK(sum / 100'000 == Approx(20).margin(5 * 0.032));
  CHECK(distribution.mean() == 20ms);
  CHECK(draws(Normal{.mean = 7ms}, 10).back() == 7ms);
}

TEST_CASE("a Pareto exceeds each value as often as its shape says", "[unit][core][distribution]") {
  const Distribution distribution = Pareto{.least = 10ms, .shape = 2};
  const std::vector<Duration> values = draws(distribution, 40'000);
  const auto beyond = [&](Duration limit) {
    return std::count_if(values.begin(), values.end(), [&](Duration one) { return one > limit; });
  };

  CHECK(beyond(10ms - 1ns) == 40'000);
  CHECK(beyond(20ms) == Approx(10'000).margin(5 * 87));
  CHECK(beyond(100ms) == Approx(400).margin(5 * 20));
  CHECK(distribution.mean() == 20ms);
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
      {Normal{.mean = 20ms, .deviation = 5ms}, Normal{.mean = 21ms, .deviation = 5ms}},
      {Pareto{.least = 10ms, .shape = 2.5}, Pareto{.least = 10ms, .shape = 2}},
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
