#include "harness/control/reach.hpp"

#include <algorithm>
#include <variant>

#include "harness/promql/expression.hpp"
#include "harness/scenario/queries.hpp"

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

}  // namespace

Duration Reach::of(std::string_view metric) const {
  const auto found = by_metric.find(metric);
  return found == by_metric.end() ? of_others : std::max(found->second, of_others);
}

Reach reach_of(const Scenario& scenario) {
  Reach reach;
  for_each_query(scenario, [&reach](const QueryUse& use) { add(reach, use.query); });
  return reach;
}

}  // namespace firedrill::control
