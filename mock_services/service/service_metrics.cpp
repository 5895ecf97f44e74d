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
  count(requests_[status], latency);
  duration_.observe(latency);
}

void ServiceMetrics::called(const CallResult& result, Duration latency) {
  if (shown_.has(ShownSource::calls)) {
    count(calls_[{result.callee, result.code}], latency);
  }
}

void ServiceMetrics::count(Requests& requests, Duration latency) const {
  if (requests.count == 0 && shown_.has_durations()) {
    requests.durations.emplace(shown_.bounds);
  }
  ++requests.count;
  if (requests.durations) {
    requests.durations->observe(latency);
  }
}

void ServiceMetrics::authenticated(const std::string& provider, const std::string& result) {
  ++auth_requests_[{provider, result}];
}

std::string ServiceMetrics::exposed(const Gauges& gauges) const {
  ExpositionWriter page;
  write_own(gauges, page);
  write_shown(gauges, page);
  return page.take();
}

void ServiceMetrics::write_own_durations(ExpositionWriter& page) const {
  const std::string duration{metric::duration};
  begin(page, metric::duration);
  std::uint64_t cumulated = 0;
  for (std::size_t bucket = 0; bucket < histogram_bounds.size(); ++bucket) {
    cumulated += duration_.counts.at(bucket);
    const std::string_view le = histogram_bounds.at(bucket).le;
    page.sample(duration + "_bucket",
                {{"le", le}, {"service", replica_.service}},
                static_cast<double>(cumulated));
  }
  page.sample(duration + "_sum", {{"service", replica_.service}}, duration_.sum_s());
  page.sample(duration + "_count", {{"service", replica_.service}}, static_cast<double>(cumulated));
}

void ServiceMetrics::write_own_requests(ExpositionWriter& page) const {
  begin(page, metric::requests);
  for (const auto& [status, requests] : requests_) {
    const std::string code = std::to_string(status);
    page.sample(metric::requests,
                {{"code", code}, {"service", replica_.service}, {"version", replica_.version}},
                static_cast<double>(requests.count));
  }
}

void ServiceMetrics::write_own(const Gauges& gauges, ExpositionWriter& page) const {
  if (!shown_.replaces(metric::auth_requests)) {
    begin(page, metric::auth_requests);
    for (const auto& [key, count] : auth_requests_) {
      page.sample(metric::auth_requests,
                  {{"provider", key.first}, {"result", key.second}, {"service", replica_.service}},
                  static_cast<double>(count));
    }
  }
  if (!shown_.replaces(metric::duration)) {
    write_own_durations(page);
  }
  if (!shown_.replaces(metric::requests)) {
    write_own_requests(page);
  }
  const std::vector<std::pair<std::string_view, double>> numbers{
      {metric::in_flight, static_cast<double>(gauges.in_flight)},
      {metric::queue_length, static_cast<double>(gauges.queue_length)},
      {metric::process_start, gauges.process_start_s}};
  for (const auto& [name, value] : numbers) {
    if (!shown_.replaces(name)) {
      begin(page, name);
      page.sample(name, {{"service", replica_.service}}, value);
    }
  }
}

void ServiceMetrics::write_shown(const Gauges& gauges, ExpositionWriter& page) const {
  std::vector<ShownFact> facts;
  for (const auto& [status, requests] : requests_) {
    facts.push_back(requests_fact(replica_,
                                  static_cast<std::uint16_t>(status),
                                  requests.count,
                                  requests.durations ? &*requests.durations : nullptr));
  }
  for (const auto& [key, calls] : calls_) {
    facts.push_back(calls_fact(replica_,
                               {.callee = key.first, .code = key.second},
                               calls.count,
                               calls.durations ? &*calls.durations : nullptr));
  }
  for (const auto& [key, count] : auth_requests_) {
    facts.push_back(
        auth_requests_fact(replica_, {.provider = key.first, .result = key.second}, count));
  }
  add_gauge_facts(
      replica_, {.in_flight = gauges.in_flight, .queue_length = gauges.queue_length}, facts);
  ShownSeries series(shown_, {});
  for (std::size_t metric = 0; metric < shown_.metrics.size(); ++metric) {
    const ShownMetric& shown = shown_.metrics[metric];
    if (metric == 0 || shown_.metrics[metric - 1].name != shown.name) {
      page.family(shown.name, to_string(shown.as), "Shown as the scenario says.");
    }
    Samples samples;
    series.expose(metric, facts, samples);
    for (const ScrapedSample& sample : samples) {
      ExpositionWriter::Entries labels;
      for (const auto& [name, value] : sample.labels) {
        if (name != promql::name_label) {
          labels.emplace_back(name, value);
        }
      }
      page.sample(sample.labels.get(promql::name_label), labels, sample.value);
    }
  }
}

}  // namespace firedrill::mock
