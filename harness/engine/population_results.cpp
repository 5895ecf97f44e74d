#include "harness/engine/population_results.hpp"

#include <algorithm>

namespace firedrill {
namespace {

std::string outcome_label(std::uint16_t code, bool good) {
  if (code == code::shed) {
    return "shed";
  }
  return good ? "good" : "bad";
}

}  // namespace

bool is_wanted(const Good& good, std::uint16_t code) {
  return std::any_of(good.statuses.begin(), good.statuses.end(), [&](const auto& range) {
    return range.first <= code && code <= range.second;
  });
}

void PopulationResults::record(const ClientResponse& response) {
  ledger_.record(response);
  if (response.code != code::shed) {
    duration_.observe(response.latency);
  }
  for (ResponseCount& known : counts_) {
    if (known.code == response.code && known.good == response.good) {
      ++known.count;
      return;
    }
  }
  counts_.push_back({.code = response.code, .good = response.good, .count = 1});
}

void PopulationResults::expose(const SeriesLabels& target, Samples& samples) {
  for (ResponseCount& series : counts_) {
    if (series.labels.empty()) {
      series.labels = target.of(metric::client_requests,
                                {{"code", outcome_name(series.code)},
                                 {"outcome", outcome_label(series.code, series.good)},
                                 {"population", population_}});
    }
    samples.push_back({.labels = series.labels, .value = static_cast<double>(series.count)});
  }
  if (duration_series_.empty()) {
    duration_series_.name(target, metric::client_duration, {{"population", population_}});
  }
  duration_series_.write(duration_, samples);
}

}  // namespace firedrill
