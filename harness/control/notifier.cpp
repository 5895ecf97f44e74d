#include "harness/control/notifier.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/message_data.hpp"

namespace firedrill::control {
namespace {

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
                   Seed seed)
    : timeline_(timeline),
      unix_ns_at_zero_(scenario.starts_at_unix_ns),
      manager_(config,
               timeline.scheduler(),
               {.seed = seed,
                .on_untold = [this](const alertmanager::Untold& untold) { note(untold); },
                .unix_ns_at_zero = unix_ns_at_zero_},
               [this](const alertmanager::Notification& notification,
                      const std::function<void(alertmanager::Delivery)>& completion) {
                 record(notification);
                 completion(alertmanager::Delivery::accepted);
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
    return Instant{std::chrono::milliseconds{t_ms}} - Duration{unix_ns_at_zero_};
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
    timeline_.record({.type = EventType::note,
                      .what = std::move(what),
                      .cause = causes_.at(untold.labels),
                      .subject = std::string(alert),
                      .by = "alertmanager"});
  }
}

void Notifier::record(const alertmanager::Notification& notification) {
  for (const alertmanager::NotifiedAlert& notified : notification.alerts) {
    noted_.erase(notified.alert.labels);
  }
  const alertmanager::MessageContext context;
  const alertmanager::MessageData message(notification, context);
  Event event{.type = EventType::notification_sent,
              .what = fmt::format("Alertmanager tells {} by {}, {}: {}",
                                  notification.receiver->name,
                                  notification.integration->name(),
                                  to_text(notification.reason),
                                  message.subject()),
              .cause = cause_of(notification),
              .subject = std::string(notification.alerts.front().alert.labels.get("alertname")),
              .by = "alertmanager",
              .details = {{"key", notification.group_key},
                          {"status", notification.firing() ? "firing" : "resolved"},
                          {"receiver", notification.receiver->name},
                          {"integration", std::string(notification.integration->name())},
                          {"reason", std::string(to_text(notification.reason))}}};
  if (notification.integration->kind == alertmanager::Integration::Kind::pagerduty) {
    event.details.emplace_back("severity", notification.integration->text("severity", "error"));
  }
  if (const auto urgency = message.common_labels().find("urgency");
      urgency != message.common_labels().end()) {
    event.details.emplace_back("urgency", urgency->second);
  }
  timeline_.record(std::move(event));
}

}  // namespace firedrill::control
