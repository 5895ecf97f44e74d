#include <catch2/catch.hpp>

#include "tests/unit/promql/answers.hpp"
#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

// The answers are those of promtool 2.42.

TEST_CASE("label_replace sets, replaces and removes labels", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(up{instance="edge-1:8080",job="edge"} 1)");

  check_answers(store, R"---(
    0s: label_replace(up, "host", "$1", "instance", "(.*):.*")
      {__name__="up", host="edge-1", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "${1}0", "instance", "(.*):.*")
      {__name__="up", host="edge-10", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$10", "instance", "(.*):.*")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$01", "instance", "(.*):.*")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$0", "instance", ".*")
      {__name__="up", host="edge-1:8080", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "${host}/$port", "instance", "(?P<host>.*):(?P<port>.*)")
      {__name__="up", host="edge-1/8080", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$nobody", "instance", "(?P<host>.*):.*")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$$1", "instance", "(.*):.*")
      {__name__="up", host="$1", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "a$", "instance", "(.*):.*")
      {__name__="up", host="a$", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "${1", "instance", "(.*):.*")
      {__name__="up", host="${1", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$-1", "instance", "(.*):.*")
      {__name__="up", host="$-1", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "$2", "instance", "(edge-1:8080)|(x)")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "host", "x", "instance", "edge-1")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "instance", "", "instance", ".*")
      {__name__="up", job="edge"} 1
    0s: label_replace(up, "instance", "$1", "instance", "x*(.?)edge.*")
      {__name__="up", job="edge"} 1
    0s: label_replace(up, "new", "x", "nothing", "")
      {__name__="up", instance="edge-1:8080", job="edge", new="x"} 1
    0s: label_replace(up, "new", "x", "nothing", ".+")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "__name__", "down", "job", ".*")
      {__name__="down", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(up, "__name__", "", "job", ".*")
      {instance="edge-1:8080", job="edge"} 1
    0s: label_replace((up), ("a"), (("b")), ("job"), (("(.*)")))
      {__name__="up", a="b", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(nothing, "a b", "", "job", "")
      error: invalid destination label name in label_replace(): a b
    0s: label_replace(up, "1a", "", "job", "")
      error: invalid destination label name in label_replace(): 1a
    0s: label_replace(up, "a", "", "a b", "")
      {__name__="up", instance="edge-1:8080", job="edge"} 1
    0s: label_replace(nothing, "a", "", "b", "")
  )---");
}

TEST_CASE("label_join puts the values of labels together", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(up{a="1",b="2"} 1)");

  check_answers(store, R"(
    0s: label_join(up, "c", "-", "a", "b")
      {__name__="up", a="1", b="2", c="1-2"} 1
    0s: label_join(up, "c", "-", "b", "nothing", "a")
      {__name__="up", a="1", b="2", c="2--1"} 1
    0s: label_join(up, "c", "", "a", "b")
      {__name__="up", a="1", b="2", c="12"} 1
    0s: label_join(up, "c", "-", "a")
      {__name__="up", a="1", b="2", c="1"} 1
    0s: label_join(up, "c", "-")
      {__name__="up", a="1", b="2"} 1
    0s: label_join(up, "a", "-")
      {__name__="up", b="2"} 1
    0s: label_join(up, "a", "-", "a", "a")
      {__name__="up", a="1-1", b="2"} 1
    0s: label_join(up, "__name__", "_", "__name__", "a")
      {__name__="up_1", a="1", b="2"} 1
    0s: label_join(up, "c", "-", "a-b")
      error: invalid source label name in label_join(): a-b
    0s: label_join(up, "c-d", "-", "a")
      error: invalid destination label name in label_join(): c-d
    0s: label_join(up, "c-d", "-", "a-b")
      error: invalid source label name in label_join(): a-b
  )");
}

TEST_CASE("labels that are made equal are an error", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    up{a="1",b="x"} 1
    up{a="2",b="x"} 1
  )");

  check_answers(store, R"---(
    0s: label_replace(up, "a", "", "b", ".*")
      error: vector cannot contain metrics with the same labelset: {__name__="up", b="x"}
    0s: label_join(up, "a", "", "b")
      error: vector cannot contain metrics with the same labelset: {__name__="up", a="x", b="x"}
    0s: label_replace(up, "a", "", "b", "y")
      {__name__="up", a="1", b="x"} 1
      {__name__="up", a="2", b="x"} 1
    0s: sum(label_replace(up, "a", "$1", "b", "(.)"))
      error: vector cannot contain metrics with the same labelset: {__name__="up", a="x", b="x"}
  )---");
}

TEST_CASE("absent gives the labels that a selector asks for exactly, in the order in which it asks",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, "there 1 stale");

  check_answers(store, R"(
    0s: absent(there)
    15s: absent(there)
      {} 1
    0s: absent(gone)
      {} 1
    0s: absent(gone{a="1"})
      {a="1"} 1
    0s: absent(gone{a="1",b=~"2",c!="3",d!~"4"})
      {a="1"} 1
    0s: absent(gone{a="1",a="1"})
      {} 1
    0s: absent(gone{a="1",a="2",b="3"})
      {b="3"} 1
    0s: absent(gone{a="1",a!="2"})
      {} 1
    0s: absent(gone{a!="1",a="2"})
      {a="2"} 1
    0s: absent(gone{a=~"1",a="2"})
      {a="2"} 1
    0s: absent(gone{a="1",a!="2",a="3"})
      {} 1
    0s: absent({__name__="gone",a="1"})
      {a="1"} 1
    0s: absent(gone{a=""})
      {} 1
    0s: absent(((gone{a="1"})))
      {a="1"} 1
    0s: absent(-gone{a="1"})
      {} 1
    0s: absent(gone{a="1"} offset 1m)
      {a="1"} 1
    0s: absent(gone{a="1"} @ 5)
      {a="1"} 1
    0s: absent(gone{a="1"} + 1)
      {} 1
    0s: absent(sum by (a) (gone{a="1"}))
      {} 1
    0s: absent(vector(1))
    0s: absent(there > 1)
      {} 1
    15s: absent_over_time(there[10s])
      {} 1
    15s: absent_over_time(there[15s])
  )");
}
