#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

TEST_CASE("functions of elements drop the metric's name", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo{a=\"b\"} -2.5\nbar{a=\"b\"} 7.3");

  CHECK(result_of(store, "abs(foo)", 0s) == "{a=\"b\"} 2.5");
  CHECK(result_of(store, "ceil(foo)", 0s) == "{a=\"b\"} -2");
  CHECK(result_of(store, "floor(foo)", 0s) == "{a=\"b\"} -3");
  CHECK(result_of(store, "round(foo)", 0s) == "{a=\"b\"} -2");
  CHECK(result_of(store, "round(bar, 5)", 0s) == "{a=\"b\"} 5");
  CHECK(result_of(store, "sqrt(foo * foo)", 0s) == "{a=\"b\"} 2.5");
  CHECK(result_of(store, "sgn(foo)", 0s) == "{a=\"b\"} -1");
  CHECK(result_of(store, "clamp(bar, 0, 5)", 0s) == "{a=\"b\"} 5");
  CHECK(result_of(store, "clamp(bar, 5, 0)", 0s).empty());
  CHECK(result_of(store, "clamp_min(foo, 0)", 0s) == "{a=\"b\"} 0");
  CHECK(result_of(store, "clamp_max(bar, NaN)", 0s) == "{a=\"b\"} NaN");
  CHECK(result_of(store, "abs({__name__=~\"foo|bar\"})", 0s) ==
        "error: vector cannot contain metrics with the same labelset: {a=\"b\"}");
}

TEST_CASE("exponentials and logarithms are exact where they can be", "[unit][promql]") {
  const SampleStore store;

  CHECK(result_of(store, "exp(vector(0))", 0s) == "{} 1");
  CHECK(result_of(store, "ln(vector(1))", 0s) == "{} 0");
  CHECK(result_of(store, "ln(vector(-1))", 0s) == "{} NaN");
  CHECK(result_of(store, "log2(vector(2 ^ 100))", 0s) == "{} 100");
  CHECK(result_of(store, "log2(vector(0))", 0s) == "{} -Inf");
  CHECK(result_of(store, "log10(vector(1))", 0s) == "{} 0");
  CHECK(result_of(store, "10 ^ 15", 0s) == "1e+15");
}

TEST_CASE("scalars and vectors turn into each other", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo{a=\"1\"} 5\nfoo{a=\"2\"} 6");

  CHECK(result_of(store, "scalar(foo{a=\"1\"})", 0s) == "5");
  CHECK(result_of(store, "scalar(foo)", 0s) == "NaN");
  CHECK(result_of(store, "scalar(nothing)", 0s) == "NaN");
  CHECK(result_of(store, "vector(3)", 0s) == "{} 3");
  CHECK(result_of(store, "time()", 1500ms) == "1.5");
  CHECK(result_of(store, "\"text\"", 0s) == "text");
}

TEST_CASE("sort orders by value, NaN last in both directions", "[unit][promql]") {
  const SampleStore store =
      store_of(15s, "f{a=\"1\"} NaN\nf{a=\"2\"} 3\nf{a=\"3\"} 1\nf{a=\"0\"} 3");

  CHECK(result_of(store, "sort(f + 0)", 0s) ==
        "{a=\"3\"} 1\n{a=\"0\"} 3\n{a=\"2\"} 3\n{a=\"1\"} NaN");
  CHECK(result_of(store, "sort_desc(f + 0)", 0s) ==
        "{a=\"0\"} 3\n{a=\"2\"} 3\n{a=\"3\"} 1\n{a=\"1\"} NaN");
}

TEST_CASE("absent gives the labels that were asked for exactly", "[unit][promql]") {
  const SampleStore store = store_of(15s, "foo 1");

  CHECK(result_of(store, "absent(foo)", 0s).empty());
  CHECK(result_of(store, "absent(bar)", 0s) == "{} 1");
  CHECK(result_of(store, "absent((bar{a=\"b\",c=~\"d\",e!=\"f\"}))", 0s) == "{a=\"b\"} 1");
  CHECK(result_of(store, "absent(bar{a=\"b\",a=\"c\",d=\"e\"})", 0s) == "{d=\"e\"} 1");
  CHECK(result_of(store, "absent(sum(bar{a=\"b\"}))", 0s) == "{} 1");
}

TEST_CASE("label_replace copies groups of a match", "[unit][promql]") {
  const SampleStore store = store_of(15s, "up{instance=\"edge-1:8080\"} 1");
  const auto replaced = [&store](const std::string& arguments) {
    return result_of(store, "label_replace(up, " + arguments + ")", 0s);
  };

  CHECK(replaced("'host', '$1', 'instance', '(.*):.*'") ==
        "{__name__=\"up\", host=\"edge-1\", instance=\"edge-1:8080\"} 1");
  CHECK(replaced("'port', '<${port}>', 'instance', '.*:(?P<port>[0-9]+)'") ==
        "{__name__=\"up\", instance=\"edge-1:8080\", port=\"<8080>\"} 1");
  CHECK(replaced("'host', 'x', 'instance', 'edge'") ==
        "{__name__=\"up\", instance=\"edge-1:8080\"} 1");
  CHECK(replaced("'instance', '', 'instance', '.*'") == "{__name__=\"up\"} 1");
  CHECK(replaced("'a-b', '', 'instance', '.*'") ==
        "error: invalid destination label name in label_replace(): a-b");
}

TEST_CASE("label_join puts labels together", "[unit][promql]") {
  const SampleStore store = store_of(15s, "up{a=\"1\",b=\"2\"} 1");

  CHECK(result_of(store, "label_join(up, 'c', '-', 'a', 'nothing', 'b')", 0s) ==
        "{__name__=\"up\", a=\"1\", b=\"2\", c=\"1--2\"} 1");
  CHECK(result_of(store, "label_join(up, 'a', '-')", 0s) == "{__name__=\"up\", b=\"2\"} 1");
  CHECK(result_of(store, "label_join(up, 'c', '-', 'a b')", 0s) ==
        "error: invalid source label name in label_join(): a b");
}

TEST_CASE("dates are those of UTC", "[unit][promql]") {
  const SampleStore store;
  // 2024-02-29T12:34:56Z, a Thursday.
  const auto part = [&store](const std::string& function) {
    return result_of(store, function + "(vector(1709210096))", 0s);
  };

  CHECK(part("year") == "{} 2024");
  CHECK(part("month") == "{} 2");
  CHECK(part("day_of_month") == "{} 29");
  CHECK(part("day_of_week") == "{} 4");
  CHECK(part("day_of_year") == "{} 60");
  CHECK(part("days_in_month") == "{} 29");
  CHECK(part("hour") == "{} 12");
  CHECK(part("minute") == "{} 34");
  CHECK(result_of(store, "hour()", 90min) == "{} 1");
  CHECK(result_of(store, "year(vector(-1))", 0s) == "{} 1969");
  CHECK_FALSE(result_of(store, "year(vector(1e300))", 0s).empty());
  CHECK_FALSE(result_of(store, "minute(vector(NaN))", 0s).empty());
}

TEST_CASE("histogram_quantile interpolates within a bucket", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    b{le="0.1",job="x"} 10
    b{le="0.5",job="x"} 30
    b{le="1",job="x"} 40
    b{le="+Inf",job="x"} 42
    b{le="oops",job="x"} 1000
  )");
  const auto quantile = [&store](const std::string& q) {
    return result_of(store, "histogram_quantile(" + q + ", b)", 0s);
  };

  CHECK(quantile("0.5") == "{job=\"x\"} 0.32000000000000006");
  CHECK(quantile("0") == "{job=\"x\"} 0");
  CHECK(quantile("1") == "{job=\"x\"} 1");
  CHECK(quantile("-0.1") == "{job=\"x\"} -Inf");
  CHECK(quantile("1.1") == "{job=\"x\"} +Inf");
  CHECK(result_of(store, "histogram_quantile(0.5, b{le!=\"+Inf\"})", 0s) == "{job=\"x\"} NaN");
  CHECK(result_of(store, "histogram_quantile(0.5, b * 0)", 0s) == "{job=\"x\"} NaN");
}

TEST_CASE("histogram_quantile mends buckets that fall, and joins equal bounds", "[unit][promql]") {
  const SampleStore falling = store_of(15s, "b{le=\"1\"} 10\nb{le=\"2\"} 5\nb{le=\"+Inf\"} 20");
  const SampleStore equal = store_of(
      15s, "b{le=\"1\"} 4\nb{le=\"1.0\"} 6\nb{le=\"2\"} 20\nb{le=\"Inf\"} 20\nc{le=\"Inf\"} 1");

  CHECK(result_of(falling, "histogram_quantile(0.25, b)", 0s) == "{} 0.5");
  CHECK(result_of(falling, "histogram_quantile(0.9, b)", 0s) == "{} 2");
  CHECK(result_of(equal, "histogram_quantile(0.75, b)", 0s) == "{} 1.5");
  CHECK(result_of(equal, "histogram_quantile(0.75, {le=~\".+\"})", 0s) ==
        "error: vector cannot contain metrics with the same labelset: {}");
}
