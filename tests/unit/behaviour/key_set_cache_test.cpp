#include "harness/behaviour/key_set_cache.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using Answer = KeySetCache::Answer;

namespace {

constexpr KeyCachePolicy key_policy{.lifetime = 10min, .cooldown = 30s, .refetch_unknown = true};

KeySetCache filled_at_zero(KeySet keys) {
  KeySetCache cache;
  cache.store(Instant{}, keys);
  return cache;
}

}  // namespace

TEST_CASE("an empty key cache fetches first", "[unit][behaviour][key_set_cache]") {
  const KeySetCache cache;

  CHECK(cache.look(key_policy, Instant{}, 0) == Answer::fetch);
  CHECK_FALSE(cache.holds(0));
}

TEST_CASE("a cached key is known until the set expires", "[unit][behaviour][key_set_cache]") {
  const KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 2});

  CHECK(cache.look(key_policy, Instant{10min - 1ns}, 1) == Answer::known);
  CHECK(cache.look(key_policy, Instant{10min - 1ns}, 2) == Answer::known);
  CHECK(cache.look(key_policy, Instant{10min}, 2) == Answer::fetch);
}

TEST_CASE("a new key is refused until the cooldown of the last fetch is over",
          "[unit][behaviour][key_set_cache]") {
  const KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 1});

  CHECK(cache.look(key_policy, Instant{30s - 1ns}, 2) == Answer::unknown);
  CHECK(cache.look(key_policy, Instant{30s}, 2) == Answer::fetch);
}

TEST_CASE("a client that does not refetch refuses a new key until its set expires",
          "[unit][behaviour][key_set_cache]") {
  const KeyCachePolicy stubborn{.lifetime = 10min, .cooldown = 30s, .refetch_unknown = false};
  const KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 1});

  CHECK(cache.look(stubborn, Instant{10min - 1ns}, 2) == Answer::unknown);
  CHECK(cache.look(stubborn, Instant{10min}, 2) == Answer::fetch);
}

TEST_CASE("a fetch for a forged key starts a cooldown of its own",
          "[unit][behaviour][key_set_cache]") {
  KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 1});

  cache.store(Instant{40s}, {.oldest = 1, .newest = 1});

  CHECK(cache.look(key_policy, Instant{41s}, 99) == Answer::unknown);
  CHECK(cache.look(key_policy, Instant{70s}, 99) == Answer::fetch);
}

TEST_CASE("a withdrawn key still verifies against a cached set",
          "[unit][behaviour][key_set_cache]") {
  KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 1});
  CHECK(cache.look(key_policy, Instant{5min}, 1) == Answer::known);

  cache.store(Instant{10min}, {.oldest = 2, .newest = 2});

  CHECK(cache.look(key_policy, Instant{10min}, 1) == Answer::unknown);
}

TEST_CASE("an expired set still holds its keys for a client that goes on with it",
          "[unit][behaviour][key_set_cache]") {
  const KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 3});

  REQUIRE(cache.look(key_policy, Instant{1h}, 2) == Answer::fetch);
  CHECK(cache.holds(2));
  CHECK_FALSE(cache.holds(4));
}

TEST_CASE("a purged key cache fetches again", "[unit][behaviour][key_set_cache]") {
  KeySetCache cache = filled_at_zero({.oldest = 1, .newest = 1});

  cache.purge();

  CHECK(cache.look(key_policy, Instant{1s}, 1) == Answer::fetch);
  CHECK_FALSE(cache.holds(1));
}
