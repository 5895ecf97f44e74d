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
    40s: timestamp(foo @ 16 offset 5s)
      {a="b"} 0
    40s: timestamp(foo offset -30s @ 16)
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

namespace {

SampleStore extreme_times() {
  return store_of(15s, R"(
    t{v="a"} NaN
    t{v="b"} Inf
    t{v="c"} -Inf
    t{v="d"} 1e15
    t{v="e"} -1e15
    t{v="f"} 9.2e18
    t{v="h"} -62135596801
  )");
}

}  // namespace

TEST_CASE("a date that no calendar holds is what Go makes of it", "[unit][promql]") {
  check_answers(extreme_times(), R"(
    0s: year(t)
      {v="a"} 2.92277026596e+11
      {v="b"} 2.92277026596e+11
      {v="c"} 2.92277026596e+11
      {v="d"} 3.1690708e+07
      {v="e"} -3.1686769e+07
      {v="f"} 2.91536396232e+11
      {v="h"} 0
    0s: month(t)
      {v="a"} 12
      {v="b"} 12
      {v="c"} 12
      {v="d"} 7
      {v="e"} 6
      {v="f"} 8
      {v="h"} 12
    0s: day_of_month(t)
      {v="a"} 4
      {v="b"} 4
      {v="c"} 4
      {v="d"} 5
      {v="e"} 29
      {v="f"} 31
      {v="h"} 31
    0s: day_of_year(t)
      {v="a"} 339
      {v="b"} 339
      {v="c"} 339
      {v="d"} 187
      {v="e"} 180
      {v="f"} 244
      {v="h"} 366
  )");
}

TEST_CASE("a time of day that no calendar holds is what Go makes of it", "[unit][promql]") {
  check_answers(extreme_times(), R"(
    0s: day_of_week(t)
      {v="a"} 0
      {v="b"} 0
      {v="c"} 0
      {v="d"} 0
      {v="e"} 0
      {v="f"} 5
      {v="h"} 0
    0s: days_in_month(t)
      {v="a"} 31
      {v="b"} 31
      {v="c"} 31
      {v="d"} 31
      {v="e"} 30
      {v="f"} 31
      {v="h"} 31
    0s: hour(t)
      {v="a"} 15
      {v="b"} 15
      {v="c"} 15
      {v="d"} 1
      {v="e"} 22
      {v="f"} 11
      {v="h"} 23
    0s: minute(t)
      {v="a"} 30
      {v="b"} 30
      {v="c"} 30
      {v="d"} 46
      {v="e"} 13
      {v="f"} 33
      {v="h"} 59
  )");
}
