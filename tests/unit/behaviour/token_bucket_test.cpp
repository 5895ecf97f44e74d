#include "harness/behaviour/token_bucket.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("a token bucket gives its burst at once and then its rate",
          "[unit][behaviour][token_bucket]") {
  const RateLimit limit{.per_second = 10, .burst = 3};
  TokenBucket bucket;
  const Instant start{-1h};

  CHECK(bucket.take(limit, start));
  CHECK(bucket.take(limit, start));
  CHECK(bucket.take(limit, start));
  CHECK_FALSE(bucket.take(limit, start));
  CHECK_FALSE(bucket.take(limit, start + 100ms - 1ns));
  CHECK(bucket.take(limit, start + 100ms));
  CHECK_FALSE(bucket.take(limit, start + 100ms));
}

TEST_CASE("a refused request costs no token", "[unit][behaviour][token_bucket]") {
  const RateLimit limit{.per_second = 1, .burst = 1};
  TokenBucket bucket;
  REQUIRE(bucket.take(limit, Instant{}));

  for (int i = 1; i < 1000; ++i) {
    REQUIRE_FALSE(bucket.take(limit, Instant{std::chrono::milliseconds{i}}));
  }

  CHECK(bucket.take(limit, Instant{1s}));
}

TEST_CASE("an overload gets exactly the rate that is allowed", "[unit][behaviour][token_bucket]") {
  const RateLimit limit{.per_second = 40, .burst = 5};
  TokenBucket bucket;
  int passed = 0;

  for (int i = 0; i < 10'000; ++i) {  // 1000/s for 10 s
    passed += bucket.take(limit, Instant{std::chrono::milliseconds{i}}) ? 1 : 0;
  }

  CHECK(passed == 404);  // 5 at once, then every 25 ms up to 9.975 s
}

TEST_CASE("a quiet time saves no more than the burst", "[unit][behaviour][token_bucket]") {
  const RateLimit limit{.per_second = 1000, .burst = 2};
  TokenBucket bucket;
  REQUIRE(bucket.take(limit, Instant{}));

  int passed = 0;
  while (bucket.take(limit, Instant{24h})) {
    ++passed;
  }

  CHECK(passed == 2);
}

TEST_CASE("a rate below one a second is exact", "[unit][behaviour][token_bucket]") {
  CHECK(RateLimit{.per_second = 0.25, .burst = 1}.interval() == 4s);
  CHECK(RateLimit{.per_second = 1e6, .burst = 1}.interval() == 1us);
}
