#include "harness/scenario/rule_groups.hpp"

namespace firedrill {
namespace {

rules::Rule as_rule(const AlertRule& alert) {
  return {.kind = rules::Rule::Kind::alerting,
          .name = alert.alert,
          .text = alert.text,
          .query = alert.query,
          .timing = alert.timing,
          .labels = alert.labels,
          .annotations = alert.annotations,
          .source = alert.source};
}

}  // namespace

std::vector<rules::RuleGroup> rule_groups_of(const Scenario& scenario) {
  std::vector<rules::RuleGroup> groups;
  groups.push_back({.name = "alerts"});
  for (const AlertRule& alert : scenario.alerts) {
    groups.front().rules.push_back(as_rule(alert));
  }
  groups.insert(groups.end(), scenario.rule_groups.begin(), scenario.rule_groups.end());
  return groups;
}

}  // namespace firedrill
