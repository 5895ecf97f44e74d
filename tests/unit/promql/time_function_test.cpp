#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE("the parts of a date are those of UTC, before 1970 and on leap days too",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    t{when="leap"} 1582934400
    t{when="century"} -2203891200
    t{when="y2k"} 951868799.999
    t{when="before"} -0.5
    t{when="new"} 1704067199
  )");

  check_answers(store, R"(
    0s: year(t)
      {when="before"} 1970
      {when="century"} 1900
      {when="leap"} 2020
      {when="new"} 2023
      {when="y2k"} 2000
    0s: month(t)
      {when="before"} 1
      {when="century"} 3
      {when="leap"} 2
      {when="new"} 12
      {when="y2k"} 2
    0s: day_of_month(t)
      {when="before"} 1
      {when="century"} 1
      {when="leap"} 29
      {when="new"} 31
      {when="y2k"} 29
    0s: day_of_year(t)
      {when="before"} 1
      {when="century"} 60
      {when="leap"} 60
      {when="new"} 365
      {when="y2k"} 60
    0s: day_of_week(t)
      {when="before"} 4
      {when="century"} 4
      {when="leap"} 6
      {when="new"} 0
      {when="y2k"} 2
    0s: days_in_month(t)
      {when="before"} 31
      {when="century"} 31
      {when="leap"} 29
      {when="new"} 31
      {when="y2k"} 29
    0s: hour(t)
      {when="before"} 0
      {when="century"} 0
      {when="leap"} 0
      {when="new"} 23
      {when="y2k"} 23
    0s: minute(t)
      {when="before"} 0
      {when="century"} 0
      {when="leap"} 0
      {when="new"} 59
      {when="y2k"} 59
  )");
}

TEST_CASE("without an argument a date is that of the evaluation", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1");

  check_answers(store, R"(
    0s: hour()
      {} 0
    0s: day_of_week()
      {} 4
    0s: year()
      {} 1970
    0s: days_in_month()
      {} 31
    61m: hour()
      {} 1
    61m: minute()
      {} 1
    119999ms: minute()
      {} 1
    25h: day_of_month()
      {} 2
    25h: day_of_year()
      {} 2
    25h: time()
      90000
    1500ms: time()
      1.5
    1500ms: vector(time()) * 1000
      {} 1500
    1500ms: time() - 1
      0.5
  )");
}

TEST_CASE("timestamp is that of the sample for a selector, else that of the evaluation",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(foo{a="b"} 1 2 _ 4)");

  check_answers(store, R"(
    20s: timestamp(foo)
      {a="b"} 15
    40s: timestamp(foo)
      {a="b"} 15
    40s: timestamp((foo))
      {a="b"} 15
    40s: timestamp(foo offset 10s)
      {a="b"} 15
    40s: timestamp(foo @ 16)
      {a="b"} 15
    40s: timestamp(-foo)
      {a="b"} 40
    40s: timestamp(+foo)
      {a="b"} 40
    40s: timestamp(foo + 0)
      {a="b"} 40
    40s: timestamp(timestamp(foo))
      {a="b"} 40
    40s: timestamp(vector(1))
      {} 40
    40s: timestamp(nothing)
    40s: max_over_time(timestamp(foo)[30s:10s])
      {a="b"} 15
    1500ms: timestamp(foo)
      {a="b"} 0
  )");
}
