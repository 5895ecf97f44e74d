#include "harness/behaviour/breaker.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

constexpr BreakerPolicy policy{.failures = 3, .open_for = 10s, .probes = 2};
constexpr Instant start{};

/// A breaker that has just opened, at `start`.
Breaker opened() {
  Breaker breaker;
  for (std::uint32_t i = 0; i < policy.failures; ++i) {
    breaker.failed(policy, breaker.ask(policy, start).era, start);
  }
  return breaker;
}

}  // namespace

TEST_CASE("a closed breaker lets calls through until enough fail in a row",
          "[unit][behaviour][breaker]") {
  Breaker breaker;

  breaker.failed(policy, breaker.ask(policy, start).era, start);
  breaker.failed(policy, breaker.ask(policy, start).era, start);
  CHECK(breaker.ask(policy, start).granted);
  breaker.failed(policy, breaker.ask(policy, start).era, start);

  CHECK_FALSE(breaker.ask(policy, start).granted);
}

TEST_CASE("a success between failures keeps a breaker closed", "[unit][behaviour][breaker]") {
  Breaker breaker;

  for (int i = 0; i < 100; ++i) {
    breaker.failed(policy, breaker.ask(policy, start).era, start);
    breaker.failed(policy, breaker.ask(policy, start).era, start);
    breaker.succeeded(breaker.ask(policy, start).era);
  }

  CHECK(breaker.ask(policy, start).granted);
}

TEST_CASE("an open breaker stays open for exactly its time", "[unit][behaviour][breaker]") {
  Breaker breaker = opened();

  CHECK_FALSE(breaker.ask(policy, start + 10s - 1ns).granted);
  CHECK(breaker.ask(policy, start + 10s).granted);
}

TEST_CASE("a half open breaker lets through so many probes at once", "[unit][behaviour][breaker]") {
  Breaker breaker = opened();

  CHECK(breaker.ask(policy, start + 10s).granted);
  CHECK(breaker.ask(policy, start + 10s).granted);
  CHECK_FALSE(breaker.ask(policy, start + 10s).granted);
}

TEST_CASE("a probe that succeeds closes the breaker", "[unit][behaviour][breaker]") {
  Breaker breaker = opened();

  breaker.succeeded(breaker.ask(policy, start + 10s).era);

  CHECK(breaker.position == Breaker::Position::closed);
  for (int i = 0; i < 10; ++i) {
    CHECK(breaker.ask(policy, start + 10s).granted);
  }
}

TEST_CASE("a probe that fails opens the breaker for its whole time again",
          "[unit][behaviour][breaker]") {
  Breaker breaker = opened();

  breaker.failed(policy, breaker.ask(policy, start + 12s).era, start + 13s);

  CHECK_FALSE(breaker.ask(policy, start + 23s - 1ns).granted);
  CHECK(breaker.ask(policy, start + 23s).granted);
}

TEST_CASE("what was sent before the breaker opened says nothing about the probes",
          "[unit][behaviour][breaker]") {
  Breaker breaker;
  const Breaker::Permit early = breaker.ask(policy, start);
  const Breaker::Permit late = breaker.ask(policy, start);
  for (std::uint32_t i = 0; i < policy.failures; ++i) {
    breaker.failed(policy, breaker.ask(policy, start).era, start);
  }
  REQUIRE(breaker.ask(policy, start + 10s).granted);

  breaker.succeeded(early.era);
  CHECK(breaker.position == Breaker::Position::half_open);
  breaker.failed(policy, late.era, start + 11s);
  CHECK(breaker.position == Breaker::Position::half_open);
}

TEST_CASE("a probe whose caller gave up makes room for another", "[unit][behaviour][breaker]") {
  Breaker breaker = opened();
  const Breaker::Permit first = breaker.ask(policy, start + 10s);
  breaker.ask(policy, start + 10s);
  REQUIRE_FALSE(breaker.ask(policy, start + 10s).granted);

  breaker.abandoned(first.era);

  CHECK(breaker.ask(policy, start + 10s).granted);
}
