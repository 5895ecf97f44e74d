#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

namespace {

SampleStore three_metrics() {
  return store_of(15s, R"(
    up{job="edge",instance="a"} 1
    up{job="edge",instance="b"} 2
    up{job="server"} 3
    down{job="edge"} 4
    up:rate5m{job="edge"} 5
  )");
}

}  // namespace

TEST_CASE(
    "an instant selector takes the newest sample of the last five minutes, both ends included",
    "[unit][promql]") {
  const SampleStore store = store_of(1min, "foo 1 2 _ _ _ _ _ _ 9");

  check_answers(store, R"(
    0s: foo
      {__name__="foo"} 1
    59s: foo
      {__name__="foo"} 1
    1m: foo
      {__name__="foo"} 2
    6m: foo
      {__name__="foo"} 2
    360001ms: foo
    479999ms: foo
    8m: foo
      {__name__="foo"} 9
    13m: foo
      {__name__="foo"} 9
    780001ms: foo
    6m: foo offset 1m
      {__name__="foo"} 2
    6m: foo offset 5m
      {__name__="foo"} 2
    6m: foo offset 6m
      {__name__="foo"} 1
    6m: foo offset 361s
    6m: foo @ 0
      {__name__="foo"} 1
    6m: foo @ 360.001
    6m: foo @ 60 offset 1m
      {__name__="foo"} 1
    6m: foo offset 1m @ 60
      {__name__="foo"} 1
    6m: foo @ end()
      {__name__="foo"} 2
    6m: foo @ start()
      {__name__="foo"} 2
    6m: foo @ -1
    6m: count_over_time(foo[5m])
      {} 1
    6m: count_over_time(foo[299s])
    6m: sum_over_time(foo[6m])
      {} 3
    6m: sum_over_time(foo[6m] offset 1m)
      {} 3
    6m: sum_over_time(foo[1m] @ 60)
      {} 3
  )");
}

TEST_CASE("a stale marker hides a series at once, and the next sample shows it again",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    foo{i="1"} 1 stale _ _ 5
    foo{i="2"} 1 1 1 1 1
  )");

  check_answers(store, R"(
    0s: foo
      {__name__="foo", i="1"} 1
      {__name__="foo", i="2"} 1
    14999ms: foo
      {__name__="foo", i="1"} 1
      {__name__="foo", i="2"} 1
    15s: foo
      {__name__="foo", i="2"} 1
    59s: foo
      {__name__="foo", i="2"} 1
    1m: foo
      {__name__="foo", i="1"} 5
      {__name__="foo", i="2"} 1
    15s: count(foo)
      {} 1
    45s: sum(foo)
      {} 1
    45s: foo offset 15s
      {__name__="foo", i="2"} 1
    45s: foo offset 45s
      {__name__="foo", i="1"} 1
      {__name__="foo", i="2"} 1
    45s: foo @ 0
      {__name__="foo", i="1"} 1
      {__name__="foo", i="2"} 1
    45s: absent(foo{i="1"})
      {i="1"} 1
    45s: foo{i="1"} or on () vector(0)
      {} 0
    45s: rate(foo{i="1"}[1m])
    60s: rate(foo{i="1"}[1m])
      {i="1"} 0.06666666666666667
    45s: timestamp(foo)
      {i="2"} 45
  )");
}

TEST_CASE("matchers pick", "[unit][promql]") {
  check_answers(three_metrics(), R"(
    0s: up{job="edge"}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
    0s: up{job!="edge"}
      {__name__="up", job="server"} 3
    0s: up{job=~"e.*|s.*",instance!~"a|b"}
      {__name__="up", job="server"} 3
    0s: up{instance=""}
      {__name__="up", job="server"} 3
    0s: up{instance!=""}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
    0s: up{instance=~""}
      {__name__="up", job="server"} 3
    0s: up{instance=~".*"}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
      {__name__="up", job="server"} 3
    0s: up{instance=~".+"}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
    0s: up{instance!~".+"}
      {__name__="up", job="server"} 3
    0s: up{nothing=""}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
      {__name__="up", job="server"} 3
    0s: up{nothing!="x"}
      {__name__="up", instance="a", job="edge"} 1
      {__name__="up", instance="b", job="edge"} 2
      {__name__="up", job="server"} 3
    0s: up{nothing="x"}
    0s: up{job=~"edg"}
    0s: up{job=~"dge"}
    0s: up{job=~"(?i)EDGE",instance="a"}
      {__name__="up", instance="a", job="edge"} 1
    0s: up{job="edge",job=~".*e",instance!="a"}
      {__name__="up", instance="b", job="edge"} 2
    0s: up{job="edge",job="server"}
  )");
}

TEST_CASE("a metric may be picked by its name as by any label", "[unit][promql]") {
  check_answers(three_metrics(), R"(
    0s: {job="server"}
      {__name__="up", job="server"} 3
    0s: {__name__="down"}
      {__name__="down", job="edge"} 4
    0s: {__name__=~"up|down",job="edge",instance!="a"}
      {__name__="down", job="edge"} 4
      {__name__="up", instance="b", job="edge"} 2
    0s: {__name__!~"up.*"}
      error: parse error: vector selector must contain at least one non-empty matcher
    0s: {__name__!~"up.*",job="edge"}
      {__name__="down", job="edge"} 4
    0s: {__name__=~"up.*",instance="",job="edge"}
      {__name__="up:rate5m", job="edge"} 5
    0s: up:rate5m
      {__name__="up:rate5m", job="edge"} 5
    0s: {__name__="up:rate5m"}
      {__name__="up:rate5m", job="edge"} 5
    0s: {__name__="",job="edge"}
    0s: count({job=~".+"})
      {} 5
    0s: down{job="edge",}
      {__name__="down", job="edge"} 4
  )");
}
