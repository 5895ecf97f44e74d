#pragma once

#include <functional>
#include <string_view>

#include "harness/promql/expression.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// One query of a scenario and who asks it. Refers to the scenario.
struct QueryUse {
  const promql::Expression& query;
  std::string_view
      reader;  ///< the alert's or rule's name, the step's id, or the text of a steady state
  std::string_view by;  ///< "alert", "rule_file", "steady_state", "script" or "response"
};

/// Visits all queries of a scenario: its alerts and rules, steady state, and the triggers of script
/// and response, nested steps too. Whatever must know all of them asks here.
void for_each_query(const Scenario& scenario, const std::function<void(const QueryUse&)>& visit);

}  // namespace firedrill
