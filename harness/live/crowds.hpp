#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/population_results.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/fault_board.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/load_generator.hpp"
#include "harness/live/user_tokens.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/edge.hpp"
#include "mock_services/service/upstream.hpp"

namespace firedrill::live {

/// The scenario's populations: their clients come by schedule, choose a replica in turn, retry as
/// they would, and what they got is counted.
class Crowds {
 public:
  /// All must outlive it. The fleet has its ports.
  Crowds(const FleetPlan& plan, Scheduler& scheduler, const Fleet& fleet, const FaultBoard& faults);

  void start() { load_->start(); }

  void stop() { load_->stop(); }

  /// Counts the requests that have no answer yet, at the end of the run.
  void count_unanswered();

  /// As simulated::Clients::shed(). False: there is no such population.
  bool shed(std::string_view population, double share, EventId cause);

  /// Hands over the records of all seconds that have ended by `now`.
  void report(Instant now, const std::function<void(TrafficRecord)>& on_traffic);

  ScrapeResult scrape(const ScrapeTarget& target);

 private:
  struct Crowd {
    const Population* plan = nullptr;
    std::vector<std::string_view> reached = {};  ///< services that its requests may meet
    PopulationResults results;
    Shedding shedding;
    std::unique_ptr<mock::Upstream> upstream = {};
    std::unique_ptr<mock::Edge> edge = {};
    http::Request request = {};  ///< that each client sends
    Rng token_ages;
    Rng numbers;  ///< of the requests
    std::unique_ptr<UserTokens> tokens = {};
  };

  LoadPopulation population(std::size_t index, Seed seed);
  http::Request request_of(Crowd& crowd) const;
  void heard(const LoadResult& result);

  Scheduler& scheduler_;
  const Fleet& fleet_;
  const FaultBoard& faults_;
  mock::Clock clock_;
  http::Client client_;
  std::vector<Crowd> crowds_;
  std::unique_ptr<LoadGenerator> load_;
  Instant last_ = Instant::min();  ///< what is recorded never goes back
};

}  // namespace firedrill::live
