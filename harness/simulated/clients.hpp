#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/metrics.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/arrivals.hpp"
#include "harness/engine/population_results.hpp"
#include "harness/scenario/traffic.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// The load generator: every population's requests come when they come, whatever the services do,
/// and what they got is counted here, for the journal and as metrics.
class Clients {
 public:
  using OnTraffic = std::function<void(TrafficRecord)>;

  Clients(Fabric& fabric, const std::vector<Population>& traffic);

  /// Clients come from now on.
  void start();
  /// Nobody comes any more.
  void stop();

  /// Counts the requests that have no answer yet, at the end of the run.
  void count_unanswered();

  /// From now on turns away `share` of a population's requests (all populations', if `population`
  /// is empty) before they reach anything. False: there is no such population.
  bool shed(std::string_view population, double share, EventId cause);

  /// The task of population `index`: a client comes.
  void arrives(std::uint32_t index);

  /// A request of population `index` has got its answer.
  void answered(std::uint32_t index, Instant started, const Answer& answer);

  /// Hands over the records of all seconds that have ended by `now`.
  void report(Instant now, const OnTraffic& on_traffic);

  /// All series of the load generator; always the same target.
  Samples expose(const ScrapeTarget& target);

 private:
  struct Crowd {
    Population plan;
    std::uint32_t edge;
    std::uint32_t token_provider;
    ArrivalTimes arrivals;
    Rng token_ages;
    Shedding shedding;
    PopulationResults results;
    std::uint32_t next_arrival = nothing;  ///< task
  };

  void await_next(std::uint32_t index);
  CarriedToken token_for(Crowd& crowd);

  Fabric& fabric_;
  std::vector<Crowd> crowds_;
};

}  // namespace firedrill::simulated
