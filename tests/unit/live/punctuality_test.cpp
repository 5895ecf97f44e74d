#include "harness/live/punctuality.hpp"

#include <vector>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using firedrill::Instant;
using firedrill::LateSpan;
using firedrill::live::Punctuality;

TEST_CASE("up to 250 ms of wall time everything is punctual", "[live]") {
  Punctuality punctuality{60};

  punctuality.record(Instant{1s}, 250ms);

  CHECK(punctuality.when().empty());
}

TEST_CASE("what was meant for the time before the incident is never late", "[live]") {
  Punctuality punctuality{60};

  punctuality.record(Instant{-1ns}, 1s);

  CHECK(punctuality.when().empty());
}

TEST_CASE("a run is behind for as long as anything was waiting, on the incident clock", "[live]") {
  Punctuality punctuality{10};
  punctuality.record(Instant{50s}, 2s);
  punctuality.record(Instant{60s}, 1s);
  punctuality.record(Instant{60s}, 1500ms);
  punctuality.record(Instant{100s}, 300ms);

  CHECK(punctuality.worst() == 2s);
  CHECK(punctuality.when().all() ==
        std::vector<LateSpan>{{Instant{50s}, Instant{75s}}, {Instant{100s}, Instant{103s}}});
}
