#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore numbers() {
  return store_of(15s, R"(
    f{g="a",i="1"} 1
    f{g="a",i="2"} 2
    f{g="a",i="3"} 6
    f{g="b",i="1"} -4
    f{g="b",i="2"} 4
    f{i="1"} 10
  )");
}

SampleStore odd_numbers() {
  return store_of(15s, R"(
    f{i="1"} NaN
    f{i="2"} 1
    f{i="3"} Inf
    f{i="4"} -Inf
  )");
}

}  // namespace

TEST_CASE("every aggregation", "[unit][promql]") {
  check_answers(numbers(), R"(
    0s: sum(f)
      {} 19
    0s: sum by (g) (f)
      {} 10
      {g="a"} 9
      {g="b"} 0
    0s: sum without (i) (f)
      {} 10
      {g="a"} 9
      {g="b"} 0
    0s: sum without (g) (f)
      {i="1"} 7
      {i="2"} 6
      {i="3"} 6
    0s: sum without (g, i) (f)
      {} 19
    0s: sum without () (f)
      {g="a", i="1"} 1
      {g="a", i="2"} 2
      {g="a", i="3"} 6
      {g="b", i="1"} -4
      {g="b", i="2"} 4
      {i="1"} 10
    0s: sum by () (f)
      {} 19
  )");
}

TEST_CASE("each kind of aggregation has its arithmetic", "[unit][promql]") {
  check_answers(numbers(), R"(
    0s: avg by (g) (f)
      {} 10
      {g="a"} 3
      {g="b"} 0
    0s: min by (g) (f)
      {} 10
      {g="a"} 1
      {g="b"} -4
    0s: max by (g) (f)
      {} 10
      {g="a"} 6
      {g="b"} 4
    0s: count by (g) (f)
      {} 1
      {g="a"} 3
      {g="b"} 2
    0s: group by (g) (f)
      {} 1
      {g="a"} 1
      {g="b"} 1
    0s: stdvar by (g) (f)
      {} 0
      {g="a"} 4.666666666666667
      {g="b"} 16
    0s: stddev by (g) (f * 0)
      {} 0
      {g="a"} 0
      {g="b"} 0
    0s: stddev(f{g="b"})
      {} 4
    0s: quantile by (g) (0.5, f)
      {} 10
      {g="a"} 2
      {g="b"} 0
    0s: quantile by (g) (0.25, f)
      {} 10
      {g="a"} 1.5
      {g="b"} -2
    0s: quantile(1, f)
      {} 10
  )");
}

TEST_CASE("count_values makes a label that grouping keeps", "[unit][promql]") {
  check_answers(numbers(), R"(
    0s: count_values by (g) ("value", f > 1)
      {g="a", value="2"} 1
      {g="a", value="6"} 1
      {g="b", value="4"} 1
      {value="10"} 1
    0s: count_values without (i) ("value", f > 1)
      {g="a", value="2"} 1
      {g="a", value="6"} 1
      {g="b", value="4"} 1
      {value="10"} 1
    0s: count_values("i", f)
      {i="-4"} 1
      {i="1"} 1
      {i="10"} 1
      {i="2"} 1
      {i="4"} 1
      {i="6"} 1
    0s: count_values("g", f > 5)
      {g="10"} 1
      {g="6"} 1
    0s: count_values("__name__", f)
      {__name__="-4"} 1
      {__name__="1"} 1
      {__name__="10"} 1
      {__name__="2"} 1
      {__name__="4"} 1
      {__name__="6"} 1
    0s: sum by (__name__, g) (f)
      {__name__="f"} 10
      {__name__="f", g="a"} 9
      {__name__="f", g="b"} 0
    0s: sum by (nothing) (f)
      {} 19
    0s: count(count by (g) (f))
      {} 3
  )");
}

TEST_CASE("topk and bottomk choose in each group", "[unit][promql]") {
  check_answers(numbers(), R"(
    0s: topk by (g) (1, f)
      {__name__="f", g="a", i="3"} 6
      {__name__="f", g="b", i="2"} 4
      {__name__="f", i="1"} 10
    0s: bottomk by (g) (1, f)
      {__name__="f", g="a", i="1"} 1
      {__name__="f", g="b", i="1"} -4
      {__name__="f", i="1"} 10
    0s: topk(2, f)
      {__name__="f", i="1"} 10
      {__name__="f", g="a", i="3"} 6
    0s: bottomk(2, f)
      {__name__="f", g="b", i="1"} -4
      {__name__="f", g="a", i="1"} 1
    0s: topk(1e9, f{g="b"})
      {__name__="f", g="b", i="2"} 4
      {__name__="f", g="b", i="1"} -4
    0s: topk(1.99, f)
      {__name__="f", i="1"} 10
    0s: topk(0.99, f)
    0s: topk(-9223372036854775808, f)
    0s: topk without (i) (1, f)
      {__name__="f", g="a", i="3"} 6
      {__name__="f", g="b", i="2"} 4
      {__name__="f", i="1"} 10
    0s: sort(topk by (g) (1, f))
      {__name__="f", g="b", i="2"} 4
      {__name__="f", g="a", i="3"} 6
      {__name__="f", i="1"} 10
    0s: count(topk(3, f))
      {} 3
    0s: topk(scalar(count(f{g="b"})), f)
      {__name__="f", i="1"} 10
      {__name__="f", g="a", i="3"} 6
  )");
}

TEST_CASE("aggregations of values", "[unit][promql]") {
  check_answers(odd_numbers(), R"(
    0s: sum(f{i=~"[23]"})
      {} +Inf
    0s: sum(f{i=~"[34]"})
      {} NaN
    0s: sum(f)
      {} NaN
    0s: avg(f{i=~"[23]"})
      {} +Inf
    0s: avg(f{i=~"[24]"})
      {} -Inf
    0s: avg(f{i=~"[34]"})
      {} NaN
    0s: avg(f{i=~"[12]"})
      {} NaN
    0s: min(f)
      {} -Inf
    0s: max(f)
      {} +Inf
    0s: min(f{i="1"})
      {} NaN
    0s: min(f{i=~"[12]"})
      {} 1
    0s: max(f{i=~"[12]"})
      {} 1
    0s: count(f)
      {} 4
    0s: group(f)
      {} 1
    0s: stddev(f{i="1"})
      {} 0
    0s: stddev(f{i="3"})
      {} 0
    0s: stddev(f{i=~"[23]"})
      {} NaN
  )");
}

TEST_CASE("the order of values that are not finite: NaN first for quantiles, last for the others",
          "[unit][promql]") {
  check_answers(odd_numbers(), R"(
    0s: quantile(0, f)
      {} NaN
    0s: quantile(0.5, f)
      {} -Inf
    0s: quantile(1, f)
      {} NaN
    0s: quantile(-1, f)
      {} -Inf
    0s: quantile(2, f)
      {} +Inf
    0s: quantile(NaN, f)
      {} NaN
    0s: topk(1, f)
      {__name__="f", i="3"} +Inf
    0s: bottomk(1, f)
      {__name__="f", i="4"} -Inf
    0s: topk(4, f)
      {__name__="f", i="3"} +Inf
      {__name__="f", i="2"} 1
      {__name__="f", i="4"} -Inf
      {__name__="f", i="1"} NaN
    0s: bottomk(4, f)
      {__name__="f", i="4"} -Inf
      {__name__="f", i="2"} 1
      {__name__="f", i="3"} +Inf
      {__name__="f", i="1"} NaN
    0s: count_values("v", f)
      {v="+Inf"} 1
      {v="-Inf"} 1
      {v="1"} 1
      {v="NaN"} 1
    0s: sort(f)
      {__name__="f", i="4"} -Inf
      {__name__="f", i="2"} 1
      {__name__="f", i="3"} +Inf
      {__name__="f", i="1"} NaN
    0s: sort_desc(f)
      {__name__="f", i="3"} +Inf
      {__name__="f", i="2"} 1
      {__name__="f", i="4"} -Inf
      {__name__="f", i="1"} NaN
  )");
}

TEST_CASE("a mean does not overflow where the sum does", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    f{i="1"} 1e308
    f{i="2"} 1e308
    f{i="3"} -1e308
  )");

  check_answers(store, R"(
    0s: sum(f)
      {} +Inf
    0s: avg(f{i!="3"})
      {} 1e+308
    0s: sum(f{i!="3"})
      {} +Inf
  )");
}

TEST_CASE("a parameter that makes no sense is an error", "[unit][promql]") {
  const SampleStore store = store_of(15s, "f 1");

  check_answers(store, R"(
    0s: topk(NaN, f)
      error: Scalar value NaN overflows int64
    0s: topk(Inf, f)
      error: Scalar value +Inf overflows int64
    0s: bottomk(-Inf, f)
      error: Scalar value -Inf overflows int64
    0s: topk(9223372036854775808, f)
      error: Scalar value 9.223372036854776e+18 overflows int64
    0s: topk(1e19, f)
      error: Scalar value 1e+19 overflows int64
    0s: topk(1e21, f)
      error: Scalar value 1e+21 overflows int64
    0s: topk(9223372036854774784, f)
      {__name__="f"} 1
    0s: count_values("a b", f)
      error: invalid label name "a b"
    0s: count_values("", f)
      error: invalid label name ""
    0s: count_values("1", f)
      error: invalid label name "1"
    0s: count_values("é", f)
      error: invalid label name "é"
    0s: topk(scalar(nothing), f)
      error: Scalar value NaN overflows int64
    0s: quantile(scalar(nothing), f)
      {} NaN
  )");
}
