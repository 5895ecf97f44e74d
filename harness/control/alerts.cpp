#include "harness/control/alerts.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

/// The alert's name, with its summary in brackets.
std::string name_of(const rules::AlertChange& change) {
  const auto summary = std::find_if(change.annotations.begin(),
                                    change.annotations.end(),
                                    [](const auto& one) { return one.first == "summary"; });
  const bool has_summary = summary != change.annotations.end() && !summary->second.empty();
  return has_summary ? fmt::format("{} ({})", change.rule->name, summary->second)
                     : change.rule->name;
}

std::string what(const rules::AlertChange& change) {
  const std::string name = name_of(change);
  switch (change.change) {
    case AlertState::Change::became_pending:
      return fmt::format("{} is true, and fires if it stays so for {}",
                         name,
                         brief(change.rule->timing.pending_for));
    case AlertState::Change::became_firing:
      return name + " fires";
    case AlertState::Change::resolved:
      return name + " is resolved";
    case AlertState::Change::none:
    case AlertState::Change::dropped:
      break;
  }
  return name;
}

EventType event_type(AlertState::Change change) {
  switch (change) {
    case AlertState::Change::became_firing:
      return EventType::alert_firing;
    case AlertState::Change::resolved:
    case AlertState::Change::dropped:
      return EventType::alert_resolved;
    case AlertState::Change::became_pending:
    case AlertState::Change::none:
      break;
  }
  return EventType::alert_pending;
}

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

Alerts::Alerts(Timeline& timeline,
               std::vector<rules::RuleGroup> groups,
               promql::SampleStore& store,
               const ImpactMonitor& impact,
               const rules::EngineOptions& options)
    : timeline_(timeline),
      impact_(impact),
      engine_(store, std::move(groups), options) {}

std::set<Duration> Alerts::own_intervals() const {
  std::set<Duration> intervals;
  for (const rules::RuleGroup& group : engine_.groups()) {
    if (group.interval.value_or(Duration{}) != Duration{}) {
      intervals.insert(*group.interval);
    }
  }
  return intervals;
}

void Alerts::evaluate(std::int64_t t_ms) {
  evaluate(t_ms, Duration{});
}

void Alerts::evaluate(std::int64_t t_ms, Duration own_interval) {
  for (std::size_t group = 0; group < engine_.groups().size(); ++group) {
    if (engine_.groups()[group].interval.value_or(Duration{}) == own_interval) {
      evaluate_group(group, t_ms);
    }
  }
}

void Alerts::evaluate_group(std::size_t group, std::int64_t t_ms) {
  const rules::GroupEvaluation evaluation = engine_.evaluate(group, t_ms);
  for (const rules::AlertChange& change : evaluation.changes) {
    record(change);
  }
  for (const rules::RuleError& error : evaluation.errors) {
    note_error(error);
  }
  if (send_) {
    for (const rules::SentAlert& alert : evaluation.sent) {
      send_(alert, sent_.at(alert.labels));
    }
  }
}

void Alerts::record(const rules::AlertChange& change) {
  const Key key(change.rule, change.labels);
  if (change.change == AlertState::Change::dropped) {
    told_.erase(key);
    return;  // it never fired: nobody heard of it
  }
  const bool starts = change.change == AlertState::Change::became_firing ||
                      change.change == AlertState::Change::became_pending;
  EventId& told = told_[key];
  const bool is_sign = signs_.contains(change.rule->name);
  Event event{.type = is_sign ? EventType::note : event_type(change.change),
              .what = what(change),
              .cause = starts ? impact_.open_impact() : told,
              .subject = change.rule->name,
              .by = "alert",
              .details = {{"labels", change.labels.to_string()}}};
  if (const std::string_view severity = change.labels.get("severity"); !severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  told = timeline_.record(std::move(event));
  if (change.change != AlertState::Change::became_pending) {
    sent_.insert_or_assign(rules::labels_as_sent(change.labels, engine_.options().external_labels),
                           told);
  }
  if (!starts) {
    told_.erase(key);
  }
}

void Alerts::note_error(const rules::RuleError& error) {
  if (!failed_.insert(error.rule).second) {
    return;
  }
  timeline_.record(
      {.type = EventType::query_failed,
       .what = fmt::format("{} cannot be evaluated: {}", error.rule->name, error.message),
       .subject = error.rule->name,
       .by = "alert"});
}

}  // namespace firedrill::control
