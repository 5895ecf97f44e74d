#include "harness/live/punctuality.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using firedrill::Instant;
using firedrill::live::Punctuality;

TEST_CASE("up to 250 ms of wall time everything is punctual", "[live]") {
  Punctuality punctuality{60};

  punctuality.record(Instant{1s}, 250ms);

  CHECK(punctuality.count() == 0);
  CHECK(punctuality.behind() == 0s);
}

TEST_CASE("what was meant for the time before the incident is never late", "[live]") {
  Punctuality punctuality{60};

  punctuality.record(Instant{-1ns}, 1s);

  CHECK(punctuality.count() == 0);
}

TEST_CASE("a run is behind for as long as anything was waiting, on the incident clock", "[live]") {
  Punctuality punctuality{10};
  punctuality.record(Instant{50s}, 2s);
  punctuality.record(Instant{60s}, 1s);
  punctuality.record(Instant{60s}, 1500ms);
  punctuality.record(Instant{100s}, 300ms);

  CHECK(punctuality.count() == 4);
  CHECK(punctuality.worst() == 2s);
  CHECK(punctuality.since() == Instant{50s});
  CHECK(punctuality.until() == Instant{103s});
  CHECK(punctuality.behind() == 25s + 3s);  // from 50 s to 75 s, and from 100 s to 103 s
}
