#include "harness/behaviour/metrics.hpp"

namespace firedrill {
namespace {

constexpr std::array<MetricInfo, 9> metrics{{
    {metric::auth_requests,
     MetricType::counter,
     "provider, result, service",
     "Requests of a service to its auth provider by result: ok, the provider's error code "
     "(invalid_client, ...), an HTTP status, or timeout, refused, reset, truncated, malformed, "
     "dns, tls, redirects."},
    {metric::client_duration,
     MetricType::histogram,
     "population",
     "How long clients waited for their answer, or until they gave up; retries included."},
    {metric::client_requests,
     MetricType::counter,
     "code, outcome, population",
     "Requests of the load generator: outcome is good, bad or shed; code an HTTP status, shed, or "
     "timeout, refused, reset, truncated, malformed, dns, tls, redirects."},
    {metric::queue_length,
     MetricType::gauge,
     "service",
     "Requests that wait for a worker of this replica."},
    {metric::duration,
     MetricType::histogram,
     "service",
     "From the arrival of a request at this replica to its answer, waiting included."},
    {metric::in_flight,
     MetricType::gauge,
     "service",
     "Requests that this replica has accepted and not yet answered, waiting ones included."},
    {metric::requests,
     MetricType::counter,
     "code, service, version",
     "Requests that this replica has answered, by HTTP status (499: the caller gave up first) and "
     "by the version that answered."},
    {metric::process_start,
     MetricType::gauge,
     "service",
     "When this replica's process was started, as Unix time; its counters began at zero then."},
    {metric::up,
     MetricType::gauge,
     "",
     "1 if the last scrape of the target succeeded, else 0; made by the scraper."},
}};

}  // namespace

std::span<const MetricInfo> exported_metrics() {
  return metrics;
}

std::string_view to_string(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return "counter";
    case MetricType::gauge:
      return "gauge";
    case MetricType::histogram:
      return "histogram";
    case MetricType::summary:
      return "summary";
  }
  return "";
}

}  // namespace firedrill
