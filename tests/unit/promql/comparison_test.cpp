#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore one_two_nan() {
  return store_of(15s, R"(
    f{i="1"} 1
    f{i="2"} 2
    f{i="3"} NaN
  )");
}

}  // namespace

TEST_CASE("a comparison with", "[unit][promql]") {
  check_answers(one_two_nan(), R"(
    0s: f == 1
      {__name__="f", i="1"} 1
    0s: f != 1
      {__name__="f", i="2"} 2
      {__name__="f", i="3"} NaN
    0s: f > 1
      {__name__="f", i="2"} 2
    0s: f < 2
      {__name__="f", i="1"} 1
    0s: f >= 2
      {__name__="f", i="2"} 2
    0s: f <= 1
      {__name__="f", i="1"} 1
    0s: 1 == f
      {__name__="f", i="1"} 1
    0s: 1 != f
      {__name__="f", i="2"} 2
      {__name__="f", i="3"} NaN
    0s: 1 < f
      {__name__="f", i="2"} 2
    0s: 2 > f
      {__name__="f", i="1"} 1
    0s: 1 >= f
      {__name__="f", i="1"} 1
    0s: 1 <= f
      {__name__="f", i="1"} 1
      {__name__="f", i="2"} 2
  )");
}

TEST_CASE("with bool a comparison answers for every element", "[unit][promql]") {
  check_answers(one_two_nan(), R"(
    0s: f == NaN
    0s: f != NaN
      {__name__="f", i="1"} 1
      {__name__="f", i="2"} 2
      {__name__="f", i="3"} NaN
    0s: f > bool 1
      {i="1"} 0
      {i="2"} 1
      {i="3"} 0
    0s: 1 < bool f
      {i="1"} 0
      {i="2"} 1
      {i="3"} 0
    0s: f == bool 1
      {i="1"} 1
      {i="2"} 0
      {i="3"} 0
    0s: f != bool 1
      {i="1"} 0
      {i="2"} 1
      {i="3"} 1
    0s: f <= bool NaN
      {i="1"} 0
      {i="2"} 0
      {i="3"} 0
    0s: f > 0 < 2
      {__name__="f", i="1"} 1
    0s: f > bool 0 < bool 2
      {i="1"} 1
      {i="2"} 1
      {i="3"} 1
    0s: f > scalar(f{i="1"})
      {__name__="f", i="2"} 2
  )");
}

TEST_CASE("scalars compare only to one and zero", "[unit][promql]") {
  check_answers({}, R"(
    0s: 1 == bool 1
      1
    0s: 1 != bool 1
      0
    0s: 1 > bool 2
      0
    0s: 1 < bool 2
      1
    0s: 1 >= bool 1
      1
    0s: 2 <= bool 1
      0
    0s: NaN == bool NaN
      0
    0s: NaN != bool NaN
      1
    0s: Inf == bool Inf
      1
    0s: -0 == bool 0
      1
    0s: 1 == bool 1 == bool 1
      1
    0s: 2 > bool 1 + 1
      0
    0s: vector(1) == 1
      {} 1
    0s: vector(1) == vector(1)
      {} 1
    0s: vector(1) < bool vector(1)
      {} 0
  )");
}

TEST_CASE("signs apply to scalars and vectors", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(f{i="1"} 5)");

  check_answers(store, R"(
    0s: -f
      {i="1"} -5
    0s: +f
      {__name__="f", i="1"} 5
    0s: --f
      {i="1"} 5
    0s: -+f
      {i="1"} -5
    0s: -(f)
      {i="1"} -5
    0s: -f ^ 2
      {i="1"} -25
    0s: (-f) ^ 2
      {i="1"} 25
    0s: -1 ^ 2
      -1
    0s: (-1) ^ 2
      1
    0s: 2 ^ -1
      0.5
    0s: 2 ^ -f
      {i="1"} 0.03125
    0s: -f * 2
      {i="1"} -10
    0s: 3 - -f
      {i="1"} 8
    0s: 2 ^ 3 ^ 2
      512
    0s: 2 * 3 ^ 2 % 5
      3
    0s: 10 - 2 - 3
      5
    0s: 100 / 10 / 2
      5
    0s: 1 + 2 * 3 - 4 / 2
      5
    0s: -(1 + 2)
      -3
    0s: +(1)
      1
    0s: f + f * f ^ f
      {i="1"} 15630
    0s: 5 % 3 * 2
      4
  )");
}
