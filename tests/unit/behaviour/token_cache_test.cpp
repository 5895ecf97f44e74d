#include "harness/behaviour/token_cache.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using Content = TokenCache::Content;

TEST_CASE("a token cache starts with nothing", "[unit][behaviour][token_cache]") {
  const TokenCache cache;

  CHECK(cache.look(Instant{}) == Content::none);
}

TEST_CASE("a cached token is fresh until its time is over", "[unit][behaviour][token_cache]") {
  TokenCache cache;
  const Instant now{-30s};

  cache.store(now, 4, 5min, 1h);

  CHECK(cache.key == 4);
  CHECK(cache.look(now) == Content::fresh);
  CHECK(cache.look(now + 5min - 1ns) == Content::fresh);
  CHECK(cache.look(now + 5min) == Content::stale);
}

TEST_CASE("no cache outlives the provider's token", "[unit][behaviour][token_cache]") {
  TokenCache cache;

  cache.store(Instant{}, 0, 24h, 10min);

  CHECK(cache.look(Instant{10min}) == Content::stale);
}

TEST_CASE("a purged token cache has not even a stale token", "[unit][behaviour][token_cache]") {
  TokenCache cache;
  cache.store(Instant{}, 0, 1h, 1h);

  cache.purge();

  CHECK(cache.look(Instant{1s}) == Content::none);
}
