#include "harness/scenario/queries.hpp"

#include <variant>

namespace firedrill {
namespace {

void visit_triggers(const std::vector<Step>& steps,
                    std::string_view by,
                    const std::function<void(const QueryUse&)>& visit) {
  for (const Step& step : steps) {
    if (const auto* when = std::get_if<WhenQuery>(&step.trigger)) {
      visit({.query = when->query, .reader = step.id, .by = by});
    }
    visit_triggers(step.steps, by, visit);
  }
}

}  // namespace

void for_each_query(const Scenario& scenario, const std::function<void(const QueryUse&)>& visit) {
  for (const AlertRule& rule : scenario.alerts) {
    visit({.query = rule.query, .reader = rule.alert, .by = "alert"});
  }
  for (const rules::RuleGroup& group : scenario.rule_groups) {
    for (const rules::Rule& rule : group.rules) {
      visit({.query = rule.query, .reader = rule.name, .by = "rule_file"});
    }
  }
  for (const Before::Condition& condition : scenario.before.steady_state) {
    visit({.query = condition.query, .reader = condition.text, .by = "steady_state"});
  }
  visit_triggers(scenario.script, "script", visit);
  visit_triggers(scenario.response, "response", visit);
}

}  // namespace firedrill
