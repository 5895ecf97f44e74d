#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

TEST_CASE("rate needs two samples in its range", "[unit][promql]") {
  const SampleStore store = store_of(15s, "errors_total _ 60 120");

  CHECK(result_of(store, "rate(errors_total[1m])", 15s).empty());
  CHECK_FALSE(result_of(store, "rate(errors_total[1m])", 30s).empty());
  CHECK(result_of(store, "rate(errors_total[14s])", 30s).empty());
}

TEST_CASE("rate extrapolates to bounds that are near, by half an interval if far",
          "[unit][promql]") {
  const SampleStore store = store_of(10s, "foo 100 110 120 130 140 150 160 _ _ _ _ _ _");

  // Samples at both bounds.
  CHECK(result_of(store, "increase(foo[1m])", 60s) == "{} 60");
  // 5 s to the start and 5 s to the end are less than 1.1 intervals: extrapolated in full.
  CHECK(result_of(store, "increase(foo[1m])", 65s) == "{} 60");
  // 50 s to the end are not: only half an interval is added to 20 s (and 10 s at the start).
  CHECK(result_of(store, "increase(foo[80s])", 110s) == "{} 35");
  CHECK(result_of(store, "rate(foo[80s])", 110s) == "{} 0.4375");
}

TEST_CASE("a counter is not extrapolated below zero", "[unit][promql]") {
  // The line through (15 s, 5) and (30 s, 65) meets zero 1.25 s before the first sample.
  const SampleStore store = store_of(15s, "foo _ 5 65");

  CHECK(result_of(store, "increase(foo[30s])", 30s) == "{} 65");
  CHECK(result_of(store, "delta(foo[30s])", 30s) == "{} 120");
}

TEST_CASE("a counter that falls was reset to zero", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 10 20 5 15 15");

  CHECK(result_of(store, "increase(foo[1m])", 60s) == "{} 25");
  CHECK(result_of(store, "resets(foo[1m])", 60s) == "{} 1");
  CHECK(result_of(store, "changes(foo[1m])", 60s) == "{} 3");
  CHECK(result_of(store, "delta(foo[1m])", 60s) == "{} 5");
  CHECK(result_of(store, "irate(foo[1m])", 30s) == "{} 0.3333333333333333");
  CHECK(result_of(store, "irate(foo[1m])", 45s) == "{} 0.6666666666666666");
  CHECK(result_of(store, "idelta(foo[1m])", 30s) == "{} -15");
}

TEST_CASE("the functions over time see every sample of the range but stale markers",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo{a=\"b\"} 4 2 stale 6 8");

  CHECK(result_of(store, "avg_over_time(foo[1m])", 60s) == "{a=\"b\"} 5");
  CHECK(result_of(store, "min_over_time(foo[1m])", 60s) == "{a=\"b\"} 2");
  CHECK(result_of(store, "max_over_time(foo[1m])", 60s) == "{a=\"b\"} 8");
  CHECK(result_of(store, "sum_over_time(foo[1m])", 60s) == "{a=\"b\"} 20");
  CHECK(result_of(store, "count_over_time(foo[1m])", 60s) == "{a=\"b\"} 4");
  CHECK(result_of(store, "last_over_time(foo[1m])", 60s) == "{__name__=\"foo\", a=\"b\"} 8");
  CHECK(result_of(store, "present_over_time(foo[1m])", 60s) == "{a=\"b\"} 1");
  CHECK(result_of(store, "stdvar_over_time(foo[1m])", 60s) == "{a=\"b\"} 5");
  CHECK(result_of(store, "stddev_over_time(foo[15s])", 60s) == "{a=\"b\"} 1");
  CHECK(result_of(store, "quantile_over_time(0.5, foo[1m])", 60s) == "{a=\"b\"} 5");
  CHECK(result_of(store, "quantile_over_time(1.5, foo[1m])", 60s) == "{a=\"b\"} +Inf");
  CHECK(result_of(store, "last_over_time(foo[1m])", 10min).empty());
}

TEST_CASE("minimum and maximum pass over NaN while there is a number", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo NaN 2 NaN 1");

  CHECK(result_of(store, "min_over_time(foo[1m])", 45s) == "{} 1");
  CHECK(result_of(store, "max_over_time(foo[1m])", 45s) == "{} 2");
  CHECK(result_of(store, "max_over_time(foo[1m])", 0s) == "{} NaN");
}

TEST_CASE("sums over time are compensated for rounding", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1e16 1 -1e16 1");

  CHECK(result_of(store, "sum_over_time(foo[1m])", 45s) == "{} 2");
  CHECK(result_of(store, "sum_over_time(foo[1m])", 15s) == "{} 1e+16");
}

TEST_CASE("a mean of infinities is infinite", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo Inf 1 Inf\nbar Inf -Inf 1");

  CHECK(result_of(store, "avg_over_time(foo[1m])", 30s) == "{} +Inf");
  CHECK(result_of(store, "avg_over_time(bar[1m])", 30s) == "{} NaN");
}

TEST_CASE("a line through the samples gives slope and prediction", "[unit][promql]") {
  const SampleStore store = store_of(10s, "foo 0 5 10 15\nflat 7 7 7 7");

  CHECK(result_of(store, "deriv(foo[30s])", 30s) == "{} 0.5");
  CHECK(result_of(store, "predict_linear(foo[30s], 100)", 30s) == "{} 65");
  CHECK(result_of(store, "predict_linear(foo[10s] offset 10s, 100)", 30s) == "{} 65");
  CHECK(result_of(store, "deriv(flat[30s])", 30s) == "{} 0");
  CHECK(result_of(store, "predict_linear(flat[30s], 100)", 30s) == "{} 7");
}

TEST_CASE("absent_over_time is one where the range is empty for all", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 stale");

  CHECK(result_of(store, "absent_over_time(foo{a=\"b\",c!=\"d\"}[1m])", 0s) == "{a=\"b\"} 1");
  CHECK(result_of(store, "absent_over_time(foo[1m])", 15s).empty());
  CHECK(result_of(store, "absent_over_time(foo[10s])", 15s) == "{} 1");
}

TEST_CASE("series that differ only in their name may not meet", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 2\nbar 3 4");

  CHECK(result_of(store, "rate({__name__=~\"foo|bar\"}[1m])", 15s) ==
        "error: vector cannot contain metrics with the same labelset: {}");
  CHECK(result_of(store, "last_over_time({__name__=~\"foo|bar\"}[1m])", 15s) ==
        "{__name__=\"bar\"} 4\n{__name__=\"foo\"} 2");
}
