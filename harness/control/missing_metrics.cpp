#include "harness/control/missing_metrics.hpp"

#include <string>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"
#include "harness/scenario/queries.hpp"

namespace firedrill::control {

void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store) {
  for_each_query(scenario, [&](const QueryUse& use) {
    for (const std::string& name : promql::metric_names(use.query)) {
      if (!store.has_metric(name)) {
        timeline.record(
            {.type = use.by == "rule_file" ? EventType::rule_without_data
                                           : EventType::metric_without_data,
             .what = fmt::format("{} reads {}, which never had a sample", use.reader, name),
             .subject = std::string(use.reader),
             .by = std::string(use.by),
             .details = {{"metric", name}}});
      }
    }
  });
}

}  // namespace firedrill::control
