#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

namespace {

SampleStore three_instances() {
  return store_of(15s, R"(
    up{job="edge",instance="b"} 1 1 1
    up{job="edge",instance="a"} 1 0 1
    up{job="server",instance="a"} 0 0 0
    down{job="edge"} 3
  )");
}

}  // namespace

TEST_CASE("the four matchers pick series, and a missing label counts as empty", "[unit][promql]") {
  const SampleStore store = three_instances();

  CHECK(result_of(store, "up{instance=\"b\"}", 30s) ==
        "{__name__=\"up\", instance=\"b\", job=\"edge\"} 1");
  CHECK(result_of(store, "up{job!=\"edge\"}", 30s) ==
        "{__name__=\"up\", instance=\"a\", job=\"server\"} 0");
  CHECK(result_of(store, "up{job=~\"e.*\",instance=~\"[bc]\"}", 30s) ==
        "{__name__=\"up\", instance=\"b\", job=\"edge\"} 1");
  CHECK(result_of(store, "up{job!~\"edge|nothing\"}", 30s) ==
        "{__name__=\"up\", instance=\"a\", job=\"server\"} 0");
  CHECK(result_of(store, "{instance=\"\",job=~\".+\"}", 30s) ==
        "{__name__=\"down\", job=\"edge\"} 3");
  CHECK(result_of(store, "up{job=~\"edg\"}", 30s).empty());
  CHECK(result_of(store, "{__name__=~\"d.wn\"}", 30s) == "{__name__=\"down\", job=\"edge\"} 3");
}

TEST_CASE("a vector comes sorted by labels, whatever the order of creation", "[unit][promql]") {
  CHECK(result_of(three_instances(), "up", 15s) ==
        "{__name__=\"up\", instance=\"a\", job=\"edge\"} 0\n"
        "{__name__=\"up\", instance=\"a\", job=\"server\"} 0\n"
        "{__name__=\"up\", instance=\"b\", job=\"edge\"} 1");
}

TEST_CASE("an instant selector takes the newest sample of the last five minutes",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 2");

  CHECK(result_of(store, "foo", 0s) == "{__name__=\"foo\"} 1");
  CHECK(result_of(store, "foo", 14s) == "{__name__=\"foo\"} 1");
  CHECK(result_of(store, "foo", 15s) == "{__name__=\"foo\"} 2");
  CHECK(result_of(store, "foo", 5min + 15s) == "{__name__=\"foo\"} 2");
  CHECK(result_of(store, "foo", 5min + 15s + 1ms).empty());
  CHECK(result_of(store, "foo", -1ms).empty());
}

TEST_CASE("a stale marker ends a series at once, and only until its next sample",
          "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 stale _ 4 NaN");

  CHECK(result_of(store, "foo", 14s) == "{__name__=\"foo\"} 1");
  CHECK(result_of(store, "foo", 15s).empty());
  CHECK(result_of(store, "foo", 44s).empty());
  CHECK(result_of(store, "foo", 45s) == "{__name__=\"foo\"} 4");
  CHECK(result_of(store, "foo", 60s) == "{__name__=\"foo\"} NaN");
  CHECK(result_of(store, "count_over_time(foo[1m])", 60s) == "{} 3");
}

TEST_CASE("offset and @ move a selector in time", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 2 3 4 5");

  CHECK(result_of(store, "foo offset 15s", 45s) == "{__name__=\"foo\"} 3");
  CHECK(result_of(store, "foo offset -15s", 30s) == "{__name__=\"foo\"} 4");
  CHECK(result_of(store, "foo @ 15", 60s) == "{__name__=\"foo\"} 2");
  CHECK(result_of(store, "foo @ 60 offset 30s", 0s) == "{__name__=\"foo\"} 3");
  CHECK(result_of(store, "foo @ end()", 45s) == "{__name__=\"foo\"} 4");
  CHECK(result_of(store, "sum_over_time(foo[30s] offset 15s)", 60s) == "{} 9");
  CHECK(result_of(store, "timestamp(foo offset 20s)", 60s) == "{} 30");
}

TEST_CASE("a range includes both of its bounds", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 2 3 4 5");

  CHECK(result_of(store, "count_over_time(foo[30s])", 60s) == "{} 3");
  CHECK(result_of(store, "count_over_time(foo[29999ms])", 60s) == "{} 2");
  CHECK(result_of(store, "count_over_time(foo[10y])", 60s) == "{} 5");
}

TEST_CASE("a range vector alone is no result", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1");

  CHECK(result_of(store, "foo[5m]", 0s) ==
        "error: rule result is not a vector or scalar, but a range vector: give it to a function "
        "such as rate()");
}

TEST_CASE("an evaluator sees series that are born after its first evaluation", "[unit][promql]") {
  SampleStore store = store_of(15s, "foo{code=\"200\"} 1");
  Evaluator evaluator(store);
  const auto by_name = *parse("count(foo)");
  const auto by_label = *parse("count({code=~\"...\"})");
  const auto count = [&](const Expression& expression) {
    const Vector result = std::get<Vector>(*evaluator.evaluate(expression, 15'000));
    return result.front().value;
  };
  const double before = count(by_name) + count(by_label);

  store.append(*store.series(labels_of("foo{code=\"500\"}")), 15'000, 1);

  CHECK(before == 2);
  CHECK(count(by_name) == 2);
  CHECK(count(by_label) == 2);
}

TEST_CASE("a subquery evaluates at multiples of its step", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1 2 3 4 5");

  CHECK(result_of(store, "count_over_time(foo[40s:20s])", 61s) == "{} 2");
  CHECK(result_of(store, "sum_over_time(foo[40s:20s])", 61s) == "{} 8");
  CHECK(result_of(store, "sum_over_time(foo[40s:20s] offset 1s)", 61s) == "{} 10");
  CHECK(result_of(store, "max_over_time(rate(foo[30s])[1m:15s])", 60s) == "{} 0.06666666666666667");
  CHECK(result_of(store, "count_over_time(foo[2m:])", 90s) == "{} 2");
  CHECK(result_of(store, "count_over_time(vector(1)[1w:1ms])", 60s) ==
        "error: subqueries need more than 1000000 steps");
}
