#include "harness/reports/moment.hpp"

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace firedrill::reports;
using namespace std::chrono_literals;

TEST_CASE("a moment is shown on the scenario's own clock", "[unit][reports]") {
  const JournalHeader header = tests::seed_incident().build().header;

  CHECK(time_of_day(header, Instant{900s + 999ms}) == "10:00:00");
  CHECK(rfc3339(header, Instant{900s + 999ms}) == "2023-11-09T10:00:00+01:00");
  CHECK(time_of_day(header, Instant{-120s}) == "09:43:00");
  CHECK(start_date(header) == "2023-11-09");
  CHECK(zone(header) == "+01:00");
}

TEST_CASE("a zone without offset is UTC", "[unit][reports]") {
  CHECK(zone(JournalHeader{}) == "UTC");
}

TEST_CASE("a moment is shown by its distance from the start", "[unit][reports]") {
  CHECK(since_start(Instant{}) == "t+0s");
  CHECK(since_start(Instant{930s}) == "t+15m30s");
  CHECK(since_start(Instant{-120s}) == "t-2m");
}

TEST_CASE("the clock and the distance from the start agree on the second", "[unit][reports]") {
  const JournalHeader header = tests::seed_incident().build().header;

  CHECK(time_of_day(header, Instant{900s + 600ms}) == "10:00:00");
  CHECK(since_start(Instant{900s + 600ms}) == "t+15m");
  CHECK(since_start(Instant{59s + 960ms}) == "t+59.9s");
  CHECK(since_start(Instant{999600us}) == "t+999ms");
  CHECK(since_start(Instant{25400us}) == "t+25.4ms");
}

TEST_CASE("seconds are exact decimals", "[unit][reports]") {
  CHECK(seconds_number(Duration{0}) == "0.0");
  CHECK(seconds_number(900s) == "900.0");
  CHECK(seconds_number(37ms) == "0.037");
  CHECK(seconds_number(Duration{1}) == "0.000000001");
  CHECK(seconds_number(-1500ms) == "-1.5");
  CHECK(seconds_number(Duration::min()) == "-9223372036.854775808");
}
