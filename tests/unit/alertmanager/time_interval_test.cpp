#include "harness/alertmanager/time_interval.hpp"

#include <string_view>

#include <catch2/catch.hpp>

#include "harness/text/timestamp.hpp"

using firedrill::alertmanager::TimeInterval;

namespace {

bool contains(const TimeInterval& interval, std::string_view moment) {
  return interval.contains(firedrill::parse_timestamp(moment).operator*().unix_ns / 1'000'000'000);
}

}  // namespace

TEST_CASE("a time interval without lists contains every moment", "[unit][alertmanager]") {
  CHECK(contains({}, "2023-11-09T09:45:00Z"));
}

TEST_CASE("a moment must be in a range of every list", "[unit][alertmanager]") {
  const TimeInterval office{.minutes = {{{9 * 60, 17 * 60 - 1}}}, .weekdays = {{{1, 5}}}};

  CHECK(contains(office, "2023-11-09T09:00:00Z"));  // a Thursday
  CHECK(contains(office, "2023-11-09T16:59:59Z"));
  CHECK_FALSE(contains(office, "2023-11-09T17:00:00Z"));
  CHECK_FALSE(contains(office, "2023-11-12T09:00:00Z"));
  CHECK(contains(office, "2023-11-09T09:30:00+00:30"));
  CHECK_FALSE(contains(office, "2023-11-09T09:00:00+01:00"));
}

TEST_CASE("an empty list contains no moment", "[unit][alertmanager]") {
  CHECK_FALSE(contains({.months = {{}}}, "2023-11-09T09:00:00Z"));
}

TEST_CASE("days of the month count from its end when negative", "[unit][alertmanager]") {
  const TimeInterval last_three{.days_of_month = {{{-3, -1}}}};

  CHECK(contains(last_three, "2024-02-27T00:00:00Z"));
  CHECK_FALSE(contains(last_three, "2024-02-26T23:59:59Z"));
  CHECK(contains(last_three, "2023-11-30T12:00:00Z"));
}

TEST_CASE("days beyond the end of a month are its last, or none", "[unit][alertmanager]") {
  const TimeInterval end{.days_of_month = {{{28, 31}}}};

  CHECK(contains(end, "2023-02-28T00:00:00Z"));
  CHECK_FALSE(contains({.days_of_month = {{{30, 31}}}}, "2023-02-28T00:00:00Z"));
}

TEST_CASE("months and years are ranges too", "[unit][alertmanager]") {
  const TimeInterval summer{.months = {{{6, 8}}}, .years = {{{2023, 2024}}}};

  CHECK(contains(summer, "2024-08-31T23:59:59Z"));
  CHECK_FALSE(contains(summer, "2024-09-01T00:00:00Z"));
  CHECK_FALSE(contains(summer, "2025-07-01T00:00:00Z"));
}

TEST_CASE("times and days are those of the interval's zone, also when its clocks are turned",
          "[unit][alertmanager]") {
  // Berlin in 2023: +01:00, from 26 March 01:00Z to 29 October 01:00Z +02:00.
  const firedrill::TimeZone berlin(3600,
                                   {{.at_unix_s = 1'679'792'400, .offset_s = 7200},
                                    {.at_unix_s = 1'698'541'200, .offset_s = 3600}});
  const TimeInterval office{.minutes = {{{9 * 60, 17 * 60 - 1}}}, .zone = berlin};

  CHECK_FALSE(contains(office, "2023-01-09T07:59:59Z"));
  CHECK(contains(office, "2023-01-09T08:00:00Z"));
  CHECK(contains(office, "2023-07-10T07:00:00Z"));
  CHECK_FALSE(contains(office, "2023-07-10T15:00:00Z"));
  CHECK_FALSE(contains(office, "2023-10-30T07:30:00Z"));

  // 31 December 23:00Z is New Year in Berlin, a Monday in 2024.
  CHECK(contains({.weekdays = {{{1, 1}}}, .zone = berlin}, "2023-12-31T23:00:00Z"));
  CHECK(contains({.days_of_month = {{{1, 1}}}, .zone = berlin}, "2023-12-31T23:00:00Z"));
  CHECK(contains({.months = {{{1, 1}}}, .zone = berlin}, "2023-12-31T23:00:00Z"));
  CHECK(contains({.years = {{{2024, 2024}}}, .zone = berlin}, "2023-12-31T23:00:00Z"));
  CHECK_FALSE(contains({.days_of_month = {{{-1, -1}}}, .zone = berlin}, "2023-12-31T23:00:00Z"));
  CHECK_FALSE(contains({.years = {{{2024, 2024}}}, .zone = berlin}, "2023-12-31T22:59:59Z"));
}
