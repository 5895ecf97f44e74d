#include "harness/control/rule_outcomes.hpp"

#include <utility>

#include "harness/control/missing_metrics.hpp"

namespace firedrill::control {

std::vector<RuleOutcome> rule_outcomes(const Alerts& alerts, const promql::SampleStore& store) {
  std::vector<RuleOutcome> outcomes;
  for (const rules::RuleGroup& group : alerts.groups()) {
    for (const rules::Rule& rule : group.rules) {
      RuleOutcome outcome{
          .group = group.name,
          .rule = rule,
          .reached = alerts.reached(rule),
          .recorded = rule.kind == rules::Rule::Kind::recording && store.has_metric(rule.name),
          .failed = alerts.has_failed(rule),
          .missing_metrics = missing_data(rule.query, store),
          .rests_on_absence = rests_on_absence(rule.query, store)};
      outcomes.push_back(std::move(outcome));
    }
  }
  return outcomes;
}

}  // namespace firedrill::control
