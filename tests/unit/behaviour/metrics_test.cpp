#include "harness/behaviour/metrics.hpp"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// The bucket into which one response of this latency falls, by its label.
std::string bucket_of(Duration latency) {
  LatencyHistogram histogram;
  histogram.observe(latency);
  const auto found = std::find(histogram.counts.begin(), histogram.counts.end(), 1U);
  REQUIRE(found != histogram.counts.end());
  return std::string(
      histogram_bounds.at(static_cast<std::size_t>(found - histogram.counts.begin())).le);
}

bool is_listed(std::string_view name) {
  const auto metrics = exported_metrics();
  return std::any_of(
      metrics.begin(), metrics.end(), [&](const MetricInfo& info) { return info.name == name; });
}

}  // namespace

TEST_CASE("metrics are listed once, by name, each with a sentence", "[unit][engine]") {
  const auto metrics = exported_metrics();

  CHECK(std::is_sorted(
      metrics.begin(), metrics.end(), [](const MetricInfo& left, const MetricInfo& right) {
        return left.name <= right.name;
      }));
  for (const MetricInfo& info : metrics) {
    INFO(info.name);
    CHECK(info.meaning.ends_with('.'));
  }
}

TEST_CASE("every name that a world spells is listed", "[unit][engine]") {
  for (const std::string_view name : {metric::auth_requests,
                                      metric::client_requests,
                                      metric::client_duration,
                                      metric::requests,
                                      metric::duration,
                                      metric::in_flight,
                                      metric::queue_length,
                                      metric::process_start,
                                      metric::up}) {
    INFO(name);
    CHECK(is_listed(name));
  }
}

TEST_CASE("metric names follow Prometheus' conventions for their type", "[unit][engine]") {
  for (const MetricInfo& info : exported_metrics()) {
    INFO(info.name << " is a " << to_string(info.type));
    CHECK(info.name.ends_with("_total") == (info.type == MetricType::counter));
    CHECK((info.type != MetricType::histogram || info.name.ends_with("_seconds")));
  }
}

TEST_CASE("each bucket's label says its bound in seconds", "[unit][engine]") {
  for (std::size_t i = 0; i + 1 < histogram_bounds.size(); ++i) {
    const HistogramBound& bound = histogram_bounds.at(i);
    INFO(bound.le);
    CHECK(std::chrono::duration<double>(bound.upper).count() ==
          Approx(std::stod(std::string(bound.le))));
    CHECK(bound.upper < histogram_bounds.at(i + 1).upper);
  }
  CHECK(histogram_bounds.back().le == "+Inf");
}

TEST_CASE("a bucket's bound belongs to it, and the last bucket holds everything",
          "[unit][engine]") {
  CHECK(bucket_of(0s) == "0.005");
  CHECK(bucket_of(5ms) == "0.005");
  CHECK(bucket_of(5ms + 1ns) == "0.01");
  CHECK(bucket_of(10s) == "10");
  CHECK(bucket_of(10s + 1ns) == "+Inf");
  CHECK(bucket_of(Duration::max()) == "+Inf");
}

TEST_CASE("a histogram adds up what it has seen", "[unit][engine]") {
  LatencyHistogram histogram;
  histogram.observe(3ms);
  histogram.observe(4ms);
  histogram.observe(2s);

  CHECK(histogram.counts.front() == 2);
  CHECK(histogram.sum_s() == 2.007);
}
