#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/behaviour/response_code.hpp"
#include "harness/core/rng.hpp"
#include "harness/engine/series.hpp"
#include "harness/engine/shown_series.hpp"
#include "harness/engine/traffic_ledger.hpp"
#include "harness/scenario/traffic.hpp"

namespace firedrill {

/// Whether an answer like this is good, if it is not late.
bool is_wanted(const Good& good, std::uint16_t code);

/// Turns away a share of a population's requests before they reach anything.
struct Shedding {
  Rng random;
  double share = 0;
  EventId cause = EventId::none;

  bool turns_away() { return share > 0 && random.unit() < share; }
};

/// What the clients of one population got, as the load generator of either world saw it: by the
/// second for the journal, and as metrics. Costs a few counters for each response.
class PopulationResults {
 public:
  PopulationResults(std::string population, const ShownMetrics& shown)
      : population_(std::move(population)),
        shown_(std::make_shared<const ShownMetrics>(shown)),
        ledger_(population_) {}

  const std::string& population() const { return population_; }

  /// Responses come by rising time.
  void record(const ClientResponse& response);

  /// A request that has no answer at the end of the run. It is bad once it has waited longer than
  /// every good answer of this population; before that it may have become good, and is not counted.
  void record_unanswered(Instant at, Duration waited, EventId cause);

  /// The records of the seconds that have ended by `now`, oldest first.
  std::vector<TrafficRecord> take_ended(Instant now) { return ledger_.take_ended(now); }

  /// Adds its series; always the same target.
  void expose(const ScrapeTarget& target, Samples& samples);

 private:
  struct ResponseCount {
    std::uint16_t code = code::none;
    bool good = false;
    std::uint64_t count = 0;
    promql::Labels labels = {};
    std::optional<LatencyCounts> durations = {};
  };

  ResponseCount& count_of(const ClientResponse& response);
  void expose_own(const SeriesLabels& target, Samples& samples);

  std::string population_;
  std::shared_ptr<const ShownMetrics> shown_;  ///< stays where it is when this is moved
  std::optional<ShownSeries> shown_series_ = {};
  TrafficLedger ledger_;
  std::vector<ResponseCount> counts_ = {};
  Duration longest_good_{};
  LatencyHistogram duration_ = {};
  HistogramSeries duration_series_ = {};
};

/// From now on sheds `share` of one population, or of all if `population` is empty. False: there is
/// no such population. A crowd has `results` and `shedding`.
template <class Crowd>
bool shed(std::vector<Crowd>& crowds, std::string_view population, double share, EventId cause) {
  bool found = population.empty();
  for (Crowd& crowd : crowds) {
    if (population.empty() || crowd.results.population() == population) {
      crowd.shedding.share = share;
      crowd.shedding.cause = cause;
      found = true;
    }
  }
  return found;
}

/// Hands over the records of all seconds that have ended by `now`, oldest second first.
template <class Crowd>
void report(std::vector<Crowd>& crowds,
            Instant now,
            const std::function<void(TrafficRecord)>& on_traffic) {
  std::vector<TrafficRecord> ended;
  for (Crowd& crowd : crowds) {
    for (TrafficRecord& record : crowd.results.take_ended(now)) {
      ended.push_back(std::move(record));
    }
  }
  std::stable_sort(ended.begin(), ended.end(), [](const auto& left, const auto& right) {
    return left.second < right.second;
  });
  for (TrafficRecord& record : ended) {
    on_traffic(std::move(record));
  }
}

}  // namespace firedrill
