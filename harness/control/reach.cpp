#include "harness/control/reach.hpp"

#include <algorithm>
#include <variant>

#include "harness/promql/expression.hpp"
#include "harness/rules/template.hpp"
#include "harness/scenario/queries.hpp"
#include "harness/scenario/rule_groups.hpp"

namespace firedrill::control {
namespace {

void add(Reach& reach, const promql::Expression& query) {
  const Duration range = promql::longest_range(query);
  reach.longest = std::max(reach.longest, range);
  for (const std::string& name : promql::metric_names(query)) {
    Duration& known = reach.by_metric[name];
    known = std::max(known, range);
  }
  if (!promql::names_all_metrics(query)) {
    reach.of_others = std::max(reach.of_others, range);
  }
}

/// What the rule's texts ask for when they are rendered.
void add_queries_in_texts(Reach& reach, const rules::Rule& rule) {
  for (const rules::Texts* texts : {&rule.labels, &rule.annotations}) {
    for (const auto& [name, text] : *texts) {
      const Result<rules::Template> parsed = rules::Template::parse(text);
      const auto queries = parsed ? parsed->queries() : std::vector<std::string>();
      for (const std::string& query : queries) {
        if (const Result<promql::Expression> expression = promql::parse(query)) {
          add(reach, *expression);
        }
      }
    }
  }
}

}  // namespace

Duration Reach::of(std::string_view metric) const {
  const auto found = by_metric.find(metric);
  return found == by_metric.end() ? of_others : std::max(found->second, of_others);
}

Reach reach_of(const Scenario& scenario) {
  Reach reach;
  for_each_query(scenario, [&reach](const QueryUse& use) { add(reach, use.query); });
  for (const rules::RuleGroup& group : rule_groups_of(scenario)) {
    for (const rules::Rule& rule : group.rules) {
      add_queries_in_texts(reach, rule);
    }
  }
  return reach;
}

}  // namespace firedrill::control
