#include "harness/behaviour/latency_counts.hpp"

#include <vector>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

// Latencies over bounds that somebody else has chosen.

namespace firedrill {
namespace {

const std::vector<Duration> bounds{10ms, 20ms, 1s};

}  // namespace

TEST_CASE("a latency counts in each bucket whose bound it does not exceed", "[metrics]") {
  LatencyCounts counts(bounds);
  for (const Duration latency : {Duration{10ms}, Duration{10ms + 1ns}, Duration{20ms}}) {
    counts.observe(latency);
  }

  CHECK(counts.up_to(10ms) == 1);
  CHECK(counts.up_to(20ms) == 3);
  CHECK(counts.up_to(1s) == 3);
  CHECK(counts.count() == 3);
}

TEST_CASE("what is longer than every bound counts, but in no bucket", "[metrics]") {
  LatencyCounts counts(bounds);
  counts.observe(1s);
  counts.observe(1s + 1ns);
  counts.observe(24h);

  CHECK(counts.up_to(1s) == 1);
  CHECK(counts.count() == 3);
}

TEST_CASE("without bounds there are still a count and a sum", "[metrics]") {
  const std::vector<Duration> none;
  LatencyCounts counts(none);
  counts.observe(3ms);
  counts.observe(4ms);

  CHECK(counts.up_to(1h) == 0);
  CHECK(counts.count() == 2);
  CHECK(counts.sum_s() == 0.007);
}

TEST_CASE("the sum of free buckets may be longer than any duration", "[metrics]") {
  LatencyCounts counts(bounds);
  for (int request = 0; request < 200'000; ++request) {
    counts.observe(24h);
  }

  CHECK(counts.sum_s() == 200'000.0 * 86'400);
}

}  // namespace firedrill
