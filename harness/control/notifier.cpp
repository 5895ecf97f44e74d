#include "harness/control/notifier.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/message_texts.hpp"
#include "harness/alertmanager/request.hpp"

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
      manager_(config,
               timeline.scheduler(),
               {.seed = seed,
                .on_untold = [this](const alertmanager::Untold& untold) { note(untold); },
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
    if (failure.receiver == receiver && Instant{failure.from} <= now &&
        now < Instant{failure.until}) {
      return failure.status;
    }
  }
  const bool is_pagerduty =
      notification.integration->kind == alertmanager::Integration::Kind::pagerduty;
  return is_pagerduty && is_over_limit(address_of(notification)) ? std::optional(429)
                                                                 : std::nullopt;
}

/// Who gets it: integrations with one key are one, such as a service of PagerDuty; any other is by
/// itself. Of a key, which is a secret, no more is told than its number.
std::string Notifier::address_of(const alertmanager::Notification& notification) {
  const alertmanager::Integration& integration = *notification.integration;
  if (integration.key.empty()) {
    return integration_key(*notification.receiver, integration);
  }
  const std::size_t number = keys_.try_emplace(integration.key, keys_.size() + 1).first->second;
  return fmt::format("{} {}", integration.name(), number);
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

/// The pager in the same receiver, beside which a webhook is no pager; "": none.
std::string_view pager_beside(const alertmanager::Notification& notification) {
  if (notification.integration->kind != alertmanager::Integration::Kind::webhook) {
    return "";
  }
  for (const alertmanager::Integration& other : notification.receiver->integrations) {
    if (other.kind == alertmanager::Integration::Kind::pagerduty ||
        other.kind == alertmanager::Integration::Kind::opsgenie) {
      return other.name();
    }
  }
  return "";
}

/// What a message and a failure to send it have in common.
Event Notifier::event_of(const alertmanager::Notification& notification) {
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
                  {"receiver", notification.receiver->name},
                  {"integration", std::string(notification.integration->name())},
                  {"address", address_of(notification)},
                  {"reason", std::string(to_text(notification.reason))},
                  {"alerts", std::move(alerts)},
                  {"flushed_ns", fmt::to_string(notification.flushed.time_since_epoch().count())},
                  {"waited_for", notification.waited_group_wait ? "group_wait" : "group_interval"},
                  {"attempt", fmt::to_string(notification.attempt)}}};
  if (const std::string_view pager = pager_beside(notification); !pager.empty()) {
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
  if (notification.integration->kind == alertmanager::Integration::Kind::pagerduty) {
    event.details.emplace_back("severity", texts.text("severity", "error"));
  }
  const alertmanager::MessageData::Pairs& labels = texts.data().common_labels();
  if (const auto urgency = labels.find("urgency"); urgency != labels.end()) {
    event.details.emplace_back("urgency", urgency->second);
  }
  timeline_.record(std::move(event));
}

}  // namespace firedrill::control
