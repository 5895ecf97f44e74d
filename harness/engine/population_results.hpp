#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/behaviour/response_code.hpp"
#include "harness/engine/series.hpp"
#include "harness/engine/traffic_ledger.hpp"
#include "harness/scenario/traffic.hpp"

namespace firedrill {

/// Whether an answer like this is good, if it is not late.
bool is_wanted(const Good& good, std::uint16_t code);

/// What the clients of one population got, as the load generator of either world saw it: by the
/// second for the journal, and as metrics. Costs a few counters for each response.
class PopulationResults {
 public:
  explicit PopulationResults(std::string population)
      : population_(std::move(population)),
        ledger_(population_) {}

  /// Responses come by rising time.
  void record(const ClientResponse& response);

  /// The records of the seconds that have ended by `now`, oldest first.
  std::vector<TrafficRecord> take_ended(Instant now) { return ledger_.take_ended(now); }

  /// Adds its series; always the same target.
  void expose(const SeriesLabels& target, Samples& samples);

 private:
  struct ResponseCount {
    std::uint16_t code = code::none;
    bool good = false;
    std::uint64_t count = 0;
    promql::Labels labels = {};
  };

  std::string population_;
  TrafficLedger ledger_;
  std::vector<ResponseCount> counts_ = {};
  LatencyHistogram duration_ = {};
  HistogramSeries duration_series_ = {};
};

}  // namespace firedrill
