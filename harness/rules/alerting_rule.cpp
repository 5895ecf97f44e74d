#include "harness/rules/alerting_rule.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

#include "harness/promql/expression.hpp"
#include "harness/rules/text_functions.hpp"

namespace firedrill::rules {
namespace {

constexpr std::string_view alert_name_label = "alertname";

Instant instant(std::int64_t t_ms) {
  return Instant{std::chrono::milliseconds{t_ms}};
}

std::int64_t in_ms(Instant instant) {
  return promql::to_ms(instant.time_since_epoch());
}

/// A text that is no template is shown as it stands; rule files have been checked before.
Template template_of(const std::string& text) {
  Result<Template> parsed = Template::parse(text);
  return parsed ? *std::move(parsed) : *Template::parse("{{`" + text + "`}}");
}

/// By labels, whatever the order in which the alerts were first seen.
template <class Item>
void sort_by_labels(std::vector<Item>& items) {
  std::stable_sort(items.begin(), items.end(), [](const Item& left, const Item& right) {
    return left.labels < right.labels;
  });
}

}  // namespace

AlertingRule::AlertingRule(const Rule& definition, const EngineOptions& options)
    : definition_(definition),
      options_(options) {
  for (const auto& [name, text] : definition.labels) {
    labels_.push_back({name, template_of(text)});
    labels_are_plain_ = labels_are_plain_ && labels_.back().text.is_plain();
  }
  for (const auto& [name, text] : definition.annotations) {
    annotations_.push_back({name, template_of(text)});
  }
}

TemplateRoot AlertingRule::root_of(const promql::Sample& sample) const {
  return {.labels = sample.labels,
          .external_labels = options_.external_labels,
          .external_url = options_.external_url,
          .value = sample.value};
}

TemplateSurroundings AlertingRule::surroundings(const EvaluationContext& context,
                                                std::int64_t t_ms) const {
  const EvaluationContext then{
      .store = context.store, .evaluator = context.evaluator, .t_ms = t_ms, .limit = 0};
  return {.query = [then](const std::string& text) -> Result<promql::Vector> {
            const Result<promql::Expression> expression = promql::parse(text);
            return expression ? evaluate_for_rule(then, *expression) : expression.error();
          },
          .external_url = options_.external_url};
}

Texts AlertingRule::annotations_of(const Alert& alert, const EvaluationContext& context) const {
  if (alert.annotations) {
    return *alert.annotations;
  }
  const TemplateRoot root = root_of(alert.sample);
  const TemplateSurroundings around = surroundings(context, alert.returned_ms);
  Texts texts;
  for (const NamedTemplateText& annotation : annotations_) {
    texts.emplace_back(annotation.name, annotation.text.render(definition_.name, root, around));
  }
  return texts;
}

promql::Labels AlertingRule::labels_for(const promql::Sample& sample,
                                        const EvaluationContext& context) const {
  const TemplateRoot root = root_of(sample);
  const TemplateSurroundings around = surroundings(context, context.t_ms);
  std::vector<promql::Labels::Entry> labels(sample.labels.begin(), sample.labels.end());
  labels.emplace_back(promql::name_label, "");
  for (const NamedTemplateText& label : labels_) {
    labels.emplace_back(label.name, label.text.render(definition_.name, root, around));
  }
  labels.emplace_back(alert_name_label, definition_.name);
  return promql::Labels(std::move(labels));
}

/// The number of the sample's alert, made if there is none.
std::size_t AlertingRule::alert_for(const promql::Sample& sample,
                                    const EvaluationContext& context) {
  if (labels_are_plain_) {
    if (const auto number = samples_.find(sample.labels)) {
      return alert_of_sample_[*number];
    }
  }
  const promql::Labels labels = labels_for(sample, context);
  const std::size_t number = known_.insert(labels);
  if (number == alerts_.size()) {
    alerts_.push_back({.labels = labels});
  }
  if (labels_are_plain_) {
    samples_.insert(sample.labels);
    alert_of_sample_.push_back(number);
  }
  return number;
}

/// Notes which alerts the expression returned; an error, and nothing noted, if one was twice.
std::optional<Error> AlertingRule::take_in(const promql::Vector& result,
                                           const EvaluationContext& context) {
  std::vector<std::size_t> numbers;
  numbers.reserve(result.size());
  for (const promql::Sample& sample : result) {
    numbers.push_back(alert_for(sample, context));
  }
  std::vector<std::size_t> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return same_labels_error("alert");
  }
  const bool may_query = std::any_of(annotations_.begin(), annotations_.end(), [](const auto& one) {
    return one.text.may_query();
  });
  for (std::size_t i = 0; i < result.size(); ++i) {
    Alert& alert = alerts_[numbers[i]];
    alert.returned_ms = context.t_ms;
    alert.sample = result[i];
    alert.annotations.reset();
    if (may_query) {  // what it asks for may be another thing when the text is wanted
      alert.annotations = annotations_of(alert, context);
    }
  }
  return std::nullopt;
}

void AlertingRule::advance(Alert& alert,
                           const EvaluationContext& context,
                           std::vector<AlertChange>& changes) {
  const Instant now = instant(context.t_ms);
  const bool returned = alert.returned_ms == context.t_ms;
  const bool begins = returned && alert.state.phase == AlertState::Phase::inactive;
  const bool too_old = now - alert.state.resolved_at > resolved_retention;
  if (begins || (alert.is_resolved && too_old)) {
    alert.is_resolved = false;
    alert.sent_ms = never;
  }
  const AlertState::Change change = alert.state.evaluate(definition_.timing, returned, now);
  if (change == AlertState::Change::none) {
    return;
  }
  alert.is_resolved = change == AlertState::Change::resolved;
  changes.push_back({.rule = &definition_,
                     .labels = alert.labels,
                     .annotations = annotations_of(alert, context),
                     .value = alert.sample.value,
                     .change = change,
                     .returned = alert.sample.labels});
}

/// `before`: of each alert, as it was when the evaluation began.
std::vector<AlertChange> AlertingRule::forget_all(const EvaluationContext& context,
                                                  const std::vector<AlertState::Phase>& before) {
  std::vector<AlertChange> changes;
  for (std::size_t i = 0; i < alerts_.size(); ++i) {
    Alert& alert = alerts_[i];
    if (before[i] != AlertState::Phase::inactive) {
      changes.push_back({.rule = &definition_,
                         .labels = alert.labels,
                         .annotations = annotations_of(alert, context),
                         .value = alert.sample.value,
                         .change = before[i] == AlertState::Phase::pending
                                       ? AlertState::Change::dropped
                                       : AlertState::Change::resolved,
                         .returned = alert.sample.labels});
    }
    alert.state = {};
    alert.is_resolved = false;
    alert.sent_ms = never;
  }
  return changes;
}

Result<bool> AlertingRule::evaluate(const EvaluationContext& context,
                                    std::vector<AlertChange>& changes) {
  const Result<promql::Vector> result = evaluate_for_rule(context, definition_.query);
  if (!result) {
    return result.error();
  }
  if (std::optional<Error> error = take_in(*result, context)) {
    return *std::move(error);
  }
  std::vector<AlertChange> own;
  std::vector<AlertState::Phase> before;
  std::size_t count = 0;
  for (Alert& alert : alerts_) {
    if (context.limit > 0) {  // else nobody asks
      before.push_back(alert.state.phase);
    }
    advance(alert, context, own);
    count += alert.state.phase != AlertState::Phase::inactive ? 1 : 0;
  }
  const bool too_many = context.limit > 0 && count > static_cast<std::size_t>(context.limit);
  if (too_many) {
    own = forget_all(context, before);
  }
  sort_by_labels(own);
  std::move(own.begin(), own.end(), std::back_inserter(changes));
  if (too_many) {
    return limit_error(context.limit, count, "alerts");
  }
  Result<bool> written = write_series(context);
  drop_old();
  return written;
}

/// Drops the alerts that nobody hears of any more when they are the most of all: a rule whose
/// labels change with each value has another alert at every evaluation.
void AlertingRule::drop_old() {
  constexpr std::ptrdiff_t few = 64;
  const auto is_old = [](const Alert& alert) {
    return alert.state.phase == AlertState::Phase::inactive && !alert.is_resolved;
  };
  const auto old = std::count_if(alerts_.begin(), alerts_.end(), is_old);
  if (old <= few || old * 2 <= std::ssize(alerts_)) {
    return;
  }
  std::erase_if(alerts_, is_old);
  known_ = promql::SignatureIndex();
  for (const Alert& alert : alerts_) {
    known_.insert(alert.labels);
  }
  samples_ = promql::SignatureIndex();
  alert_of_sample_.clear();
}

/// A synthetic series has the rule's labels as written where the alert has none of that name, as in
/// Prometheus.
Result<promql::SeriesId> AlertingRule::series(promql::SampleStore& store,
                                              const Alert& alert,
                                              std::string_view metric,
                                              std::string_view state) const {
  std::vector<promql::Labels::Entry> labels(definition_.labels.begin(), definition_.labels.end());
  labels.insert(labels.end(), alert.labels.begin(), alert.labels.end());
  labels.emplace_back(promql::name_label, metric);
  if (!state.empty()) {
    labels.emplace_back("alertstate", state);
  }
  return store.series(promql::Labels(std::move(labels)));
}

Result<bool> AlertingRule::write_series(const EvaluationContext& context) {
  if (forgettings_ != context.store.forgettings()) {
    forgettings_ = context.store.forgettings();
    for (Alert& alert : alerts_) {
      alert.pending = alert.firing = alert.for_state = std::nullopt;
    }
  }
  std::vector<RuleSample> samples;
  const auto add = [&](const Alert& alert,
                       std::optional<promql::SeriesId>& known,
                       std::string_view metric,
                       RuleSample&& sample,
                       std::string_view state) -> std::optional<Error> {
    if (!known) {
      const Result<promql::SeriesId> made = series(context.store, alert, metric, state);
      if (!made) {
        return made.error();
      }
      known = *made;
    }
    sample.series = *known;
    samples.push_back(sample);
    return std::nullopt;
  };
  for (Alert& alert : alerts_) {
    if (alert.state.phase == AlertState::Phase::inactive) {
      continue;
    }
    const bool fires = alert.state.phase == AlertState::Phase::firing;
    const double since_s = static_cast<double>(
        std::chrono::floor<std::chrono::seconds>(alert.state.active_at.time_since_epoch()).count());
    std::optional<Error> error = add(alert,
                                     fires ? alert.firing : alert.pending,
                                     "ALERTS",
                                     {.series = {}, .value = 1},
                                     fires ? "firing" : "pending");
    if (!error) {
      error = add(alert, alert.for_state, "ALERTS_FOR_STATE", {.series = {}, .value = since_s}, "");
    }
    if (error) {
      return *std::move(error);
    }
  }
  return written_.write(context.store, context.t_ms, samples);
}

bool AlertingRule::is_due(const Alert& alert, std::int64_t t_ms) const {
  if (alert.state.phase != AlertState::Phase::firing && !alert.is_resolved) {
    return false;
  }
  if (alert.sent_ms == never ||
      (alert.is_resolved && in_ms(alert.state.resolved_at) > alert.sent_ms)) {
    return true;
  }
  return alert.sent_ms + promql::to_ms(options_.resend_delay) < t_ms;
}

std::vector<SentAlert> AlertingRule::take_due(const EvaluationContext& context, Duration interval) {
  std::vector<SentAlert> due;
  for (Alert& alert : alerts_) {
    if (!is_due(alert, context.t_ms)) {
      continue;
    }
    alert.sent_ms = context.t_ms;
    const Duration valid_for = 4 * std::max(interval, options_.resend_delay);
    due.push_back(
        {.labels = labels_as_sent(alert.labels, options_.external_labels),
         .annotations = annotations_of(alert, context),
         .starts_at_ms = in_ms(alert.state.fired_at),
         .ends_at_ms = alert.is_resolved ? in_ms(alert.state.resolved_at)
                                         : context.t_ms + promql::to_ms(valid_for),
         .is_resolved = alert.is_resolved,
         .generator_url = options_.external_url + table_link(definition_.query.to_string())});
  }
  sort_by_labels(due);
  return due;
}

std::vector<ActiveAlert> AlertingRule::active(const EvaluationContext& context) const {
  std::vector<ActiveAlert> active;
  for (const Alert& alert : alerts_) {
    if (alert.state.phase != AlertState::Phase::inactive) {
      active.push_back({.labels = alert.labels,
                        .annotations = annotations_of(alert, context),
                        .value = alert.sample.value,
                        .phase = alert.state.phase,
                        .active_at_ms = in_ms(alert.state.active_at)});
    }
  }
  sort_by_labels(active);
  return active;
}

}  // namespace firedrill::rules
