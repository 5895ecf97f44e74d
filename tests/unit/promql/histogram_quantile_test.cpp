#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore odd_buckets() {
  return store_of(15s, R"(
    none{le="1"} 1
    none{le="2"} 2
    only{le="+Inf"} 5
    falling{le="1"} 10
    falling{le="2"} 5
    falling{le="3"} 12
    falling{le="+Inf"} 11
    negative{le="-2"} 2
    negative{le="-1"} 6
    negative{le="0"} 8
    negative{le="+Inf"} 10
    twice{le="1"} 2
    twice{le="1.0"} 2
    twice{le="1e0"} 2
    twice{le="2"} 10
    twice{le="+Inf"} 10
    holes{le="1"} NaN
    holes{le="2"} 4
    holes{le="+Inf"} 8
    odd{le="1"} 4
    odd{le="x"} 400
    odd{le=""} 400
    odd{le="Inf"} 8
    many{le="1"} 1
    many{le="+Inf"} Inf
  )");
}

}  // namespace

TEST_CASE("a quantile is interpolated in the bucket where it lies", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    b{le="0.1"} 10
    b{le="0.5"} 30
    b{le="1"} 40
    b{le="+Inf"} 42
  )");

  check_answers(store, R"(
    0s: histogram_quantile(0, b)
      {} 0
    0s: histogram_quantile(0.1, b)
      {} 0.04200000000000001
    0s: histogram_quantile(0.25, b)
      {} 0.11000000000000001
    0s: histogram_quantile(0.5, b)
      {} 0.32000000000000006
    0s: histogram_quantile(0.9, b)
      {} 0.8900000000000002
    0s: histogram_quantile(0.95, b)
      {} 0.9949999999999999
    0s: histogram_quantile(0.99, b)
      {} 1
    0s: histogram_quantile(1, b)
      {} 1
    0s: histogram_quantile(-0.1, b)
      {} -Inf
    0s: histogram_quantile(1.1, b)
      {} +Inf
    0s: histogram_quantile(NaN, b)
      {} NaN
    0s: histogram_quantile(0.9, b * 0)
      {} NaN
    0s: histogram_quantile(0.9, b / 0)
      {} NaN
    0s: histogram_quantile(0.9, -b)
      {} 1
    0s: histogram_quantile(0.9, nothing)
    0s: histogram_quantile(scalar(vector(0.5)), b)
      {} 0.32000000000000006
  )");
}

TEST_CASE("buckets that are", "[unit][promql]") {
  check_answers(odd_buckets(), R"(
    0s: histogram_quantile(0.5, none)
      {} NaN
    0s: histogram_quantile(0.5, only)
      {} NaN
    0s: histogram_quantile(0.5, falling)
      {} 0.6
    0s: histogram_quantile(0.9, falling)
      {} 2.4000000000000004
    0s: histogram_quantile(0.99, falling)
      {} 2.9399999999999995
  )");
}

TEST_CASE("buckets below zero, of one bound, or not numbers", "[unit][promql]") {
  check_answers(odd_buckets(), R"(
    0s: histogram_quantile(0.1, negative)
      {} -2
    0s: histogram_quantile(0.4, negative)
      {} -1.5
    0s: histogram_quantile(0.7, negative)
      {} -0.5
    0s: histogram_quantile(0.9, negative)
      {} 0
    0s: histogram_quantile(0.5, twice)
      {} 0.8333333333333334
    0s: histogram_quantile(0.8, twice)
      {} 1.5
    0s: histogram_quantile(0.5, holes)
      {} NaN
    0s: histogram_quantile(0.1, holes)
      {} NaN
    0s: histogram_quantile(0.25, odd)
      {} 0.5
    0s: histogram_quantile(0.75, odd)
      {} 1
    0s: histogram_quantile(0.5, many)
      {} 1
  )");
}

TEST_CASE("histograms are told apart by their labels without le", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    b{le="1",job="x"} 1 3
    b{le="+Inf",job="x"} 2 4
    b{le="1",job="y"} 3 9
    b{le="+Inf",job="y"} 4 16
    c{le="1",job="x"} 4 8
    c{le="+Inf",job="x"} 4 8
  )");

  check_answers(store, R"(
    15s: histogram_quantile(0.5, b)
      {job="x"} 0.6666666666666666
      {job="y"} 0.8888888888888888
    15s: histogram_quantile(0.5, sum by (le) (b))
      {} 0.8333333333333334
    15s: histogram_quantile(0.5, sum by (job) (b))
    15s: histogram_quantile(0.5, sum by (le, job) (rate(b[15s])))
      {job="x"} 0.5
      {job="y"} 1
    15s: histogram_quantile(0.5, sum without (job) (rate(b[15s])))
      {} 0.875
    15s: histogram_quantile(0.5, {__name__=~"b|c",job="y"})
      {job="y"} 0.8888888888888888
    15s: histogram_quantile(0.5, {__name__=~"b|c"})
      error: vector cannot contain metrics with the same labelset: {job="x"}
  )");
}
