#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore teams() {
  return store_of(15s, R"(
    many{g="a",i="1"} 1
    many{g="a",i="2"} 2
    many{g="b",i="1"} 3
    one{g="a",team="red"} 10
    one{g="b",i="9"} 20
  )");
}

}  // namespace

TEST_CASE("one to one matching compares all labels but the name, or those that are named",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    a{x="1",y="1"} 1
    a{x="2",y="1"} 2
    b{x="1",y="1"} 10
    b{x="2",y="2"} 20
    b{x="3"} 30
  )");

  check_answers(store, R"(
    0s: a + b
      {x="1", y="1"} 11
    0s: a + on (x) b
      {x="1"} 11
      {x="2"} 22
    0s: a + on (x, nothing) b
      {x="1"} 11
      {x="2"} 22
    0s: a + ignoring (y) b
      {x="1"} 11
      {x="2"} 22
    0s: a + ignoring (x, y) b
      error: found duplicate series for the match group {} on the right hand-side of the ...
    0s: a{x="1"} + on () b{x="2"}
      {} 21
    0s: a{x="1"} + on (nothing) b{x="3"}
      {} 31
    0s: a * on (x, y) b
      {x="1", y="1"} 10
    0s: a > on (x) b
    0s: a < on (x) b
      {x="1"} 1
      {x="2"} 2
    0s: a < ignoring (y) b
      {__name__="a", x="1"} 1
      {__name__="a", x="2"} 2
    0s: a < bool on (x) b
      {x="1"} 1
      {x="2"} 1
    0s: a < bool ignoring (y) b
      {x="1"} 1
      {x="2"} 1
    0s: a == a
      {__name__="a", x="1", y="1"} 1
      {__name__="a", x="2", y="1"} 2
    0s: a != a
    0s: a == bool a
      {x="1", y="1"} 1
      {x="2", y="1"} 1
    0s: a - on (x) b - on (x) b
      {x="1"} -19
      {x="2"} -38
    0s: a ^ on (x) b
      {x="1"} 1
      {x="2"} 1.048576e+06
    0s: b % on (x) a
      {x="1"} 0
      {x="2"} 0
    0s: a + nothing
    0s: nothing + a
    0s: a and nothing + a
  )");
}

TEST_CASE("one to many", "[unit][promql]") {
  check_answers(teams(), R"(
    0s: many / on (g) group_left () one
      {g="a", i="1"} 0.1
      {g="a", i="2"} 0.2
      {g="b", i="1"} 0.15
    0s: many * on (g) group_left (team) one
      {g="a", i="1", team="red"} 10
      {g="a", i="2", team="red"} 20
      {g="b", i="1"} 60
    0s: many * on (g) group_left (team, i) one{g="a"}
      error: multiple matches for labels: grouping labels must ensure unique matches
    0s: many{i="1"} * on (g) group_left (i) one
      {g="a"} 10
      {g="b", i="9"} 60
    0s: one / on (g) group_right () many
      {g="a", i="1"} 10
      {g="a", i="2"} 5
      {g="b", i="1"} 6.666666666666667
    0s: one - on (g) group_right (team) many
      {g="a", i="1", team="red"} 9
      {g="a", i="2", team="red"} 8
      {g="b", i="1"} 17
  )");
}

TEST_CASE("a comparison of many with one gives the value of its left side", "[unit][promql]") {
  check_answers(teams(), R"(
    0s: many > on (g) group_left () one
    0s: many < on (g) group_left (team) one
      {__name__="many", g="a", i="1", team="red"} 1
      {__name__="many", g="a", i="2", team="red"} 2
      {__name__="many", g="b", i="1"} 3
    0s: one > on (g) group_right () many
      {__name__="many", g="a", i="1"} 10
      {__name__="many", g="a", i="2"} 10
      {__name__="many", g="b", i="1"} 20
    0s: one > bool on (g) group_right () many
      {g="a", i="1"} 1
      {g="a", i="2"} 1
      {g="b", i="1"} 1
    0s: one < bool on (g) group_right (team) many
      {g="a", i="1", team="red"} 0
      {g="a", i="2", team="red"} 0
      {g="b", i="1"} 0
    0s: many * ignoring (i, team) group_left () one
      {g="a", i="1"} 10
      {g="a", i="2"} 20
      {g="b", i="1"} 60
    0s: many * ignoring (i, team) group_left (__name__) one
      {__name__="one", g="a", i="1"} 10
      {__name__="one", g="a", i="2"} 20
      {__name__="one", g="b", i="1"} 60
    0s: many * on (g) group_left one
      {g="a", i="1"} 10
      {g="a", i="2"} 20
      {g="b", i="1"} 60
    0s: many * on () group_left () one{g="a"}
      {g="a", i="1"} 10
      {g="a", i="2"} 20
      {g="b", i="1"} 30
    0s: sum by (g) (many) / ignoring (g) group_left () sum(many)
      {g="a"} 0.5
      {g="b"} 0.5
  )");
}

TEST_CASE("what matches more than once is an error", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    many{g="a",i="1"} 1
    many{g="a",i="2"} 2
    one{g="a"} 10
  )");

  check_answers(store, R"(
    0s: many + on (g) one
      error: multiple matches for labels: many-to-one matching must be explicit ...
    0s: one + on (g) many{i="1"}
      {g="a"} 11
    0s: many < on (g) one
      error: multiple matches for labels: many-to-one matching must be explicit ...
    0s: many > on (g) one
    0s: many == bool on (g) one
      error: multiple matches for labels: many-to-one matching must be explicit ...
    0s: many + ignoring (i) one
      error: multiple matches for labels: many-to-one matching must be explicit ...
    0s: many * on (g) group_left (i) one
      error: multiple matches for labels: grouping labels must ensure unique matches
    0s: one * on (g) group_right (i) many
      error: multiple matches for labels: grouping labels must ensure unique matches
    0s: -{g="a",i=~"|1"}
      {g="a"} -10
      {g="a", i="1"} -1
    0s: {__name__=~"many|one",i=~"|1"} * 2
      {g="a"} 20
      {g="a", i="1"} 2
    0s: {__name__=~"many|one",i=~"|1"} > 2
      {__name__="one", g="a"} 10
  )");
}
