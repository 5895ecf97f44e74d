#pragma once

#include "harness/control/timeline.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Records metric_without_data for each metric that a query of the scenario names and that never
/// had a sample: a misspelt name would otherwise be an alert, a trigger or a condition that is
/// quiet for ever. For a rule of a rule file it is rule_without_data: production's rules read much
/// that no drill has. To be called at the end of a run.
void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store);

}  // namespace firedrill::control
