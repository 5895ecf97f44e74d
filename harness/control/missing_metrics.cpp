#include "harness/control/missing_metrics.hpp"

#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"

namespace firedrill::control {
namespace {

class Reporter {
 public:
  Reporter(Timeline& timeline, const promql::SampleStore& store)
      : timeline_(timeline),
        store_(store) {}

  void check(const std::string& reader, std::string_view by, const promql::Expression& query) {
    for (const std::string& name : promql::metric_names(query)) {
      if (!store_.has_metric(name)) {
        timeline_.record(
            {.type = EventType::metric_without_data,
             .what = fmt::format("{} reads {}, which never had a sample", reader, name),
             .subject = reader,
             .by = std::string(by),
             .details = {{"metric", name}}});
      }
    }
  }

  void check_triggers(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (const auto* when = std::get_if<WhenQuery>(&step.trigger)) {
        check(step.id, "script", when->query);
      }
      check_triggers(step.steps);
    }
  }

 private:
  Timeline& timeline_;
  const promql::SampleStore& store_;
};

}  // namespace

void report_missing_metrics(Timeline& timeline,
                            const Scenario& scenario,
                            const promql::SampleStore& store) {
  Reporter reporter(timeline, store);
  for (const AlertRule& rule : scenario.alerts) {
    reporter.check(rule.alert, "alert", rule.query);
  }
  reporter.check_triggers(scenario.script);
  reporter.check_triggers(scenario.response);
}

}  // namespace firedrill::control
