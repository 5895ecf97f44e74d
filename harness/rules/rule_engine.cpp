#include "harness/rules/rule_engine.hpp"

#include <utility>

namespace firedrill::rules {

RuleEngine::RuleEngine(promql::SampleStore& store,
                       std::vector<RuleGroup> groups,
                       EngineOptions options)
    : store_(store),
      options_(std::move(options)),
      groups_(std::move(groups)),
      evaluator_(store, {.subquery_step = options_.evaluation_interval}) {
  for (const RuleGroup& group : groups_) {
    std::vector<Evaluated>& rules = rules_.emplace_back();
    for (const Rule& rule : group.rules) {
      if (rule.kind == Rule::Kind::recording) {
        rules.emplace_back(std::in_place_type<RecordingRule>, rule);
      } else {
        rules.emplace_back(std::in_place_type<AlertingRule>, rule, options_);
      }
    }
  }
}

Duration RuleEngine::interval_of(std::size_t group) const {
  const Duration own = groups_[group].interval.value_or(Duration{});
  return own == Duration{} ? options_.evaluation_interval : own;
}

EvaluationContext RuleEngine::context(std::size_t group, std::int64_t t_ms) {
  return {.store = store_, .evaluator = evaluator_, .t_ms = t_ms, .limit = groups_[group].limit};
}

GroupEvaluation RuleEngine::evaluate(std::size_t group, std::int64_t t_ms) {
  GroupEvaluation evaluation;
  const EvaluationContext now = context(group, t_ms);
  for (std::size_t i = 0; i < rules_[group].size(); ++i) {
    Result<bool> written = false;
    if (auto* recording = std::get_if<RecordingRule>(&rules_[group][i])) {
      written = recording->evaluate(now);
    } else if (auto* alerting = std::get_if<AlertingRule>(&rules_[group][i])) {
      written = alerting->evaluate(now, evaluation.changes);
      if (written) {
        std::vector<SentAlert> due = alerting->take_due(now, interval_of(group));
        std::move(due.begin(), due.end(), std::back_inserter(evaluation.sent));
      }
    }
    if (!written) {
      evaluation.errors.push_back({&groups_[group].rules[i], written.error().message});
    } else if (!*written) {
      evaluation.errors.push_back({&groups_[group].rules[i], std::string(duplicate_sample)});
    }
  }
  return evaluation;
}

std::vector<ActiveAlert> RuleEngine::active_alerts(const Place& place) {
  const auto* alerting = std::get_if<AlertingRule>(&rules_[place.group][place.rule]);
  return alerting == nullptr ? std::vector<ActiveAlert>{}
                             : alerting->active(context(place.group, 0));
}

}  // namespace firedrill::rules
