#include "harness/control/notifier.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/message_texts.hpp"
#include "harness/alertmanager/request.hpp"
#include "harness/behaviour/alert_severity.hpp"

namespace firedrill::control {
namespace {

/// Alertmanager's default --cluster.peer-timeout.
constexpr Duration peer_timeout = std::chrono::seconds{15};

/// Events API calls with one routing key (PagerDuty's documentation, "about 120").
constexpr std::size_t calls_a_minute = 120;

/// What a receiver answers that has the message.
constexpr int taken = 202;

/// A message may be about thousands of alerts.
constexpr std::size_t most_alerts = 10'000;

std::string_view name_of(alertmanager::Untold::Why why) {
  switch (why) {
    case alertmanager::Untold::Why::inhibited:
      return "inhibited";
    case alertmanager::Untold::Why::muted_by_time:
      return "muted_by_time";
    case alertmanager::Untold::Why::silenced:
      return "silenced";
    case alertmanager::Untold::Why::known:
      return "known";
  }
  return "";
}

std::string_view reason_of(alertmanager::Untold::Why why) {
  switch (why) {
    case alertmanager::Untold::Why::inhibited:
      return "another alert inhibits it";
    case alertmanager::Untold::Why::muted_by_time:
      return "a time interval mutes it";
    case alertmanager::Untold::Why::silenced:
      return "it is silenced";
    case alertmanager::Untold::Why::known:
      return "by its notification log it never stopped";
  }
  return "";
}

std::string what_ties(alertmanager::Tie::With with, const std::string& alert) {
  switch (with) {
    case alertmanager::Tie::With::began:
      return alert + " fires";
    case alertmanager::Tie::With::resolved:
      return alert + " is resolved";
    case alertmanager::Tie::With::muted:
      return "what mutes " + alert + " begins";
    case alertmanager::Tie::With::unmuted:
      break;
  }
  return "what mutes " + alert + " ends";
}

}  // namespace

std::optional<alertmanager::Config> Notifier::config_of(const Scenario& scenario) {
  const AlertRouting& routing = scenario.alert_routing;
  if (routing.file.empty()) {
    return std::nullopt;
  }
  const SourceText source(routing.file, routing.text);
  Diagnostics diagnostics(source);
  std::optional<alertmanager::Config> config = alertmanager::read_config(diagnostics);
  assert(config);  // it was checked when it was loaded
  return config;
}

Notifier::Notifier(Timeline& timeline,
                   const alertmanager::Config& config,
                   const Scenario& scenario,
                   Seed seed,
                   Receiver receiver)
    : timeline_(timeline),
      routing_(scenario.alert_routing),
      receiver_(std::move(receiver)),
      context_{.unix_ns_at_zero = scenario.starts_at_unix_ns},
      addresses_(config),
      manager_(config,
               timeline.scheduler(),
               {.seed = seed,
                .on_untold = [this](const alertmanager::Untold& untold) { note(untold); },
                .on_tie = [this](const alertmanager::Tie& tie) { note(tie); },
                .unix_ns_at_zero = context_.unix_ns_at_zero,
                .peer_wait = peer_timeout * scenario.alert_routing.peer},
               [this](const alertmanager::Notification& notification,
                      const std::function<void(alertmanager::Delivery)>& completion) {
                 deliver(notification, completion);
               }) {
  for (const AlertRouting::Silence& silence_given : scenario.alert_routing.silences) {
    silence(silence_given);
  }
}

void Notifier::silence(const AlertRouting::Silence& silence) {
  Result<alertmanager::Matchers> matchers = alertmanager::parse_matchers(silence.matchers);
  assert(matchers);  // it was checked when it was loaded
  const auto added = manager_.add_silence({.matchers = *std::move(matchers),
                                           .from = Instant{silence.from},
                                           .until = Instant{silence.until}});
  assert(added);
}

void Notifier::post(const rules::SentAlert& alert, EventId cause) {
  causes_.insert_or_assign(alert.labels, cause);
  const auto instant = [this](std::int64_t t_ms) {
    return Instant{std::chrono::milliseconds{t_ms}} - Duration{context_.unix_ns_at_zero};
  };
  const std::optional<Error> refused =
      manager_.post({.labels = alert.labels,
                     .annotations = {alert.annotations.begin(), alert.annotations.end()},
                     .starts_at = instant(alert.starts_at_ms),
                     .ends_at = instant(alert.ends_at_ms),
                     .generator_url = alert.generator_url});
  assert(!refused);
}

/// The latest of the events of the alerts that make the message what it is.
EventId Notifier::cause_of(const alertmanager::Notification& notification) const {
  EventId cause = EventId::none;
  for (const alertmanager::NotifiedAlert& notified : notification.alerts) {
    if (notified.resolved != notification.firing()) {
      cause = std::max(cause, causes_.at(notified.alert.labels));
    }
  }
  return cause;
}

void Notifier::note(const alertmanager::Untold& untold) {
  const std::string_view alert = untold.labels.get("alertname");
  std::string what = fmt::format("Alertmanager does not tell {} that {} {}: {}",
                                 untold.receiver->name,
                                 alert,
                                 untold.resolved ? "is resolved" : "fires",
                                 reason_of(untold.why));
  std::string& noted = noted_[untold.labels];
  if (noted != what) {
    noted = what;
    timeline_.record(
        {.type = EventType::note,
         .what = std::move(what),
         .cause = causes_.at(untold.labels),
         .subject = std::string(alert),
         .by = "alertmanager",
         .details = {{"untold", std::string(name_of(untold.why))},
                     {"alert", untold.resolved ? "resolved" : "firing"},
                     {"receiver", untold.receiver->name},
                     {"repeat_interval_ns", fmt::to_string(untold.repeat_interval.count())}}});
  }
}

void Notifier::note(const alertmanager::Tie& tie) {
  const std::string alert(tie.labels.get("alertname"));
  const std::string_view here =
      tie.tick_first ? "the tick comes first, and the next one tells" : "the tick comes after it";
  timeline_.record(
      {.type = EventType::note,
       .what = fmt::format("{} at the very instant of a tick of its group for {}: here {}, in "
                           "Alertmanager it may be either",
                           what_ties(tie.with, alert),
                           tie.receiver->name,
                           here),
       .cause = causes_.at(tie.labels),
       .subject = alert,
       .by = "alertmanager",
       .details = {{"tie", tie.tick_first ? "tick first" : "tick last"},
                   {"receiver", tie.receiver->name}}});
}

void Notifier::deliver(const alertmanager::Notification& notification,
                       const std::function<void(alertmanager::Delivery)>& completion) {
  if (notification.integration->has_templates()) {
    const auto request = request_of(notification, context_);
    if (!request) {
      record_unsent(notification, request.error());
      completion(alertmanager::Delivery::refused);
      return;
    }
  }
  const std::optional<int> forced = refusal(notification);
  const int status = receiver_ ? receiver_(timeline_.scheduler().now(), notification, forced)
                               : forced.value_or(taken);
  if (status == AlertRouting::Failure::no_answer) {
    record_unanswered(notification);  // Alertmanager itself gives up when the next tick is due
    return;
  }
  if (status / 100 != 2) {
    record_failure(notification, status);
    completion(alertmanager::delivery_of(*notification.integration, status));
    return;
  }
  record(notification);
  completion(alertmanager::Delivery::accepted);
}

/// What the receiver answers in place of taking the message.
std::optional<int> Notifier::refusal(const alertmanager::Notification& notification) {
  const Instant now = timeline_.scheduler().now();
  const std::string& receiver = notification.receiver->name;
  for (const AlertRouting::Failure& failure : routing_.failures) {
    const bool concerns =
        failure.receiver == receiver &&
        (failure.integration.empty() || failure.integration == notification.integration->name());
    if (concerns && Instant{failure.from} <= now && now < Instant{failure.until}) {
      return failure.status;
    }
  }
  const bool is_pagerduty =
      notification.integration->kind == alertmanager::Integration::Kind::pagerduty;
  return is_pagerduty &&
                 is_over_limit(addresses_.of(*notification.receiver, *notification.integration))
             ? std::optional(429)
             : std::nullopt;
}

/// Counts the call if it is not. Calls that were refused do not count.
bool Notifier::is_over_limit(const std::string& key) {
  std::deque<Instant>& calls = calls_[key];
  const Instant now = timeline_.scheduler().now();
  while (!calls.empty() && calls.front() + std::chrono::minutes{1} <= now) {
    calls.pop_front();
  }
  if (calls.size() >= calls_a_minute) {
    return true;
  }
  calls.push_back(now);
  return false;
}

/// How bad the pager that is told holds it for; nothing: it is a chat.
std::optional<AlertSeverity> severity_of(const alertmanager::Integration& integration,
                                         alertmanager::MessageTexts& texts) {
  switch (integration.kind) {
    case alertmanager::Integration::Kind::pagerduty:
      return severity_of_label(texts.text("severity", "error"));
    case alertmanager::Integration::Kind::opsgenie:
      return severity_of_priority(texts.text("priority")).value_or(AlertSeverity::error);
    case alertmanager::Integration::Kind::webhook: {
      const alertmanager::MessageData::Pairs& labels = texts.data().common_labels();
      const auto severity = labels.find("severity");
      return severity_of_label(severity == labels.end() ? "" : severity->second);
    }
    case alertmanager::Integration::Kind::slack:
      break;
  }
  return std::nullopt;
}

/// What a message and a failure to send it have in common.
Event Notifier::event_of(const alertmanager::Notification& notification) {
  const alertmanager::Receiver& receiver = *notification.receiver;
  std::string alerts;
  std::size_t count = 0;
  for (const alertmanager::NotifiedAlert& notified : notification.alerts) {
    if (notified.resolved != notification.firing() && ++count <= most_alerts) {
      const EventId event = causes_.at(notified.alert.labels);
      alerts += fmt::format("{}{}", count > 1 ? " " : "", static_cast<std::uint32_t>(event));
    }
  }
  Event event{
      .cause = cause_of(notification),
      .subject = std::string(notification.alerts.front().alert.labels.get("alertname")),
      .by = "alertmanager",
      .details = {{"key", notification.group_key},
                  {"status", notification.firing() ? "firing" : "resolved"},
                  {"receiver", receiver.name},
                  {"integration", std::string(notification.integration->name())},
                  {"address", addresses_.of(receiver, *notification.integration)},
                  {"reason", std::string(to_text(notification.reason))},
                  {"alerts", std::move(alerts)},
                  {"flushed_ns", fmt::to_string(notification.flushed.time_since_epoch().count())},
                  {"waited_for", notification.waited_group_wait ? "group_wait" : "group_interval"},
                  {"attempt", fmt::to_string(notification.attempt)}}};
  if (const std::string_view pager = pager_beside(receiver, *notification.integration);
      !pager.empty()) {
    event.details.emplace_back("beside", pager);
  }
  return event;
}

void Notifier::record_failure(const alertmanager::Notification& notification, int status) {
  Event event = event_of(notification);
  event.type = EventType::notification_failed;
  const bool tries_again =
      alertmanager::delivery_of(*notification.integration, status) == alertmanager::Delivery::retry;
  event.what = fmt::format("{} answers {} to Alertmanager, which tries again {}",
                           notification.receiver->name,
                           status,
                           tries_again ? "soon" : "at the group's next tick");
  event.details.emplace_back("http", fmt::to_string(status));
  timeline_.record(std::move(event));
}

/// The receiver does not answer.
void Notifier::record_unanswered(const alertmanager::Notification& notification) {
  Event event = event_of(notification);
  event.type = EventType::notification_failed;
  event.what = fmt::format(
      "{} does not answer Alertmanager, which waits for it until the group's next tick, and then "
      "tries again to tell what still fires",
      notification.receiver->name);
  timeline_.record(std::move(event));
}

/// A template of a message cannot be rendered.
void Notifier::record_unsent(const alertmanager::Notification& notification, const Error& error) {
  Event event = event_of(notification);
  event.type = EventType::notification_failed;
  event.what = fmt::format(
      "Alertmanager sends {} nothing, since a template fails, and tries again at the group's next "
      "tick: {}",
      notification.receiver->name,
      error.message);
  event.details.emplace_back("error", error.message);
  timeline_.record(std::move(event));
}

void Notifier::record(const alertmanager::Notification& notification) {
  for (const alertmanager::NotifiedAlert& notified : notification.alerts) {
    noted_.erase(notified.alert.labels);
  }
  alertmanager::MessageTexts texts(notification, context_);
  Event event = event_of(notification);
  event.type = EventType::notification_sent;
  event.what = fmt::format("Alertmanager tells {} by {}, {}: {}",
                           notification.receiver->name,
                           notification.integration->name(),
                           to_text(notification.reason),
                           texts.data().subject());
  if (const auto severity = severity_of(*notification.integration, texts)) {
    event.details.emplace_back("severity", name_of(*severity));
  }
  const alertmanager::MessageData::Pairs& labels = texts.data().common_labels();
  if (const auto urgency = labels.find("urgency"); urgency != labels.end()) {
    event.details.emplace_back("urgency", urgency->second);
  }
  timeline_.record(std::move(event));
}

}  // namespace firedrill::control
