#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore two_metrics() {
  return store_of(15s, R"(
    a{x="1"} 1
    a{x="2"} 2
    b{x="2"} 20
    b{x="3"} 30
    b{x="3",y="1"} 31
  )");
}

}  // namespace

TEST_CASE("and, or and", "[unit][promql]") {
  check_answers(two_metrics(), R"(
    0s: a and b
      {__name__="a", x="2"} 2
    0s: b and a
      {__name__="b", x="2"} 20
    0s: a or b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: b or a
      {__name__="a", x="1"} 1
      {__name__="b", x="2"} 20
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: a unless b
      {__name__="a", x="1"} 1
    0s: b unless a
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
  )");
}

TEST_CASE("set operators compare only the labels of on, or all but those of ignoring",
          "[unit][promql]") {
  check_answers(two_metrics(), R"(
    0s: a and on () b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: a and on () nothing
    0s: a unless on () nothing
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: a unless on () b
    0s: a or on () b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: nothing or on () b
      {__name__="b", x="2"} 20
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: b and on (x) a
      {__name__="b", x="2"} 20
    0s: b or on (y) a
      {__name__="b", x="2"} 20
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: a and ignoring (x) b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: a and ignoring (x, y) b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: b unless ignoring (y) a
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: a and on (nothing) b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
  )");
}

TEST_CASE("or binds least, and and unless alike", "[unit][promql]") {
  check_answers(two_metrics(), R"(
    0s: a or b or vector(7)
      {} 7
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
      {__name__="b", x="3"} 30
      {__name__="b", x="3", y="1"} 31
    0s: a or vector(7) and b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: (a or vector(7)) and b
      {__name__="a", x="2"} 2
    0s: a unless b unless a
    0s: a and a == 2
      {__name__="a", x="2"} 2
    0s: a > 1 or a < 2
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: (a > 5) or vector(0)
      {} 0
    0s: sum(a > 5) or vector(0)
      {} 0
    0s: a and (b > 20)
    0s: vector(1) and vector(2)
      {} 1
    0s: vector(1) unless vector(2)
    0s: vector(1) or vector(2)
      {} 1
    0s: vector(1) or on (x) a
      {} 1
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: a + 0 or a
      {x="1"} 1
      {x="2"} 2
    0s: a + 0 or b + 0
      {x="1"} 1
      {x="2"} 2
      {x="3"} 30
      {x="3", y="1"} 31
    0s: a + 0 and b
      {x="2"} 2
  )");
}

TEST_CASE("elements that are not numbers still take part in set operators", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    a{x="1"} NaN
    a{x="2"} 2
  )");

  check_answers(store, R"(
    0s: a and a
      {__name__="a", x="1"} NaN
      {__name__="a", x="2"} 2
    0s: a unless a
    0s: a == a
      {__name__="a", x="2"} 2
    0s: a and a == a
      {__name__="a", x="2"} 2
    0s: a or vector(1)
      {} 1
      {__name__="a", x="1"} NaN
      {__name__="a", x="2"} 2
    0s: a unless (a > 1)
      {__name__="a", x="1"} NaN
  )");
}
