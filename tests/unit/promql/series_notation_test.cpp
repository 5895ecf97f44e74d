#include "harness/promql/series_notation.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/promql/number_text.hpp"
#include "harness/promql/value.hpp"

using namespace firedrill::promql;

namespace {

/// The values as text, "_" for a gap; or the mistake.
std::string notated(std::string_view text) {
  const auto values = parse_series_values(text);
  if (!values) {
    return values.error().where + " " + values.error().message;
  }
  std::string out;
  for (const std::optional<double>& value : *values) {
    out += out.empty() ? "" : " ";
    out += !value ? "_" : is_stale(*value) ? "stale" : plain_number(*value);
  }
  return out;
}

std::string metric_labels(std::string_view text) {
  const auto labels = parse_metric(text);
  return labels ? labels->to_string() : labels.error().where + " " + labels.error().message;
}

}  // namespace

// What promtool 2.42 makes of each: the oracle of rules plays them too.

TEST_CASE("the values of a series are read one by one", "[unit][promql][notation]") {
  CHECK(notated("") == "");
  CHECK(notated("1 2 3") == "1 2 3");
  CHECK(notated("  1 \t 2 ") == "1 2");
  CHECK(notated("_ 1 _") == "_ 1 _");
  CHECK(notated("stale 1") == "stale 1");
  CHECK(notated("+5 -5 .5 1. 1e3 1E-2") == "5 -5 0.5 1 1000 0.01");
  CHECK(notated("NaN nan Inf +Inf -inf") == "NaN NaN +Inf +Inf -Inf");
}

TEST_CASE("a value is repeated, with a step or without", "[unit][promql][notation]") {
  CHECK(notated("1+1x3") == "1 2 3 4");
  CHECK(notated("1-2x2") == "1 -1 -3");
  CHECK(notated("-3-2x1 +5+5x1") == "-3 -5 5 10");
  CHECK(notated("7x2") == "7 7 7");
  CHECK(notated("0x1") == "0 0");
  CHECK(notated("1x0") == "1");
  CHECK(notated("_x3 1") == "_ _ _ 1");
  CHECK(notated("_x0") == "");
  CHECK(notated("1e5x1") == "100000 100000");
  CHECK(notated("inf+1x1") == "+Inf +Inf");
  CHECK(notated("0+0.1x3") == "0 0.1 0.2 0.30000000000000004");
}

TEST_CASE("what is no value of a series is a mistake with a place", "[unit][promql][notation]") {
  CHECK(notated("1 foo") ==
        "1:3 parse error: unexpected \"foo\" in series values, expected number or \"stale\"");
  CHECK(notated("1x") == "1:3 parse error: unexpected end of input in series values");
  CHECK(notated("1+2") == "1:4 parse error: unexpected end of input in series values");
  CHECK(notated("--1").starts_with("1:2 "));
  CHECK(notated("1x-1").starts_with("1:3 "));
  CHECK(notated("2x3x4").starts_with("1:4 "));
  CHECK(notated("0x1f").starts_with("1:4 "));
  CHECK(notated("stalex3").starts_with("1:1 "));
  CHECK(notated("infx2").starts_with("1:1 "));
  CHECK(notated("1,2").starts_with("1:2 "));
  CHECK(notated("_x").starts_with("1:3 "));
  CHECK(notated("1\n2").starts_with("1:2 "));
}

TEST_CASE("a series has no more than a million values", "[unit][promql][notation]") {
  CHECK(parse_series_values("1x999999")->size() == most_series_values);
  CHECK_FALSE(parse_series_values("1x1000000"));
  CHECK_FALSE(parse_series_values("_x99999999999999999999"));
  CHECK_FALSE(parse_series_values("1x999999 1"));
}

TEST_CASE("a metric has a name, labels, or both", "[unit][promql][notation]") {
  CHECK(metric_labels("up") == R"({__name__="up"})");
  CHECK(metric_labels(R"(up{job="edge",b=''})") == R"({__name__="up", job="edge"})");
  CHECK(metric_labels(R"({a="b",})") == R"({a="b"})");
  CHECK(metric_labels("{}") == "{}");
  CHECK(metric_labels("job:up:sum") == R"({__name__="job:up:sum"})");
  CHECK(metric_labels(R"(up{a!="b"})") ==
        R"(1:4 parse error: unexpected "!=" in label set, expected "=")");
  CHECK(metric_labels("up{").starts_with("1:4 parse error: unexpected end of input"));
  CHECK(metric_labels("up 1").starts_with("1:4 parse error: unexpected number \"1\" in metric"));
}
