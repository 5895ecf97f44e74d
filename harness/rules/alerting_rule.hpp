#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "harness/promql/label_selection.hpp"
#include "harness/rules/engine_options.hpp"
#include "harness/rules/evaluated_rule.hpp"
#include "harness/rules/rule_series.hpp"
#include "harness/rules/sent_alert.hpp"
#include "harness/rules/template.hpp"

namespace firedrill::rules {

/// An alerting rule over a run: one alert for each label set that its expression returns.
/// Source: AlertingRule.Eval and sendAlerts, prometheus/rules/alerting.go, v2.42.
class AlertingRule {
 public:
  /// How long a resolved alert is kept, and sent again (resolvedRetention).
  static constexpr Duration resolved_retention = std::chrono::minutes{15};

  /// All must outlive it; the rule's labels and annotations must be templates.
  AlertingRule(const Rule& definition, const EngineOptions& options);

  /// Takes in what the expression gives now, and writes ALERTS and ALERTS_FOR_STATE. Changes come
  /// in the order of the alerts' labels. After an error all stays as it is, but when there are more
  /// alerts than the limit: then there are none any more, and those there were have changed.
  Result<bool> evaluate(const EvaluationContext& context, std::vector<AlertChange>& changes);

  /// The alerts that Prometheus tells Alertmanager after the evaluation at `context.t_ms`, and
  /// notes that they were sent. `interval` is that of the group.
  std::vector<SentAlert> take_due(const EvaluationContext& context, Duration interval);

  /// The alerts that are pending or firing, in the order of their labels.
  std::vector<ActiveAlert> active(const EvaluationContext& context) const;

 private:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

  struct NamedTemplateText {
    std::string name;
    Template text;
  };

  struct Alert {
    promql::Labels labels;
    AlertState state = {};
    bool is_resolved = false;  ///< inactive, and still told as resolved
    std::int64_t returned_ms = never;
    std::int64_t sent_ms = never;
    promql::Sample sample = {};             ///< that the expression returned last
    std::optional<Texts> annotations = {};  ///< rendered already
    std::optional<promql::SeriesId> pending = {};
    std::optional<promql::SeriesId> firing = {};
    std::optional<promql::SeriesId> for_state = {};
  };

  TemplateRoot root_of(const promql::Sample& sample) const;
  TemplateSurroundings surroundings(const EvaluationContext& context, std::int64_t t_ms) const;
  Texts annotations_of(const Alert& alert, const EvaluationContext& context) const;
  promql::Labels labels_for(const promql::Sample& sample, const EvaluationContext& context) const;
  std::size_t alert_for(const promql::Sample& sample, const EvaluationContext& context);
  std::optional<Error> take_in(const promql::Vector& result, const EvaluationContext& context);
  void advance(Alert& alert, const EvaluationContext& context, std::vector<AlertChange>& changes);
  std::vector<AlertChange> forget_all(const EvaluationContext& context,
                                      const std::vector<AlertState::Phase>& before);
  void drop_old();
  Result<bool> write_series(const EvaluationContext& context);
  Result<promql::SeriesId> series(promql::SampleStore& store,
                                  const Alert& alert,
                                  std::string_view metric,
                                  std::string_view state) const;
  bool is_due(const Alert& alert, std::int64_t t_ms) const;

  const Rule& definition_;
  const EngineOptions& options_;
  std::vector<NamedTemplateText> labels_;
  std::vector<NamedTemplateText> annotations_;
  bool labels_are_plain_ = true;
  promql::SignatureIndex samples_;            // labels of samples, when labels_are_plain_
  std::vector<std::size_t> alert_of_sample_;  // by number in samples_
  promql::SignatureIndex known_;              // labels of alerts
  std::vector<Alert> alerts_;                 // by number in known_
  std::uint64_t forgettings_ = 0;             // of the store, when it was asked last
  RuleSeries written_;
};

}  // namespace firedrill::rules
