#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE("the functions over time agree on ordinary values", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(g{a="b"} 4 -2 0 6 6 1.5 -0.5)");

  check_answers(store, R"(
    60s: avg_over_time(g[1m])
      {a="b"} 2.142857142857143
    60s: sum_over_time(g[1m])
      {a="b"} 15
    60s: min_over_time(g[1m])
      {a="b"} -2
    60s: max_over_time(g[1m])
      {a="b"} 6
    60s: count_over_time(g[1m])
      {a="b"} 7
    60s: last_over_time(g[1m])
      {__name__="g", a="b"} -0.5
    60s: present_over_time(g[1m])
      {a="b"} 1
    60s: stddev_over_time(g[1m])
      {a="b"} 2.9846546308251685
    60s: stdvar_over_time(g[1m])
      {a="b"} 8.908163265306122
    60s: changes(g[1m])
      {a="b"} 5
    60s: resets(g[1m])
      {a="b"} 3
    60s: deriv(g[1m])
      {a="b"} -0.0017857142857142857
    60s: predict_linear(g[1m], 0)
      {a="b"} 2.0892857142857144
    60s: predict_linear(g[1m], -60)
      {a="b"} 2.1964285714285716
    60s: predict_linear(g[1m] offset 10s, 60)
      {a="b"} 7.333333333333334
    60s: avg_over_time(g[0.1m])
      error: parse error: not a valid duration string: "0.1m"
    60s: avg_over_time(g[100ms])
      {a="b"} -0.5
    60s: avg_over_time(g[1m] offset 30s)
      {a="b"} 2
    60s: avg_over_time(g[1m] @ 30)
      {a="b"} 2
    60s: absent_over_time(g[1m])
    60s: absent_over_time(g[1m] offset 5m)
      {} 1
    60s: absent_over_time(g{a="c"}[1m])
      {a="c"} 1
    60s: absent_over_time({a="c"}[1m])
      {a="c"} 1
    60s: absent_over_time({a!="b",c="d",e=~"f"}[1m])
      {c="d"} 1
    60s: absent_over_time(g{a!="c",a="d"}[1m])
      {a="d"} 1
    60s: absent_over_time(sum(g{a="c"})[1m:10s])
      {} 1
  )");
}

TEST_CASE("quantiles interpolate between the two nearest ranks", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    g 4 1 3 2
    one 7
  )");

  check_answers(store, R"(
    30s: quantile_over_time(0, g[30s])
      {} 1
    30s: quantile_over_time(0.25, g[30s])
      {} 1.75
    30s: quantile_over_time(0.5, g[30s])
      {} 2.5
    30s: quantile_over_time(0.9, g[30s])
      {} 3.7
    30s: quantile_over_time(1, g[30s])
      {} 4
    30s: quantile_over_time(-0.0001, g[30s])
      {} -Inf
    30s: quantile_over_time(1.0001, g[30s])
      {} +Inf
    30s: quantile_over_time(NaN, g[30s])
      {} NaN
    30s: quantile_over_time(Inf, g[30s])
      {} +Inf
    30s: quantile_over_time(0.3, one[30s])
      {} 7
    30s: quantile_over_time(scalar(vector(0.5)), g[30s])
      {} 2.5
  )");
}

TEST_CASE("values that are not finite go through as IEEE 754 and Go have it", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    nans NaN NaN NaN
    mixed NaN 3 Inf
    minus -Inf 3 5
    infs Inf -Inf Inf
    huge 1e308 1e308 1e308
    zeros 0 -0 0
  )");

  check_answers(store, R"(
    20s: min_over_time(nans[20s])
      {} NaN
    20s: max_over_time(mixed[20s])
      {} +Inf
    20s: min_over_time(mixed[20s])
      {} 3
    20s: sum_over_time(mixed[20s])
      {} NaN
    20s: avg_over_time(mixed[20s])
      {} NaN
    20s: avg_over_time(mixed[10s])
      {} +Inf
    20s: avg_over_time(minus[20s])
      {} -Inf
    20s: sum_over_time(minus[20s])
      {} -Inf
    20s: stddev_over_time(minus[20s])
      {} NaN
    20s: sum_over_time(infs[20s])
      {} NaN
    20s: avg_over_time(infs[20s])
      {} NaN
    20s: avg_over_time(huge[20s])
      {} 1e+308
    20s: sum_over_time(huge[20s])
      {} +Inf
    20s: stdvar_over_time(huge[20s])
      {} 0
    20s: min_over_time(zeros[20s])
      {} 0
    20s: quantile_over_time(0, mixed[20s])
      {} NaN
    20s: quantile_over_time(0.5, mixed[20s])
      {} NaN
    20s: quantile_over_time(1, mixed[20s])
      {} NaN
    20s: quantile_over_time(0.75, mixed[20s])
      {} +Inf
    20s: deriv(minus[20s])
      {} NaN
    20s: deriv(infs[20s])
      {} NaN
    20s: predict_linear(huge[20s], 60)
      {} 1e+308
    20s: deriv(mixed[20s])
      {} NaN
    20s: deriv(nans[20s])
      {} NaN
  )");
}

TEST_CASE("sums and means keep the digits that plain addition loses", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    lost 1e100 1 -1e100
    tenth 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1
  )");

  check_answers(store, R"(
    20s: sum_over_time(lost[20s])
      {} 1
    20s: avg_over_time(lost[20s])
      {} 0
    90s: sum_over_time(tenth[90s])
      {} 1
    90s: avg_over_time(tenth[90s])
      {} 0.1
    90s: stddev_over_time(tenth[90s])
      {} 0
    90s: stdvar_over_time(tenth[90s])
      {} 0
  )");
}

TEST_CASE("a line through constant values is flat, whatever its times", "[unit][promql]") {
  const SampleStore store = store_of(10s, R"(
    flat 7 7 7
    infinite Inf Inf Inf
    steep 0 1e9 2e9
    broken 0 _ _ 30 60
  )");

  check_answers(store, R"(
    20s: deriv(flat[20s])
      {} 0
    20s: predict_linear(flat[20s], 1e9)
      {} 7
    20s: deriv(infinite[20s])
      {} NaN
    20s: predict_linear(infinite[20s], 1)
      {} NaN
    20s: deriv(steep[20s])
      {} 1e+08
    20s: predict_linear(steep[20s], 10)
      {} 3e+09
    40s: deriv(broken[40s])
      {} 1.3846153846153846
    40s: predict_linear(broken[40s], 20)
      {} 80.76923076923077
  )");
}
