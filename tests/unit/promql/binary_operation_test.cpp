#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

namespace {

SampleStore store() {
  return store_of(15s, R"(
    errors{service="edge",code="500"} 10
    errors{service="edge",code="503"} 20
    errors{service="server",code="500"} 6
    requests{service="edge"} 100
    requests{service="server"} 60
    requests{service="idle"} 0
    owner{service="edge",team="web"} 1
  )");
}

}  // namespace

TEST_CASE("arithmetic on scalars follows IEEE 754", "[unit][promql]") {
  const SampleStore empty;

  CHECK(result_of(empty, "7 % 4", 0s) == "3");
  CHECK(result_of(empty, "-7 % 4", 0s) == "-3");
  CHECK(result_of(empty, "1 % 0", 0s) == "NaN");
  CHECK(result_of(empty, "1 / 0", 0s) == "+Inf");
  CHECK(result_of(empty, "2 ^ 0.5 ^ 2 < bool 1.2", 0s) == "1");
  CHECK(result_of(empty, "1 == bool 2", 0s) == "0");
}

TEST_CASE("arithmetic drops the metric's name and a filter keeps it", "[unit][promql]") {
  CHECK(result_of(store(), "requests{service=\"edge\"} * 2", 0s) == "{service=\"edge\"} 200");
  CHECK(result_of(store(), "requests > 60", 0s) == "{__name__=\"requests\", service=\"edge\"} 100");
  CHECK(result_of(store(), "60 < requests", 0s) == "{__name__=\"requests\", service=\"edge\"} 100");
  CHECK(result_of(store(), "requests > bool 60", 0s) ==
        "{service=\"edge\"} 1\n{service=\"idle\"} 0\n{service=\"server\"} 0");
  CHECK(result_of(store(), "-requests{service=\"edge\"}", 0s) == "{service=\"edge\"} -100");
  CHECK(result_of(store(), "+requests{service=\"edge\"}", 0s) ==
        "{__name__=\"requests\", service=\"edge\"} 100");
}

TEST_CASE("vectors match by all labels, or by those that are named", "[unit][promql]") {
  CHECK(result_of(store(), "requests - requests", 0s) ==
        "{service=\"edge\"} 0\n{service=\"idle\"} 0\n{service=\"server\"} 0");
  CHECK(result_of(store(), "errors{code=\"500\"} / on (service) requests", 0s) ==
        "{service=\"edge\"} 0.1\n{service=\"server\"} 0.1");
  CHECK(result_of(store(), "errors{code=\"500\"} / ignoring (code) requests", 0s) ==
        "{service=\"edge\"} 0.1\n{service=\"server\"} 0.1");
  CHECK(result_of(store(), "errors / requests", 0s).empty());
  CHECK(result_of(store(), "errors{code=\"503\"} < on (service) requests", 0s) ==
        "{service=\"edge\"} 20");
  CHECK(result_of(store(), "errors{code=\"503\"} < ignoring (code) requests", 0s) ==
        "{__name__=\"errors\", service=\"edge\"} 20");
}

TEST_CASE("group_left and group_right let many elements meet one", "[unit][promql]") {
  CHECK(result_of(store(), "errors / on (service) group_left () requests", 0s) ==
        "{code=\"500\", service=\"edge\"} 0.1\n"
        "{code=\"500\", service=\"server\"} 0.1\n"
        "{code=\"503\", service=\"edge\"} 0.2");
  CHECK(result_of(store(), "requests / on (service) group_right () errors{code=\"503\"}", 0s) ==
        "{code=\"503\", service=\"edge\"} 5");
  CHECK(result_of(store(), "errors * on (service) group_left (team) owner", 0s) ==
        "{code=\"500\", service=\"edge\", team=\"web\"} 10\n"
        "{code=\"503\", service=\"edge\", team=\"web\"} 20");
  CHECK(result_of(store(), "requests > on (service) group_right () errors{code=\"503\"}", 0s) ==
        "{__name__=\"errors\", code=\"503\", service=\"edge\"} 100");
}

TEST_CASE("matching many to many is an error in Prometheus' words", "[unit][promql]") {
  CHECK(result_of(store(), "requests / on (service) errors", 0s) ==
        "error: found duplicate series for the match group {service=\"edge\"} on the right "
        "hand-side of the operation: [{__name__=\"errors\", code=\"503\", service=\"edge\"}, "
        "{__name__=\"errors\", code=\"500\", service=\"edge\"}];many-to-many matching not allowed: "
        "matching labels must be unique on one side");
  CHECK_THAT(result_of(store(), "errors * on (service) group_right () requests", 0s),
             Catch::Contains("on the left hand-side of the operation: [{__name__=\"errors\""));
  CHECK(result_of(store(), "errors / on (service) requests", 0s) ==
        "error: multiple matches for labels: many-to-one matching must be explicit "
        "(group_left/group_right)");
  CHECK(result_of(store(), "errors * on (service) group_left (code) requests", 0s) ==
        "error: multiple matches for labels: grouping labels must ensure unique matches");
}

TEST_CASE("set operators look at labels only", "[unit][promql]") {
  CHECK(result_of(store(), "requests and on (service) errors", 0s) ==
        "{__name__=\"requests\", service=\"edge\"} 100\n"
        "{__name__=\"requests\", service=\"server\"} 60");
  CHECK(result_of(store(), "requests unless on (service) errors", 0s) ==
        "{__name__=\"requests\", service=\"idle\"} 0");
  CHECK(result_of(store(), "owner or on (service) requests", 0s) ==
        "{__name__=\"owner\", service=\"edge\", team=\"web\"} 1\n"
        "{__name__=\"requests\", service=\"idle\"} 0\n"
        "{__name__=\"requests\", service=\"server\"} 60");
  CHECK(result_of(store(), "nothing or vector(0)", 0s) == "{} 0");
  CHECK(result_of(store(), "requests and nothing", 0s).empty());
}

TEST_CASE("the seed's rule compares a share of two sums", "[unit][promql]") {
  const SampleStore edge = store_of(15s, R"(
    http_requests_total{service="edge",code="200"} 0 600 1200 1200 1200
    http_requests_total{service="edge",code="500"} _ _ _ 600 1200
  )");
  const std::string rule =
      "sum(rate(http_requests_total{service='edge',code=~'5..'}[1m])) / "
      "sum(rate(http_requests_total{service='edge'}[1m])) > 0.05";

  CHECK(result_of(edge, rule, 30s).empty());
  CHECK(result_of(edge, rule, 45s).empty());  // a newborn series has no rate yet
  CHECK(result_of(edge, rule, 60s) == "{} 0.5");
}
