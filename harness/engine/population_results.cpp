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

PopulationResults::ResponseCount& PopulationResults::count_of(const ClientResponse& response) {
  for (ResponseCount& known : counts_) {
    if (known.code == response.code && known.good == response.good) {
      return known;
    }
  }
  ResponseCount& added =
      counts_.emplace_back(ResponseCount{.code = response.code, .good = response.good});
  if (shown_->has_durations()) {
    added.durations.emplace(shown_->bounds);
  }
  return added;
}

void PopulationResults::record(const ClientResponse& response) {
  ledger_.record(response);
  if (response.good) {
    longest_good_ = std::max(longest_good_, response.latency);
  }
  if (response.code != code::shed) {
    duration_.observe(response.latency);
  }
  ResponseCount& count = count_of(response);
  ++count.count;
  if (count.durations) {
    count.durations->observe(response.latency);
  }
}

void PopulationResults::record_unanswered(Instant at, Duration waited, EventId cause) {
  if (waited > longest_good_) {
    ledger_.record({.at = at, .latency = waited, .code = code::unanswered, .cause = cause});
  }
}

void PopulationResults::expose(const ScrapeTarget& target, Samples& samples) {
  if (shown_->empty()) {
    expose_own(SeriesLabels{target}, samples);
    return;
  }
  Samples own;
  expose_own(SeriesLabels{target}, own);
  drop_replaced(*shown_, own);
  samples.insert(samples.end(), own.begin(), own.end());
  std::vector<ShownFact> facts;
  for (const ResponseCount& one : counts_) {
    ShownFact& fact = facts.emplace_back(ShownFact{
        .source = ShownSource::client_requests,
        .variables = {{"population", population_}, {"outcome", outcome_label(one.code, one.good)}},
        .value = static_cast<double>(one.count),
        .durations = one.durations ? &*one.durations : nullptr});
    add_code_variables(one.code, fact.variables);
  }
  if (!shown_series_) {
    shown_series_.emplace(*shown_, target);
  }
  shown_series_->expose(facts, samples);
}

void PopulationResults::expose_own(const SeriesLabels& target, Samples& samples) {
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
