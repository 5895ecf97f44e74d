#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/control/timeline.hpp"
#include "harness/promql/expression.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Records metric_without_data for each metric that a query of the scenario names and that never
/// had a sample: a misspelt name would otherwise be an alert, a trigger or a condition that is
/// quiet for ever, unless it is inside absent(). For a rule of a rule file it is rule_without_data,
/// for all of missing_data(): production's rules read much that no drill has. More than ten such
/// rules are one event with their number. To be called at the end of a run, after watch_selectors()
/// at its beginning.
void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store);

/// Has the store note what selectors of these rules ask for by name and by labels that must have a
/// value. To be called before the first sample.
void watch_selectors(std::span<const rules::RuleGroup> groups, promql::SampleStore& store);

/// What the expression reads and never had a sample: metrics by their name, and of the others what
/// no series matched that a selector asks for, as `requests_total{job="prod-api"}`. Selectors by
/// other operators than "=" cannot be told from ones that just have nothing to match yet. With what
/// is inside absent(): a rule that is true because nothing here has its metric says nothing.
std::vector<std::string> missing_data(const promql::Expression& expression,
                                      const promql::SampleStore& store);

/// Whether it may be true just because nothing here has what it asks absent() or absent_over_time()
/// for: nothing else that it reads has a sample.
bool rests_on_absence(const promql::Expression& expression, const promql::SampleStore& store);

}  // namespace firedrill::control
