#pragma once

#include <cstdint>
#include <vector>

#include "harness/control/impact.hpp"
#include "harness/control/operations.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Probers outside the services: each asks its service again and again, as a client would, and
/// fires after so many failures in a row. Records alert_pending, alert_firing and alert_resolved by
/// "health_check". The cause of a firing is the open impact, else whatever made the request fail.
class HealthChecks {
 public:
  /// All but the seed must outlive it.
  HealthChecks(Timeline& timeline,
               Operations& operations,
               const Scenario& scenario,
               const ImpactMonitor& impact,
               Seed seed);

  /// Checks from now on, at t = 0 or at a phase drawn from the seed, as rules are evaluated.
  void start();

 private:
  struct Check {
    const HealthCheck& what;
    Rng delay;
    Duration phase{};
    bool asks = false;  ///< the answer to its last request has not come yet
    Instant told{};     ///< when its last result was or will be known
    bool fires = false;
    std::uint32_t failures = 0;   ///< in a row
    std::uint32_t successes = 0;  ///< in a row, since it fires
    EventId last = EventId::none;
  };

  void ask(Check& check);
  void tell(Check& check, const OperationResult& result);
  void succeeded(Check& check);
  void failed(Check& check, const OperationResult& result);
  void record(Check& check, EventType type, std::string what, EventId cause);

  Timeline& timeline_;
  Operations& operations_;
  const ImpactMonitor& impact_;
  std::vector<Check> checks_;  ///< stays as it is: tasks know them by reference
};

}  // namespace firedrill::control
