#include "harness/promql/exposition.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Result;
using namespace firedrill::promql;

namespace {

std::vector<ExposedSample> parsed(std::string_view page) {
  const Result<std::vector<ExposedSample>> samples = parse_exposition(page);
  REQUIRE(samples);
  return *samples;
}

}  // namespace

TEST_CASE("a page of metrics is read, comments skipped", "[promql][exposition]") {
  // From the documentation of the format.
  const auto samples = parsed(
      "# HELP http_requests_total The total number of HTTP requests.\n"
      "# TYPE http_requests_total counter\n"
      "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n"
      "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n"
      "\n"
      "# Minimalistic line:\n"
      "metric_without_timestamp_and_labels 12.47\n"
      "something_weird{problem=\"division by zero\"} +Inf -3982045\n");

  REQUIRE(samples.size() == 4);
  CHECK(samples[0].labels ==
        Labels{{"__name__", "http_requests_total"}, {"code", "200"}, {"method", "post"}});
  CHECK(samples[0].value == 1027);
  CHECK(samples[0].timestamp_ms == 1'395'066'363'000);
  CHECK(samples[1].value == 3);
  CHECK(samples[2].labels == Labels{{"__name__", "metric_without_timestamp_and_labels"}});
  CHECK(samples[2].value == 12.47);
  CHECK_FALSE(samples[2].timestamp_ms.has_value());
  CHECK(samples[3].value == std::numeric_limits<double>::infinity());
  CHECK(samples[3].timestamp_ms == -3'982'045);
}

TEST_CASE("label values keep every character that was escaped", "[promql][exposition]") {
  const auto samples =
      parsed(R"(files{path="C:\\DIR\\FILE.TXT",error="Cannot \"find\"\nit",odd="\q{},= é"} 1)");

  REQUIRE(samples.size() == 1);
  CHECK(samples[0].labels.get("path") == R"(C:\DIR\FILE.TXT)");
  CHECK(samples[0].labels.get("error") == "Cannot \"find\"\nit");
  CHECK(samples[0].labels.get("odd") == "\\q{},= é");
}

TEST_CASE("blanks stand wherever Prometheus lets them", "[promql][exposition]") {
  const auto samples = parsed(" \ta:b { x = \"1\" , y=\"2\", }\t-4e-3  \nc{} NaN\nd 0");

  REQUIRE(samples.size() == 3);
  CHECK(samples[0].labels == Labels{{"__name__", "a:b"}, {"x", "1"}, {"y", "2"}});
  CHECK(samples[0].value == -0.004);
  CHECK(std::isnan(samples[1].value));
  CHECK(samples[2].value == 0);
}

TEST_CASE("a page without samples is a page", "[promql][exposition]") {
  CHECK(parsed("").empty());
  CHECK(parsed("\n\n# nothing\n").empty());
}

TEST_CASE("one bad line makes a page bad, and the error says where and why",
          "[promql][exposition]") {
  const struct {
    std::string line;
    std::string message;
  } cases[] = {
      {"<html>", "expected a metric name, found \"<html>\""},
      {"9lives 1", "expected a metric name, found \" 1\""},
      {"a", "expected a number, the line ends"},
      {"a one", "expected a number, found \"one\""},
      {"a 1e999", "expected a number, found \"1e999\""},
      {"a 1 now", "expected a timestamp in milliseconds and the end of the line, found \"now\""},
      {"a 1 2 3", "expected a timestamp in milliseconds and the end of the line, found \"3\""},
      {"a{b=\"1\" 1", "expected ',' or '}', found \"1\""},
      {"a{b=\"1\"", "expected ',' or '}', the line ends"},
      {"a{b=\"1} 1", "expected '\"', the line ends"},
      {"a{b=\"", "expected '\"', the line ends"},
      {"a{b=\"\\", "expected '\"', the line ends"},
      {"a{b=1} 1", "expected '\"', found \"1} 1\""},
      {"a{b} 1", "expected '=', found \"} 1\""},
      {"a{b:c=\"1\"} 1", "expected a label name, found \"b:c=\\\"1\\\"} 1\""},
      {"a{b=\"1\",b=\"2\"} 1", "expected every label once, found \"b=\\\"2\\\"} 1\""},
      {"a{b=\"\xff\"} 1", "the value of 'b' is not UTF-8"},
      {std::string(1000, '-'), "expected a metric name, found \"" + std::string(40, '-') + "\""},
  };

  for (const auto& bad : cases) {
    const auto samples = parse_exposition("good 1\n\n" + bad.line + "\ngood 2\n");
    REQUIRE_FALSE(samples);
    CHECK(samples.error().message == bad.message);
    CHECK(samples.error().where == "line 3");
  }
}

TEST_CASE("a page cut anywhere is read or refused, nothing else", "[promql][exposition]") {
  const std::string page = "# TYPE a counter\na{b=\"c\\\\\\n\"} 1.5 2\nd +Inf\n";

  for (std::size_t length = 0; length <= page.size(); ++length) {
    const auto samples = parse_exposition(page.substr(0, length));
    CHECK((samples || samples.error().where.starts_with("line ")));
  }
}

TEST_CASE("what is written reads back", "[promql][exposition]") {
  ExpositionWriter writer;
  writer.family("requests_total", "counter", "Requests\\answers,\nall of them.");
  writer.sample("requests_total", {{"path", "a\\b\"c\nd"}, {"code", "200"}}, 12345678);
  writer.sample("requests_total", {}, 0.1);
  writer.family("odd", "gauge", "Odd numbers.");
  writer.sample("odd", {}, -std::numeric_limits<double>::infinity());

  const std::string page = writer.take();

  CHECK(page ==
        "# HELP requests_total Requests\\\\answers,\\nall of them.\n"
        "# TYPE requests_total counter\n"
        "requests_total{path=\"a\\\\b\\\"c\\nd\",code=\"200\"} 1.2345678e+07\n"
        "requests_total 0.1\n"
        "# HELP odd Odd numbers.\n"
        "# TYPE odd gauge\n"
        "odd -Inf\n");
  const auto samples = parsed(page);
  REQUIRE(samples.size() == 3);
  CHECK(samples[0].labels.get("path") == "a\\b\"c\nd");
  CHECK(samples[0].value == 12345678);
  CHECK(samples[1].value == 0.1);
}
