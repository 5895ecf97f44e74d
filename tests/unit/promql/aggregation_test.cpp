#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

namespace {

SampleStore requests() {
  return store_of(15s, R"(
    requests{service="edge",code="200"} 90
    requests{service="edge",code="500"} 10
    requests{service="server",code="200"} 40
    requests{service="server",code="500"} 20
    requests{code="500"} 5
  )");
}

}  // namespace

TEST_CASE("an aggregation without grouping gives one element without labels", "[unit][promql]") {
  const SampleStore store = requests();

  CHECK(result_of(store, "sum(requests)", 0s) == "{} 165");
  CHECK(result_of(store, "avg(requests)", 0s) == "{} 33");
  CHECK(result_of(store, "min(requests)", 0s) == "{} 5");
  CHECK(result_of(store, "max(requests)", 0s) == "{} 90");
  CHECK(result_of(store, "count(requests)", 0s) == "{} 5");
  CHECK(result_of(store, "group(requests)", 0s) == "{} 1");
  CHECK(result_of(store, "stdvar(requests)", 0s) == "{} 956");
  CHECK(result_of(store, "stddev(requests) ^ 2 - 956 < 1e-9", 0s).substr(0, 2) == "{}");
  CHECK(result_of(store, "quantile(0.5, requests)", 0s) == "{} 20");
  CHECK(result_of(store, "sum(nothing)", 0s).empty());
}

TEST_CASE("by keeps the named labels and without drops them", "[unit][promql]") {
  const SampleStore store = requests();

  CHECK(result_of(store, "sum by (service) (requests)", 0s) ==
        "{} 5\n{service=\"edge\"} 100\n{service=\"server\"} 60");
  CHECK(result_of(store, "sum(requests) without (code, nosuch)", 0s) ==
        "{} 5\n{service=\"edge\"} 100\n{service=\"server\"} 60");
  CHECK(result_of(store, "sum by (code, code) (requests)", 0s) ==
        "{code=\"200\"} 130\n{code=\"500\"} 35");
  CHECK(result_of(store, "max by (__name__) (requests)", 0s) == "{__name__=\"requests\"} 90");
}

TEST_CASE("topk and bottomk keep whole elements in order of value", "[unit][promql]") {
  const SampleStore store =
      store_of(15s, "f{a=\"1\"} 1\nf{a=\"2\"} NaN\nf{a=\"3\"} 3\nf{a=\"4\"} 3");

  CHECK(result_of(store, "topk(2, f)", 0s) ==
        "{__name__=\"f\", a=\"3\"} 3\n{__name__=\"f\", a=\"4\"} 3");
  CHECK(result_of(store, "bottomk(2, f)", 0s) ==
        "{__name__=\"f\", a=\"1\"} 1\n{__name__=\"f\", a=\"3\"} 3");
  CHECK(result_of(store, "topk(9, f)", 0s) ==
        result_of(store, "topk(2, f)", 0s) +
            "\n{__name__=\"f\", a=\"1\"} 1\n{__name__=\"f\", a=\"2\"} NaN");
  CHECK(result_of(store, "topk(0.9, f)", 0s).empty());
  CHECK(result_of(store, "topk(-1, f)", 0s).empty());
  CHECK(result_of(store, "count(topk by (a) (1, f))", 0s) == "{} 4");
  CHECK(result_of(store, "topk(NaN, f)", 0s) == "error: Scalar value NaN overflows int64");
  CHECK(result_of(store, "topk(1e19, f)", 0s) == "error: Scalar value 1e+19 overflows int64");
}

TEST_CASE("count_values makes a label of the value", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    build{instance="a"} 4.5
    build{instance="b"} 4.5
    build{instance="c"} 1e22
    build{instance="d"} -Inf
  )");

  CHECK(result_of(store, "count_values('version', build)", 0s) ==
        "{version=\"-Inf\"} 1\n{version=\"10000000000000000000000\"} 1\n{version=\"4.5\"} 2");
  CHECK(result_of(store, "count_values by (instance) ('instance', build)", 0s) ==
        result_of(store, "count_values('instance', build)", 0s));
  CHECK(result_of(store, "count_values('a-b', build)", 0s) == "error: invalid label name \"a-b\"");
}

TEST_CASE("aggregations treat infinity and NaN as Prometheus does", "[unit][promql]") {
  const SampleStore store = store_of(15s, "f{a=\"1\"} Inf\nf{a=\"2\"} 1\nf{a=\"3\"} NaN");

  CHECK(result_of(store, "avg(f{a!=\"3\"})", 0s) == "{} +Inf");
  CHECK(result_of(store, "avg(f)", 0s) == "{} NaN");
  CHECK(result_of(store, "max(f)", 0s) == "{} +Inf");
  CHECK(result_of(store, "min(f)", 0s) == "{} 1");
  CHECK(result_of(store, "quantile(0, f)", 0s) == "{} NaN");
  CHECK(result_of(store, "quantile(NaN, f)", 0s) == "{} NaN");
  CHECK(result_of(store, "quantile(2, f)", 0s) == "{} +Inf");
}
