#include "harness/control/alerts.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/control/annotation.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

/// The labels of an alert: those of the sample, without its name, under those of the rule.
promql::Labels alert_labels(const AlertRule& rule, const promql::Labels& sample) {
  promql::Labels labels = sample.without_name();
  for (const auto& [name, value] : rule.labels) {
    labels = labels.with(name, value);
  }
  return labels.with("alertname", rule.alert);
}

/// The alert's name, with its summary in brackets unless that needs more of a template than there
/// is.
std::string name_of(const AlertRule& rule, const promql::Labels& labels, double value) {
  const auto summary = std::find_if(rule.annotations.begin(),
                                    rule.annotations.end(),
                                    [](auto& one) { return one.first == "summary"; });
  if (summary != rule.annotations.end()) {
    if (const auto text = annotation_text(summary->second, labels, value)) {
      return fmt::format("{} ({})", rule.alert, *text);
    }
  }
  return rule.alert;
}

std::string what(const std::string& name, const AlertTiming& timing, AlertState::Change change) {
  switch (change) {
    case AlertState::Change::became_pending:
      return fmt::format(
          "{} is true, and fires if it stays so for {}", name, brief(timing.pending_for));
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

}  // namespace

Alerts::Alerts(Timeline& timeline,
               const std::vector<AlertRule>& rules,
               const promql::SampleStore& store,
               const ImpactMonitor& impact)
    : timeline_(timeline),
      evaluator_(store),
      impact_(impact) {
  for (const AlertRule& rule : rules) {
    rules_.push_back({.definition = rule});
  }
}

void Alerts::evaluate(std::int64_t t_ms) {
  for (Rule& rule : rules_) {
    evaluate(rule, t_ms);
  }
}

void Alerts::evaluate(Rule& rule, std::int64_t t_ms) {
  const Result<promql::Value> value = evaluator_.evaluate(rule.definition.query, t_ms);
  if (!value) {
    note_error(rule, value.error().message);  // and the alerts stay as they are
  } else if (const auto* vector = std::get_if<promql::Vector>(&*value)) {
    take_in(rule, *vector);
  } else if (const auto* number = std::get_if<double>(&*value)) {
    take_in(rule,
            {{.labels = {}, .value = *number}});  // a scalar is always there, as in Prometheus
  }
}

void Alerts::take_in(Rule& rule, const promql::Vector& result) {
  const Instant now = timeline_.scheduler().now();
  std::map<promql::Labels, double> returned;
  for (const promql::Sample& sample : result) {
    const promql::Labels labels = alert_labels(rule.definition, sample.labels);
    returned.emplace(labels, sample.value);
    rule.alerts.try_emplace(labels);
  }
  for (auto& [labels, alert] : rule.alerts) {
    const auto found = returned.find(labels);
    const bool is_true = found != returned.end();
    alert.value = is_true ? found->second : alert.value;
    const AlertState::Change change = alert.state.evaluate(rule.definition.timing, is_true, now);
    if (change != AlertState::Change::none) {
      record(rule, labels, alert, change);
    }
  }
}

void Alerts::record(const Rule& rule,
                    const promql::Labels& labels,
                    Alert& alert,
                    AlertState::Change change) {
  if (change == AlertState::Change::dropped) {
    return;  // it never fired: nobody heard of it
  }
  const bool starts =
      change == AlertState::Change::became_firing || change == AlertState::Change::became_pending;
  Event event{
      .type = event_type(change),
      .what = what(name_of(rule.definition, labels, alert.value), rule.definition.timing, change),
      .cause = starts ? impact_.open_impact() : alert.last,
      .subject = rule.definition.alert,
      .by = "alert",
      .details = {{"labels", labels.to_string()}}};
  if (const std::string_view severity = labels.get("severity"); !severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  alert.last = timeline_.record(std::move(event));
  if (change == AlertState::Change::became_firing) {
    alert.fired = timeline_.scheduler().now();
    send(rule, labels, alert, false);
  } else if (change == AlertState::Change::resolved) {
    send(rule, labels, alert, true);
  }
}

/// An alert is sent when it changes, not again and again: one that fires is valid for ever.
void Alerts::send(const Rule& rule,
                  const promql::Labels& labels,
                  const Alert& alert,
                  bool resolved) const {
  if (!send_) {
    return;
  }
  const Instant now = timeline_.scheduler().now();
  alertmanager::SentAlert sent{.labels = labels,
                               .starts_at = alert.fired,
                               .ends_at = resolved ? now : now + longest_duration};
  for (const auto& [name, text] : rule.definition.annotations) {
    sent.annotations.emplace_back(name, annotation_text(text, labels, alert.value).value_or(text));
  }
  send_(std::move(sent), alert.last);
}

void Alerts::note_error(Rule& rule, const std::string& message) {
  if (std::exchange(rule.failed, true)) {
    return;
  }
  timeline_.record(
      {.type = EventType::query_failed,
       .what = fmt::format("{} cannot be evaluated: {}", rule.definition.alert, message),
       .subject = rule.definition.alert,
       .by = "alert"});
}

}  // namespace firedrill::control
