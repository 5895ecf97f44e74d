#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE(
    "rate and increase are extrapolated to the bounds of the range as far as the samples suggest",
    "[unit][promql]") {
  const SampleStore store = store_of(10s, "c _ _ 100 110 120 130 140 150 160 170 _ _ _ _ _");

  check_answers(store, R"(
    0s: rate(c[1m])
    20s: rate(c[1m])
    30s: rate(c[1m])
      {} 0.25
    30s: increase(c[1m])
      {} 15
    30s: increase(c[10s])
      {} 10
    30s: increase(c[11s])
      {} 11
    40s: increase(c[1m])
      {} 25
    70s: increase(c[1m])
      {} 60
    75s: increase(c[55s])
      {} 55.00000000000001
    95s: increase(c[1m])
      {} 60
    100s: increase(c[1m])
      {} 60
    101s: increase(c[1m])
      {} 54
    101s: delta(c[1m])
      {} 54
    140s: increase(c[1m])
      {} 15
    150s: increase(c[1m])
    90s: rate(c[10m])
      {} 0.125
    90s: increase(c[10m])
      {} 75
    90s: increase(c[30s] offset 30s)
      {} 30
    90s: increase(c[30s] offset 31s)
      {} 30
    90s: rate(c[30s] @ 60)
      {} 1
    90s: rate(c[30s] @ end() offset 20s)
      {} 1
    90s: rate(c[1500ms])
    90s: rate(c[10001ms])
      {} 1
  )");
}

TEST_CASE("a reset of a counter counts from zero, a negative counter and a gauge do not",
          "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    reset 10 20 30 5 15 0 8
    down 100 90 80 70 60 50 40
    born 0 0 0 4 8 12 12
    below -30 -20 -10 0 10 20 30
  )");

  check_answers(store, R"(
    60s: increase(reset[1m])
      {} 43
    60s: rate(reset[1m])
      {} 0.7166666666666667
    60s: delta(reset[1m])
      {} -2
    60s: resets(reset[1m])
      {} 2
    60s: changes(reset[1m])
      {} 6
    60s: increase(reset[20s])
      {} 8
    50s: irate(reset[1m])
      {} 0
    60s: irate(reset[1m])
      {} 0.8
    30s: irate(reset[1m])
      {} 0.5
    30s: idelta(reset[1m])
      {} -25
    60s: idelta(reset[1m])
      {} 8
    60s: increase(down[1m])
      {} 390
    60s: delta(down[1m])
      {} -60
    60s: resets(down[1m])
      {} 6
    60s: increase(born[1m])
      {} 12
    60s: increase(born[35s])
      {} 9.333333333333334
    60s: changes(born[1m])
      {} 3
    60s: increase(below[1m])
      {} 60
    60s: increase(below[35s])
      {} 30
  )");
}

TEST_CASE("counters that are not numbers give what is not a number", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    odd 1 NaN 3 4
    huge 1 Inf Inf 4
    both NaN NaN Inf -Inf
  )");

  check_answers(store, R"(
    30s: rate(odd[30s])
      {} 0.1
    30s: increase(odd[20s])
      {} NaN
    30s: increase(odd[15s])
      {} 1.5
    30s: resets(odd[30s])
      {} 0
    30s: changes(odd[30s])
      {} 3
    30s: increase(huge[30s])
      {} +Inf
    30s: resets(huge[30s])
      {} 1
    30s: changes(huge[30s])
      {} 2
    30s: irate(huge[30s])
      {} 0.4
    20s: idelta(huge[30s])
      {} NaN
    30s: changes(both[30s])
      {} 2
    10s: changes(both[30s])
      {} 0
    30s: delta(both[30s])
      {} NaN
  )");
}

TEST_CASE("functions that need two samples give nothing for one", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    one 5
    two 5 6
  )");

  check_answers(store, R"(
    0s: rate(one[1m])
    0s: increase(one[1m])
    0s: delta(one[1m])
    0s: irate(one[1m])
    0s: idelta(one[1m])
    0s: deriv(one[1m])
    0s: predict_linear(one[1m], 60)
    0s: changes(one[1m])
      {} 0
    0s: resets(one[1m])
      {} 0
    0s: stddev_over_time(one[1m])
      {} 0
    0s: stdvar_over_time(one[1m])
      {} 0
    15s: rate({__name__=~"one|two"}[1s])
    15s: rate({__name__=~"one|two"}[15s])
      {} 0.06666666666666667
    15s: irate(two[14s])
    15s: irate(two[15s])
      {} 0.06666666666666667
  )");
}

TEST_CASE("a stale marker is no sample of a range, and does not end it", "[unit][promql]") {
  const SampleStore store = store_of(15s, "c 0 10 stale 30 40");

  check_answers(store, R"(
    60s: increase(c[1m])
      {} 40
    60s: count_over_time(c[1m])
      {} 4
    60s: last_over_time(c[1m])
      {__name__="c"} 40
    30s: last_over_time(c[1m])
      {__name__="c"} 10
    30s: last_over_time(c[14s])
    30s: c
    45s: rate(c[15s])
    45s: rate(c[30s])
      {} 0.6666666666666666
    30s: increase(c[30s])
      {} 20
  )");
}
