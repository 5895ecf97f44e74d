#include "harness/simulated/replica_metrics.hpp"

#include "harness/engine/traffic_ledger.hpp"

namespace firedrill::simulated {
namespace {

std::string auth_result(const Blueprint& blueprint, std::uint16_t code, std::uint16_t error) {
  if (error != 0) {
    return std::string{blueprint.wire_errors[error].error};
  }
  return code == 200 ? "ok" : outcome_name(code);
}

}  // namespace

void ReplicaMetrics::answered(std::uint16_t code, std::uint32_t version, Duration latency) {
  duration_.observe(latency);
  for (Requests& known : requests_) {
    if (known.code == code && known.version == version) {
      ++known.count;
      return;
    }
  }
  requests_.push_back({.version = version, .code = code, .count = 1});
}

void ReplicaMetrics::authenticated(std::uint32_t provider, const Answer& answer) {
  const bool is_ok = answer.code >= 200 && answer.code < 300;
  const std::uint16_t code = is_ok ? 200 : answer.code;
  for (AuthRequests& known : auth_requests_) {
    if (known.provider == provider && known.code == code && known.error == answer.error) {
      ++known.count;
      return;
    }
  }
  auth_requests_.push_back({.provider = provider, .code = code, .error = answer.error, .count = 1});
}

Samples ReplicaMetrics::expose(const Blueprint& blueprint,
                               const std::string& service,
                               const SeriesLabels& target,
                               const ReplicaGauges& gauges) {
  if (duration_series_.empty()) {
    duration_series_.name(target, metric::duration, {{"service", service}});
    for (const std::string_view name :
         {metric::in_flight, metric::queue_length, metric::process_start}) {
      gauge_labels_.push_back(target.of(name, {{"service", service}}));
    }
  }
  Samples samples;
  for (Requests& series : requests_) {
    if (series.labels.empty()) {
      series.labels = target.of(metric::requests,
                                {{"code", std::to_string(series.code)},
                                 {"service", service},
                                 {"version", blueprint.versions[series.version].name}});
    }
    samples.push_back({.labels = series.labels, .value = static_cast<double>(series.count)});
  }
  for (AuthRequests& series : auth_requests_) {
    if (series.labels.empty()) {
      series.labels = target.of(metric::auth_requests,
                                {{"provider", blueprint.services[series.provider].name},
                                 {"result", auth_result(blueprint, series.code, series.error)},
                                 {"service", service}});
    }
    samples.push_back({.labels = series.labels, .value = static_cast<double>(series.count)});
  }
  samples.push_back({.labels = gauge_labels_[0], .value = static_cast<double>(gauges.in_flight)});
  samples.push_back(
      {.labels = gauge_labels_[1], .value = static_cast<double>(gauges.queue_length)});
  samples.push_back({.labels = gauge_labels_[2], .value = gauges.process_start_s});
  duration_series_.write(duration_, samples);
  return samples;
}

}  // namespace firedrill::simulated
