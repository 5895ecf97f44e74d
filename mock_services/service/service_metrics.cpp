#include "mock_services/service/service_metrics.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "harness/promql/exposition.hpp"

namespace firedrill::mock {
namespace {

using promql::ExpositionWriter;

/// The lines before a metric's samples.
void begin(ExpositionWriter& page, std::string_view name) {
  const auto metrics = exported_metrics();
  const auto info = std::find_if(
      metrics.begin(), metrics.end(), [&](const MetricInfo& one) { return one.name == name; });
  page.family(name, to_string(info->type), info->meaning);
}

}  // namespace

void ServiceMetrics::answered(int status, Duration latency) {
  ++requests_[status];
  duration_.observe(latency);
}

void ServiceMetrics::authenticated(const std::string& provider, const std::string& result) {
  ++auth_requests_[{provider, result}];
}

std::string ServiceMetrics::exposed(const Gauges& gauges) const {
  ExpositionWriter page;
  begin(page, metric::auth_requests);
  for (const auto& [key, count] : auth_requests_) {
    page.sample(metric::auth_requests,
                {{"provider", key.first}, {"result", key.second}, {"service", service_}},
                static_cast<double>(count));
  }
  const std::string duration{metric::duration};
  begin(page, metric::duration);
  std::uint64_t cumulated = 0;
  for (std::size_t bucket = 0; bucket < histogram_bounds.size(); ++bucket) {
    cumulated += duration_.counts.at(bucket);
    const std::string_view le = histogram_bounds.at(bucket).le;
    page.sample(
        duration + "_bucket", {{"le", le}, {"service", service_}}, static_cast<double>(cumulated));
  }
  page.sample(duration + "_sum", {{"service", service_}}, duration_.sum_s());
  page.sample(duration + "_count", {{"service", service_}}, static_cast<double>(cumulated));
  begin(page, metric::requests);
  for (const auto& [status, count] : requests_) {
    const std::string code = std::to_string(status);
    page.sample(metric::requests,
                {{"code", code}, {"service", service_}, {"version", version_}},
                static_cast<double>(count));
  }
  const std::vector<std::pair<std::string_view, double>> numbers{
      {metric::in_flight, static_cast<double>(gauges.in_flight)},
      {metric::queue_length, static_cast<double>(gauges.queue_length)},
      {metric::process_start, gauges.process_start_s}};
  for (const auto& [name, value] : numbers) {
    begin(page, name);
    page.sample(name, {{"service", service_}}, value);
  }
  return page.take();
}

}  // namespace firedrill::mock
