#include "harness/simulated/replica_metrics.hpp"

#include <algorithm>

#include "harness/engine/shown_facts.hpp"
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

ReplicaMetrics::Requests& ReplicaMetrics::requests_of(std::uint16_t code, std::uint32_t version) {
  for (Requests& known : requests_) {
    if (known.code == code && known.version == version) {
      return known;
    }
  }
  Requests& added = requests_.emplace_back(Requests{.version = version, .code = code});
  if (shown_->has_durations()) {
    added.durations.emplace(shown_->bounds);
  }
  return added;
}

void ReplicaMetrics::answered(std::uint16_t code, std::uint32_t version, Duration latency) {
  duration_.observe(latency);
  Requests& requests = requests_of(code, version);
  ++requests.count;
  if (requests.durations) {
    requests.durations->observe(latency);
  }
}

void ReplicaMetrics::called(const CallEnd& end, Duration latency) {
  auto known = std::find_if(
      calls_.begin(), calls_.end(), [&](const CallCount& one) { return one.end == end; });
  if (known == calls_.end()) {
    known = calls_.insert(known, CallCount{.end = end});
    if (shown_->has_durations()) {
      known->durations.emplace(shown_->bounds);
    }
  }
  ++known->count;
  if (known->durations) {
    known->durations->observe(latency);
  }
}

void ReplicaMetrics::authenticated(std::uint32_t provider, const Answer& answer) {
  const bool is_ok = (answer.code >= 200 && answer.code < 300) || answer.is_sent_back();
  const std::uint16_t code = is_ok ? 200 : answer.code;
  const std::uint16_t error = is_ok ? std::uint16_t{0} : answer.error;
  for (AuthRequests& known : auth_requests_) {
    if (known.provider == provider && known.code == code && known.error == error) {
      ++known.count;
      return;
    }
  }
  auth_requests_.push_back({.provider = provider, .code = code, .error = error, .count = 1});
}

Samples ReplicaMetrics::expose(const Blueprint& blueprint,
                               const std::string& service,
                               const ScrapeTarget& target,
                               const ReplicaGauges& gauges) {
  Samples samples;
  expose_own(blueprint, service, SeriesLabels{target}, gauges, samples);
  if (shown_->empty()) {
    return samples;
  }
  drop_replaced(*shown_, samples);
  if (!shown_series_) {
    shown_series_.emplace(*shown_, target);
  }
  shown_series_->expose(facts(blueprint, service, target, gauges), samples);
  return samples;
}

void ReplicaMetrics::expose_own(const Blueprint& blueprint,
                                const std::string& service,
                                const SeriesLabels& target,
                                const ReplicaGauges& gauges,
                                Samples& samples) {
  if (duration_series_.empty()) {
    duration_series_.name(target, metric::duration, {{"service", service}});
    for (const std::string_view name :
         {metric::in_flight, metric::queue_length, metric::process_start}) {
      gauge_labels_.push_back(target.of(name, {{"service", service}}));
    }
  }
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
}

std::vector<ShownFact> ReplicaMetrics::facts(const Blueprint& blueprint,
                                             const std::string& service,
                                             const ScrapeTarget& target,
                                             const ReplicaGauges& gauges) const {
  const ReplicaIdentity replica{.service = service,
                                .instance = target.instance,
                                .version = std::string(gauges.version),
                                .ordinal = gauges.ordinal};
  std::vector<ShownFact> facts;
  for (const Requests& one : requests_) {
    facts.push_back(requests_fact(replica.at(blueprint.versions[one.version].name),
                                  one.code,
                                  one.count,
                                  one.durations ? &*one.durations : nullptr));
  }
  for (const CallCount& one : calls_) {
    facts.push_back(
        calls_fact(replica.at(blueprint.versions[one.end.version].name),
                   {.callee = blueprint.services[one.end.callee].name, .code = one.end.code},
                   one.count,
                   one.durations ? &*one.durations : nullptr));
  }
  for (const AuthRequests& one : auth_requests_) {
    const AuthResult result{.provider = blueprint.services[one.provider].name,
                            .result = auth_result(blueprint, one.code, one.error)};
    facts.push_back(auth_requests_fact(replica, result, one.count));
  }
  add_gauge_facts(
      replica, {.in_flight = gauges.in_flight, .queue_length = gauges.queue_length}, facts);
  return facts;
}

}  // namespace firedrill::simulated
