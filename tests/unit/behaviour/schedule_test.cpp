#include "harness/behaviour/schedule.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/text/timestamp.hpp"

namespace firedrill {
namespace {

std::int64_t at(const std::string& moment) {
  return parse_timestamp(moment)->unix_ns / 1'000'000'000;
}

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t day_s = WeeklyWindow::day_s;

/// Central European time in 2024.
TimeZone central_europe() {
  return {3600, {{at("2024-03-31T01:00:00Z"), 7200}, {at("2024-10-27T01:00:00Z"), 3600}}};
}

RotationLayer layer_from(const std::string& moment, std::int64_t turn_s) {
  return {.people = {0, 1},
          .first_turn_unix_s = at(moment),
          .turn_s = turn_s,
          .from_unix_s = at(moment)};
}

}  // namespace

TEST_CASE("people take turns in their order, from the first turn on", "[unit][behaviour]") {
  RotationLayer layer = layer_from("2024-01-01T09:00:00Z", 7 * day_s);
  layer.people = {4, 2, 7};
  const Schedule schedule({}, {layer});

  CHECK_FALSE(schedule.on_call_at(at("2024-01-01T08:59:59Z")).has_value());
  CHECK(schedule.on_call_at(at("2024-01-01T09:00:00Z")) == 4);
  CHECK(schedule.on_call_at(at("2024-01-08T08:59:59Z")) == 4);
  CHECK(schedule.on_call_at(at("2024-01-08T09:00:00Z")) == 2);
  CHECK(schedule.on_call_at(at("2024-01-15T09:00:00Z")) == 7);
  CHECK(schedule.on_call_at(at("2024-01-22T09:00:00Z")) == 4);
}

TEST_CASE("turns go back before the first one, and end with the layer", "[unit][behaviour]") {
  RotationLayer layer = layer_from("2024-01-10T00:00:00Z", day_s);
  layer.from_unix_s = at("2024-01-08T00:00:00Z");
  layer.to_unix_s = at("2024-01-12T00:00:00Z");
  const Schedule schedule({}, {layer});

  CHECK(schedule.on_call_at(at("2024-01-09T12:00:00Z")) == 1);
  CHECK(schedule.on_call_at(at("2024-01-08T12:00:00Z")) == 0);
  CHECK(schedule.on_call_at(at("2024-01-11T23:59:59Z")) == 1);
  CHECK_FALSE(schedule.on_call_at(at("2024-01-12T00:00:00Z")).has_value());
}

TEST_CASE("a turn of days changes hands at the same time of day all year", "[unit][behaviour]") {
  const Schedule schedule(central_europe(), {layer_from("2024-03-30T09:00:00+01:00", day_s)});

  CHECK(schedule.on_call_at(at("2024-03-31T08:59:59+02:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-03-31T09:00:00+02:00")) == 1);
}

TEST_CASE("a turn of hours lasts as long as it says, whatever the clocks do", "[unit][behaviour]") {
  const Schedule schedule(central_europe(), {layer_from("2024-03-31T00:00:00+01:00", 12 * hour_s)});

  CHECK(schedule.on_call_at(at("2024-03-31T12:59:59+02:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-03-31T13:00:00+02:00")) == 1);
}

TEST_CASE("a change of hands within the hour that comes twice comes once", "[unit][behaviour]") {
  const Schedule schedule(central_europe(), {layer_from("2024-10-26T02:30:00+02:00", day_s)});

  CHECK(schedule.on_call_at(at("2024-10-27T02:29:59+02:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-10-27T02:30:00+02:00")) == 1);
  CHECK(schedule.on_call_at(at("2024-10-27T02:10:00+01:00")) == 1);
  CHECK(schedule.on_call_at(at("2024-10-28T02:29:59+01:00")) == 1);
  CHECK(schedule.on_call_at(at("2024-10-28T02:30:00+01:00")) == 0);
}

TEST_CASE("a change of hands at a time that is leapt over comes with the leap",
          "[unit][behaviour]") {
  const Schedule schedule(central_europe(), {layer_from("2024-03-30T02:30:00+01:00", day_s)});

  CHECK(schedule.on_call_at(at("2024-03-31T01:59:59+01:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-03-31T03:00:00+02:00")) == 1);
  CHECK(schedule.on_call_at(at("2024-04-01T02:29:59+02:00")) == 1);
}

TEST_CASE("the last layer that has somebody wins, and a restricted one leaves gaps",
          "[unit][behaviour]") {
  RotationLayer nights = layer_from("2024-01-01T00:00:00Z", day_s);
  nights.people = {5};
  nights.only = {{.from_s = 4 * day_s + 22 * hour_s, .length_s = 10 * hour_s}};  // Friday 22 to 8
  RotationLayer work = layer_from("2024-01-01T00:00:00Z", day_s);
  work.people = {6};
  for (std::int64_t day = 0; day < 5; ++day) {
    work.only.push_back({.from_s = day * day_s + 9 * hour_s, .length_s = 14 * hour_s});
  }
  const Schedule schedule({}, {nights, work});

  CHECK(schedule.on_call_at(at("2024-01-05T09:00:00Z")) == 6);  // a Friday
  CHECK(schedule.on_call_at(at("2024-01-05T22:30:00Z")) == 6);
  CHECK(schedule.on_call_at(at("2024-01-05T23:00:00Z")) == 5);
  CHECK(schedule.on_call_at(at("2024-01-06T07:59:59Z")) == 5);
  CHECK_FALSE(schedule.on_call_at(at("2024-01-06T08:00:00Z")).has_value());
  CHECK_FALSE(schedule.on_call_at(at("2024-01-08T08:59:59Z")).has_value());
}

TEST_CASE("a window goes over the end of the week", "[unit][behaviour]") {
  RotationLayer layer = layer_from("2024-01-01T00:00:00Z", day_s);
  layer.people = {3};
  layer.only = {{.from_s = 6 * day_s + 20 * hour_s, .length_s = 8 * hour_s}};  // Sunday 20 to 4
  const Schedule schedule({}, {layer});

  CHECK(schedule.on_call_at(at("2024-01-07T20:00:00Z")) == 3);
  CHECK(schedule.on_call_at(at("2024-01-08T03:59:59Z")) == 3);
  CHECK_FALSE(schedule.on_call_at(at("2024-01-08T04:00:00Z")).has_value());
}

TEST_CASE("restrictions go by local clocks", "[unit][behaviour]") {
  RotationLayer layer = layer_from("2024-01-01T00:00:00Z", day_s);
  layer.people = {3};
  layer.only = {{.from_s = 9 * hour_s, .length_s = hour_s}};  // Monday 9 to 10
  const Schedule schedule(central_europe(), {layer});

  CHECK(schedule.on_call_at(at("2024-03-25T08:00:00Z")) == 3);
  CHECK(schedule.on_call_at(at("2024-04-01T07:00:00Z")) == 3);
  CHECK_FALSE(schedule.on_call_at(at("2024-04-01T08:00:00Z")).has_value());
}

TEST_CASE("an override wins while it holds, the last one first", "[unit][behaviour]") {
  const Schedule schedule({},
                          {layer_from("2024-01-01T00:00:00Z", day_s)},
                          {{.person = 8,
                            .from_unix_s = at("2024-01-01T10:00:00Z"),
                            .to_unix_s = at("2024-01-01T14:00:00Z")},
                           {.person = 9,
                            .from_unix_s = at("2024-01-01T12:00:00Z"),
                            .to_unix_s = at("2024-01-01T13:00:00Z")}});

  CHECK(schedule.on_call_at(at("2024-01-01T09:59:59Z")) == 0);
  CHECK(schedule.on_call_at(at("2024-01-01T10:00:00Z")) == 8);
  CHECK(schedule.on_call_at(at("2024-01-01T12:00:00Z")) == 9);
  CHECK(schedule.on_call_at(at("2024-01-01T13:00:00Z")) == 8);
  CHECK(schedule.on_call_at(at("2024-01-01T14:00:00Z")) == 0);
}

TEST_CASE("nobody is on call in an empty schedule", "[unit][behaviour]") {
  CHECK_FALSE(Schedule().on_call_at(0).has_value());
}

}  // namespace firedrill
