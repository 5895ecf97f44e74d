#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE("a subquery evaluates at multiples of its step, whatever the time", "[unit][promql]") {
  const SampleStore store = store_of(15s, "g 1 2 3 4 5 6 7 8");

  check_answers(store, R"(
    61s: count_over_time(g[30s:10s])
      {} 3
    60s: count_over_time(g[30s:10s])
      {} 4
    60s: sum_over_time(g[30s:15s])
      {} 12
    60s: sum_over_time(g[30s:7s])
      {} 14
    67s: sum_over_time(g[30s:20s])
      {} 8
    60s: sum_over_time(g[30s:20s] offset 5s)
      {} 3
    60s: sum_over_time(g[30s:20s] @ 45)
      {} 5
    60s: sum_over_time(g[30s:20s] @ 45 offset 10s)
      {} 2
    60s: sum_over_time(g[30s:20s] @ start())
      {} 8
    60s: sum_over_time((g @ 30)[30s:10s])
      {} 12
    60s: sum_over_time((g offset 15s)[30s:10s])
      {} 11
    60s: sum_over_time(g[1m:1m])
      {} 6
    100s: sum_over_time(g[5m:])
      {} 6
    100s: sum_over_time(g[1ms:1h])
    0s: sum_over_time(g[1ms:1h])
      {} 1
    100s: last_over_time(g[1m:7s])
      {__name__="g"} 7
  )");
}

TEST_CASE("a subquery takes any instant vector, and can hold another", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    c{i="a"} 0 15 30 45 60 75 90 105 120
    c{i="b"} 0 30 60 0 30 60 0 30 60
  )");

  check_answers(store, R"---(
    120s: max_over_time(rate(c[30s])[1m:15s])
      {i="a"} 1
      {i="b"} 2
    120s: avg_over_time(sum(rate(c[30s]))[1m:15s])
      {} 2.4
    120s: max_over_time(max_over_time(rate(c[30s])[30s:15s])[1m:15s])
      {i="a"} 1
      {i="b"} 2
    120s: rate(c[1m:15s])
      {i="a"} 1
      {i="b"} 1.5
    120s: increase(c[1m:15s])
      {i="a"} 60
      {i="b"} 90
    120s: resets(c[2m:15s])
      {i="a"} 0
      {i="b"} 2
    120s: changes((c > 40)[2m:15s])
      {i="a"} 5
      {i="b"} 0
    120s: count_over_time((c > 40)[2m:15s])
      {i="a"} 6
      {i="b"} 3
    120s: min_over_time((c{i="a"} - ignoring (i) c{i="b"})[2m:30s])
      {} -30
    120s: sum_over_time(vector(1)[1m:10s])
      {} 7
    120s: sum_over_time(vector(time())[1m:30s])
      {} 270
    120s: last_over_time(timestamp(c)[1m:7s])
      {i="a"} 105
      {i="b"} 105
    120s: absent_over_time((c > 1000)[2m:15s])
      {} 1
    120s: quantile_over_time(0.5, c[1m:15s])
      {i="a"} 90
      {i="b"} 30
    120s: deriv(c[1m:15s])
      {i="a"} 1
      {i="b"} 0.2
    120s: label_replace(last_over_time(c[30s:15s]), "i", "x$1", "i", "(.)")
      {__name__="c", i="xa"} 120
      {__name__="c", i="xb"} 60
  )---");
}

TEST_CASE("a gap within the lookback is filled in a subquery, a stale marker is not",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, "g 1 _ _ 2 stale _ 3");

  check_answers(store, R"(
    90s: count_over_time(g[90s:15s])
      {} 5
    90s: sum_over_time(g[90s:15s])
      {} 8
    90s: count_over_time(g[90s])
      {} 3
    75s: last_over_time(g[15s:15s])
  )");
}
