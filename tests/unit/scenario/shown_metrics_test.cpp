#include "harness/scenario/shown_metrics.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

// What a block "metrics" has become, once it is read.

namespace firedrill {
namespace {

using Texts = std::vector<std::string>;

ShownMetric named_metric(const std::string& name, MetricType type) {
  return {.name = name, .as = type};
}

}  // namespace

TEST_CASE("the bounds of all histograms are counted over, each once", "[unit][scenario][metrics]") {
  const ShownMetrics shown = make_shown(
      {{.name = "a", .as = MetricType::histogram, .buckets = {{20ms, "0.02"}, {1s, "1.0"}}},
       {.name = "b", .as = MetricType::histogram, .buckets = {{5ms, "5"}, {20ms, "20"}}},
       {.name = "c", .as = MetricType::counter}});

  CHECK(shown.bounds == std::vector<Duration>{5ms, 20ms, 1s});
  CHECK(shown.has_durations());
  CHECK_FALSE(shown.empty());
}

TEST_CASE("only histograms and summaries need latencies", "[unit][scenario][metrics]") {
  CHECK_FALSE(ShownMetrics{}.has_durations());
  CHECK_FALSE(make_shown({named_metric("a", MetricType::counter)}).has_durations());
  CHECK_FALSE(make_shown({named_metric("a", MetricType::gauge)}).has_durations());
  CHECK(make_shown({named_metric("a", MetricType::summary)}).has_durations());
}

TEST_CASE("a metric exposes the series of its type", "[unit][scenario][metrics]") {
  CHECK(exposed_names(named_metric("a_total", MetricType::counter)) == Texts{"a_total"});
  CHECK(exposed_names(named_metric("a", MetricType::gauge)) == Texts{"a"});
  CHECK(exposed_names(named_metric("a", MetricType::histogram)) ==
        Texts{"a_bucket", "a_sum", "a_count"});
  CHECK(exposed_names(named_metric("a", MetricType::summary)) == Texts{"a_sum", "a_count"});
}

TEST_CASE("a shown metric takes the place of ours by its name, not by how it begins",
          "[unit][scenario][metrics]") {
  const ShownMetrics shown =
      make_shown({named_metric("http_request_duration_seconds", MetricType::histogram),
                  named_metric("http_requests", MetricType::counter)});

  for (const char* part : {"", "_bucket", "_sum", "_count"}) {
    CHECK(shown.replaces(std::string("http_request_duration_seconds") + part));
  }
  CHECK_FALSE(shown.replaces("http_requests_total"));
  CHECK_FALSE(shown.replaces("http_requests_in_flight"));
  CHECK_FALSE(shown.replaces("http_request"));
}

TEST_CASE("each source is listed at its place, with what it can be", "[unit][scenario][metrics]") {
  std::size_t place = 0;
  for (const ShownSourceInfo& info : shown_sources()) {
    INFO(info.name);
    CHECK(static_cast<std::size_t>(info.source) == place++);
    CHECK_FALSE(info.as.empty());
    const bool is_of_clients = info.source == ShownSource::client_requests;
    const auto has = [&](std::string_view variable) {
      return std::find(info.variables.begin(), info.variables.end(), variable) !=
             info.variables.end();
    };
    CHECK(has("service") != is_of_clients);
    CHECK(has("population") == is_of_clients);
    const bool is_of_calls = info.source == ShownSource::calls;
    CHECK(has("code") == (info.source == ShownSource::requests || is_of_clients || is_of_calls));
    CHECK(has("callee") == is_of_calls);
  }
  CHECK(place == 7);
}

}  // namespace firedrill
