#include "harness/core/rng.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/digest.hpp"

using namespace std::chrono_literals;
using firedrill::Duration;
using firedrill::Probability;
using firedrill::Rng;
using firedrill::Seed;
using firedrill::stream;

TEST_CASE("an Rng gives the numbers of the published generator", "[unit][core][rng]") {
  // Xoshiro256PlusPlus::seed_from_u64(0) of the Rust crate rand_xoshiro.
  Rng rng{0};

  CHECK(rng.next() == 5987356902031041503U);
  CHECK(rng.next() == 7051070477665621255U);
  CHECK(rng.next() == 6633766593972829180U);
  CHECK(rng.next() == 211316841551650330U);
}

TEST_CASE("a stream depends on its seed and its name only", "[unit][core][rng]") {
  Rng one = stream(Seed{1}, "server/latency");
  Rng same = stream(Seed{1}, "server/latency");
  Rng other_name = stream(Seed{1}, "server/latencz");
  Rng other_seed = stream(Seed{2}, "server/latency");

  const std::uint64_t first = one.next();

  CHECK(first == 0x8098178f48a8d82eU);  // known answer: replays depend on it
  CHECK(same.next() == first);
  CHECK(other_name.next() != first);
  CHECK(other_seed.next() != first);
}

TEST_CASE("a million draws give the known digest", "[unit][core][rng]") {
  Rng rng = stream(Seed{1}, "rng");
  firedrill::Digest digest;

  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t bits = rng.next();
    digest.mix(bits, rng.below(1000));
  }

  CHECK(digest.value() == 0x59ec6da4d4d6b018U);
}

TEST_CASE("streams of neighbouring names and seeds are not correlated", "[unit][core][rng]") {
  Rng left = stream(Seed{1}, "a/0");
  Rng right = stream(Seed{2}, "a/1");
  int equal_bits = 0;

  for (int i = 0; i < 10'000; ++i) {
    equal_bits += std::popcount(~(left.next() ^ right.next()));
  }

  CHECK(equal_bits == Approx(320'000).margin(5 * 400));  // 5 standard deviations
}

TEST_CASE("below() hits every value of its range equally often", "[unit][core][rng]") {
  Rng rng = stream(Seed{3}, "below");
  std::array<int, 7> counts{};

  for (int i = 0; i < 70'000; ++i) {
    ++counts.at(rng.below(7));
  }

  for (const int count : counts) {
    CHECK(count == Approx(10'000).margin(5 * 93));
  }
}

TEST_CASE("below() has no bias for a bound above half the range", "[unit][core][rng]") {
  Rng rng = stream(Seed{4}, "below");
  constexpr std::uint64_t bound = 0xc000000000000000U;  // a third of the products must be redrawn
  int low_third = 0;

  for (int i = 0; i < 30'000; ++i) {
    const std::uint64_t value = rng.below(bound);
    REQUIRE(value < bound);
    low_third += value < (1ULL << 62U) ? 1 : 0;
  }

  CHECK(low_third == Approx(10'000).margin(5 * 82));
}

TEST_CASE("unit() reaches 0 but never 1, open_unit() neither", "[unit][core][rng]") {
  Rng rng = stream(Seed{5}, "unit");
  double sum = 0;

  for (int i = 0; i < 100'000; ++i) {
    const double closed = rng.unit();
    const double open = rng.open_unit();
    REQUIRE((closed >= 0.0 && closed < 1.0));
    REQUIRE((open > 0.0 && open < 1.0));
    sum += closed + open;
  }

  CHECK(sum == Approx(100'000).margin(5 * 130));
}

TEST_CASE("chance() is right at, near and between the ends", "[unit][core][rng]") {
  Rng rng = stream(Seed{6}, "chance");
  int never = 0;
  int always = 0;
  int third = 0;

  for (int i = 0; i < 90'000; ++i) {
    never += rng.chance(*Probability::from(0.0)) ? 1 : 0;
    always += rng.chance(*Probability::from(1.0)) ? 1 : 0;
    third += rng.chance(*Probability::from(1.0 / 3.0)) ? 1 : 0;
  }

  CHECK(never == 0);
  CHECK(always == 90'000);
  CHECK(third == Approx(30'000).margin(5 * 142));
}

TEST_CASE("chance() takes one draw whatever the probability", "[unit][core][rng]") {
  Rng certain = stream(Seed{7}, "chance");
  Rng doubtful = stream(Seed{7}, "chance");

  certain.chance(*Probability::from(1.0));
  doubtful.chance(*Probability::from(0.5));

  CHECK(certain.next() == doubtful.next());
}

TEST_CASE("between() reaches both ends and nothing outside", "[unit][core][rng]") {
  Rng rng = stream(Seed{8}, "between");
  std::vector<Duration> draws(1000);

  std::generate(draws.begin(), draws.end(), [&] { return rng.between(-2ns, 2ns); });

  const auto [low, high] = std::minmax_element(draws.begin(), draws.end());
  CHECK(*low == -2ns);
  CHECK(*high == 2ns);
  CHECK(rng.between(5ms, 5ms) == 5ms);
}

TEST_CASE("between() accepts the whole range of Duration", "[unit][core][rng]") {
  Rng rng = stream(Seed{9}, "between");
  int negative = 0;

  for (int i = 0; i < 1000; ++i) {
    negative += rng.between(Duration::min(), Duration::max()) < 0ns ? 1 : 0;
  }

  CHECK(negative == Approx(500).margin(80));
}
