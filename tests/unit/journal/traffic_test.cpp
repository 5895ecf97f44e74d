#include "harness/journal/traffic.hpp"

#include <cstdint>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("latency buckets begin with single microseconds", "[unit][journal]") {
  CHECK(latency_bucket(-1ns) == 0);
  CHECK(latency_bucket(0ns) == 0);
  CHECK(latency_bucket(999ns) == 0);
  CHECK(latency_bucket(1us) == 1);
  CHECK(latency_bucket_end(0) == 1us);
  CHECK(latency_bucket(15us) == 15);
  CHECK(latency_bucket(16us) == 16);
  CHECK(latency_bucket(17us) == 16);
  CHECK(latency_bucket_end(16) == 18us);
}

TEST_CASE("latency buckets follow each other without gap or overlap", "[unit][journal]") {
  Duration begin = 0ns;
  for (std::uint32_t bucket = 0; bucket < 400; ++bucket) {
    const Duration end = latency_bucket_end(bucket);
    if (end == Duration::max()) {
      break;
    }
    INFO("bucket " << bucket);
    CHECK(latency_bucket(begin) == bucket);
    CHECK(latency_bucket(end - 1ns) == bucket);
    CHECK(latency_bucket(end) == bucket + 1);
    begin = end;
  }
  CHECK(begin > 24h);
}

TEST_CASE("a latency bucket is at most an eighth as wide as its bound", "[unit][journal]") {
  for (std::uint32_t bucket = 8; bucket < 200; ++bucket) {
    const Duration begin = latency_bucket_end(bucket - 1);
    const Duration width = latency_bucket_end(bucket) - begin;
    INFO("bucket " << bucket);
    CHECK(width.count() * 8 <= begin.count());
  }
}

TEST_CASE("the longest latency has a bucket", "[unit][journal]") {
  const std::uint32_t last = latency_bucket(Duration::max());

  CHECK(latency_bucket_end(last) == Duration::max());
  CHECK(latency_bucket_end(UINT32_MAX) == Duration::max());
}
