#include "harness/control/alerts.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"
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
    case AlertState::Change::dropped:
      return name + " is true no longer: its wait starts from nothing the next time";
    case AlertState::Change::none:
      break;
  }
  return name;
}

EventType event_type(AlertState::Change change) {
  switch (change) {
    case AlertState::Change::became_firing:
      return EventType::alert_firing;
    case AlertState::Change::resolved:
      return EventType::alert_resolved;
    case AlertState::Change::dropped:
      return EventType::alert_dropped;
    case AlertState::Change::became_pending:
    case AlertState::Change::none:
      break;
  }
  return EventType::alert_pending;
}

}  // namespace

Alerts::Alerts(Timeline& timeline,
               std::vector<rules::RuleGroup> groups,
               promql::SampleStore& store,
               const ImpactMonitor& impact,
               const rules::EngineOptions& options)
    : timeline_(timeline),
      impact_(impact),
      engine_(store, std::move(groups), options),
      condition_start_(store, options.evaluation_interval) {}

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
  const std::int64_t before_ms =
      evaluated_.try_emplace(group, t_ms - promql::to_ms(engine_.interval_of(group))).first->second;
  for (const rules::AlertChange& change : evaluation.changes) {
    record(change, {.after_ms = before_ms, .until_ms = t_ms});
  }
  evaluated_[group] = t_ms;
  for (const rules::RuleError& error : evaluation.errors) {
    note_error(error);
  }
  if (send_) {
    for (const rules::SentAlert& alert : evaluation.sent) {
      send_(alert, sent_.at(alert.labels));
    }
  }
}

Alerts::Reached Alerts::reached(const rules::Rule& rule) const {
  const auto found = reached_.find(&rule);
  return found == reached_.end() ? Reached::nothing : found->second;
}

/// With when its condition began to hold, if that is new.
Alerts::Told& Alerts::told_of(const rules::AlertChange& change,
                              const ConditionStart::Between& between) {
  const auto [entry, is_new] = told_.try_emplace(Key(change.rule, change.labels));
  Told& told = entry->second;
  if (is_new && scraper_ != nullptr) {
    told.start =
        condition_start_.find(change.rule->query, change.returned, scraper_->recent(), between);
  }
  if (is_new) {
    told.pending = timeline_.scheduler().now();
  }
  return told;
}

void Alerts::add_timing(const rules::AlertChange& change,
                        const Told& told,
                        Details& details) const {
  if (!told.start || !told.pending) {
    return;
  }
  const std::int64_t zero_ms = scraper_->timestamp_ms(Instant{});
  const auto add = [&](std::string_view key, Duration value) {
    details.emplace_back(key, fmt::to_string(value.count()));
  };
  add("held_ns", std::chrono::milliseconds{told.start->held_ms - zero_ms});
  add("scraped_ns", std::chrono::milliseconds{told.start->scraped_ms - zero_ms});
  add("scrape_interval_ns", scraper_->interval());
  add("pending_ns", told.pending->time_since_epoch());
  add("for_ns", change.rule->timing.pending_for);
  if (const Duration range = range_of(*change.rule); range > Duration::zero()) {
    add("range_ns", range);
  }
}

/// None for what recording rules write: how far back these look is not the alert's to say.
Duration Alerts::range_of(const rules::Rule& rule) const {
  const std::vector<std::string> names = promql::metric_names(rule.query);
  for (const rules::RuleGroup& group : engine_.groups()) {
    for (const rules::Rule& other : group.rules) {
      const bool is_read = std::find(names.begin(), names.end(), other.name) != names.end();
      if (other.kind == rules::Rule::Kind::recording && is_read) {
        return Duration::zero();
      }
    }
  }
  return promql::longest_range(rule.query);
}

/// An alert that goes because its metrics do is no sign of recovery.
void Alerts::add_scrapes(Details& details) const {
  if (scraper_ != nullptr && scraper_->unanswered() > 0) {
    details.emplace_back("unscraped", fmt::to_string(scraper_->unanswered()));
    details.emplace_back("targets", fmt::to_string(scraper_->targets()));
  }
}

void Alerts::record(const rules::AlertChange& change, const ConditionStart::Between& between) {
  const bool starts = change.change == AlertState::Change::became_firing ||
                      change.change == AlertState::Change::became_pending;
  Reached& reached = reached_[change.rule];
  reached = std::max(
      reached,
      change.change == AlertState::Change::became_firing ? Reached::firing : Reached::pending);
  Told& told = told_of(change, between);
  const bool is_sign = signs_.contains(change.rule->name);
  Event event{.type = is_sign ? EventType::note : event_type(change.change),
              .what = what(change),
              .cause = starts ? impact_.open_impact() : told.last,
              .subject = change.rule->name,
              .by = "alert",
              .details = {{"labels", change.labels.to_string()}}};
  if (const std::string_view severity = change.labels.get("severity"); !severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  if (is_sign && change.change == AlertState::Change::resolved) {
    event.details.emplace_back("sign", "ended");
  }
  if (starts) {
    add_timing(change, told, event.details);
  } else {
    add_scrapes(event.details);
  }
  told.last = timeline_.record(std::move(event));
  const bool is_sent = change.change == AlertState::Change::became_firing ||
                       change.change == AlertState::Change::resolved;
  if (is_sent) {
    sent_.insert_or_assign(rules::labels_as_sent(change.labels, engine_.options().external_labels),
                           told.last);
  }
  if (!starts) {
    told_.erase(Key(change.rule, change.labels));
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
