#pragma once

#include <vector>

#include "harness/control/pager.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The people on call: each acknowledges a page some time after it was delivered, or never; a human
/// on call does so by the Desk. What they do then is the scenario's "response", which the Director
/// plays.
class Responders {
 public:
  /// All but the seed must outlive it.
  Responders(Timeline& timeline, Pager& pager, const Scenario& scenario, Seed seed);

 private:
  void on_page(const Event& page);

  Timeline& timeline_;
  Pager& pager_;
  const OnCall& on_call_;
  std::vector<Rng> random_;  ///< by person: "responder/<name>/acknowledge", of a level "/<level>"
};

}  // namespace firedrill::control
