#include "harness/scenario/shown_metrics.hpp"

#include <algorithm>
#include <array>

namespace firedrill {
namespace {

constexpr std::array counted{MetricType::counter};
constexpr std::array measured{MetricType::gauge};
constexpr std::array timed{MetricType::counter, MetricType::histogram, MetricType::summary};

constexpr std::array<std::string_view, 9> of_requests{"service",
                                                      "instance",
                                                      "replica",
                                                      "version",
                                                      "code",
                                                      "code_class",
                                                      "code_digit",
                                                      "server_error",
                                                      "spring_outcome"};
constexpr std::array<std::string_view, 4> of_replicas{"service", "instance", "replica", "version"};
constexpr std::array<std::string_view, 6> of_auth{
    "service", "instance", "replica", "version", "provider", "result"};
constexpr std::array<std::string_view, 7> of_clients{
    "population", "outcome", "code", "code_class", "code_digit", "server_error", "spring_outcome"};

constexpr std::array<std::string_view, 16> of_calls{"service",
                                                    "instance",
                                                    "replica",
                                                    "version",
                                                    "callee",
                                                    "code",
                                                    "code_class",
                                                    "code_digit",
                                                    "server_error",
                                                    "spring_outcome",
                                                    "spring_status",
                                                    "spring_exception",
                                                    "istio_code",
                                                    "istio_flags",
                                                    "status",
                                                    "error_type"};

constexpr std::array<ShownSourceInfo, 7> sources{{
    {ShownSource::requests, "requests", timed, of_requests},
    {ShownSource::in_flight, "in_flight", measured, of_replicas},
    {ShownSource::queue_length, "queue_length", measured, of_replicas},
    {ShownSource::auth_requests, "auth_requests", counted, of_auth},
    {ShownSource::up, "up", measured, of_replicas},
    {ShownSource::client_requests, "client_requests", timed, of_clients},
    {ShownSource::calls, "calls", timed, of_calls},
}};

bool is_timed(const ShownMetric& metric) {
  return metric.as == MetricType::histogram || metric.as == MetricType::summary;
}

}  // namespace

bool ShownMetrics::has(ShownSource source) const {
  return std::any_of(metrics.begin(), metrics.end(), [&](const ShownMetric& metric) {
    return metric.shows == source;
  });
}

bool ShownMetrics::has_durations() const {
  return std::any_of(metrics.begin(), metrics.end(), is_timed);
}

bool ShownMetrics::replaces(std::string_view own) const {
  const auto takes_its_place = [&](const ShownMetric& metric) {
    if (!own.starts_with(metric.name)) {
      return false;
    }
    const std::string_view part = own.substr(metric.name.size());
    return part.empty() || part == "_bucket" || part == "_sum" || part == "_count";
  };
  return std::any_of(metrics.begin(), metrics.end(), takes_its_place);
}

ShownMetrics make_shown(std::vector<ShownMetric> metrics) {
  ShownMetrics shown{.metrics = std::move(metrics), .bounds = {}};
  for (const ShownMetric& metric : shown.metrics) {
    for (const ShownBucket& bucket : metric.buckets) {
      shown.bounds.push_back(bucket.upper);
    }
  }
  std::sort(shown.bounds.begin(), shown.bounds.end());
  shown.bounds.erase(std::unique(shown.bounds.begin(), shown.bounds.end()), shown.bounds.end());
  return shown;
}

std::span<const ShownSourceInfo> shown_sources() {
  return sources;
}

std::vector<std::string> exposed_names(const ShownMetric& metric) {
  switch (metric.as) {
    case MetricType::counter:
    case MetricType::gauge:
      return {metric.name};
    case MetricType::histogram:
      return {metric.name + "_bucket", metric.name + "_sum", metric.name + "_count"};
    case MetricType::summary:
      return {metric.name + "_sum", metric.name + "_count"};
  }
  return {};
}

}  // namespace firedrill
