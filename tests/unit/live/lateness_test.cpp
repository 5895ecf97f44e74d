#include "harness/live/lateness.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using firedrill::live::Lateness;

TEST_CASE("lateness without a record is zero", "[live]") {
  const Lateness lateness;

  CHECK(lateness.count() == 0);
  CHECK(lateness.worst() == 0ns);
  CHECK(lateness.percentile(0.99) == 0ns);
}

TEST_CASE("percentiles of lateness are right within an eighth", "[live]") {
  Lateness lateness;
  for (int i = 1; i <= 1000; ++i) {
    lateness.record(i * 1us);
  }

  CHECK(lateness.count() == 1000);
  CHECK(lateness.worst() == 1000us);
  CHECK(lateness.percentile(0.5) >= 500us);
  CHECK(lateness.percentile(0.5) <= 563us);
  CHECK(lateness.percentile(0.99) >= 990us);
  CHECK(lateness.percentile(1) == 1000us);
}

TEST_CASE("what came early was not late", "[live]") {
  Lateness lateness;

  lateness.record(-5ms);

  CHECK(lateness.count() == 1);
  CHECK(lateness.worst() == 0ns);
  CHECK(lateness.percentile(0.99) == 0ns);
}

TEST_CASE("one straggler shows as the worst and not in the percentiles", "[live]") {
  Lateness lateness;
  for (int i = 0; i < 999; ++i) {
    lateness.record(50us);
  }

  lateness.record(2s);

  CHECK(lateness.worst() == 2s);
  CHECK(lateness.percentile(0.99) < 60us);
}
