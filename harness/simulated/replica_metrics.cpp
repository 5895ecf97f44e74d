#include "harness/simulated/replica_metrics.hpp"

#include <algorithm>
#include <map>

#include "harness/simulated/traffic_ledger.hpp"

namespace firedrill::simulated {
namespace {

double seconds_of(Duration duration) {
  return static_cast<double>(duration.count()) / 1e9;
}

std::string auth_result(const Blueprint& blueprint, std::uint16_t code, std::uint16_t error) {
  if (error != 0) {
    return std::string{blueprint.wire_errors[error].error};
  }
  return code >= 200 && code < 300 ? "ok" : outcome_name(code);
}

/// Whether a complete label set is that of `name` with these labels, beside job and instance.
bool is_series(const promql::Labels& known,
               std::string_view name,
               const SampleWriter::Labels& labels) {
  return known.size() == labels.size() + 3 && known.get(promql::name_label) == name &&
         std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
           return known.get(label.first) == label.second;
         });
}

}  // namespace

SampleWriter::SampleWriter(ScrapeTarget target, ExposedSeries& exposed)
    : target_(std::move(target)),
      exposed_(exposed) {}

void SampleWriter::add(std::string_view name, Labels labels, double value) {
  const std::size_t at = samples_.size();
  if (at == exposed_.size()) {
    exposed_.emplace_back();
  }
  promql::Labels& known = exposed_[at];
  if (!is_series(known, name, labels)) {
    labels.emplace_back(promql::name_label, name);
    labels.emplace_back("instance", target_.instance);
    labels.emplace_back("job", target_.job);
    known = promql::Labels(std::move(labels));
  }
  samples_.push_back({.labels = known, .value = value});
}

void SampleWriter::add(std::string_view name,
                       const Labels& labels,
                       const LatencyHistogram& histogram) {
  const std::string base{name};
  std::uint64_t count = 0;
  for (std::size_t bucket = 0; bucket < histogram_bounds.size(); ++bucket) {
    count += histogram.counts[bucket];
    Labels with_bound = labels;
    with_bound.emplace_back("le", histogram_bounds[bucket].le);
    add(base + "_bucket", std::move(with_bound), static_cast<double>(count));
  }
  add(base + "_sum", labels, seconds_of(histogram.sum));
  add(base + "_count", labels, static_cast<double>(count));
}

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
  for (AuthRequests& known : auth_requests_) {
    if (known.provider == provider && known.code == answer.code && known.error == answer.error) {
      ++known.count;
      return;
    }
  }
  auth_requests_.push_back(
      {.provider = provider, .code = answer.code, .error = answer.error, .count = 1});
}

void ReplicaMetrics::write(const Blueprint& blueprint,
                           const std::string& service,
                           SampleWriter& writer) const {
  for (const Requests& series : requests_) {
    writer.add(metric::requests,
               {{"code", std::to_string(series.code)},
                {"service", service},
                {"version", blueprint.versions[series.version].name}},
               static_cast<double>(series.count));
  }
  writer.add(metric::duration, {{"service", service}}, duration_);
  std::map<std::pair<std::string, std::string>, std::uint64_t> results;  // some codes share one
  for (const AuthRequests& series : auth_requests_) {
    results[{blueprint.services[series.provider].name,
             auth_result(blueprint, series.code, series.error)}] += series.count;
  }
  for (const auto& [key, count] : results) {
    writer.add(metric::auth_requests,
               {{"provider", key.first}, {"result", key.second}, {"service", service}},
               static_cast<double>(count));
  }
}

}  // namespace firedrill::simulated
