#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// How far back the queries of a scenario look: its alert rules, steady state and triggers.
struct Reach {
  std::map<std::string, Duration, std::less<>> by_metric;  ///< selected by their exact name
  Duration of_others{};  ///< metrics that only a selector without an exact name can reach
  Duration longest{};    ///< of all queries

  Duration of(std::string_view metric) const;
};

Reach reach_of(const Scenario& scenario);

}  // namespace firedrill::control
