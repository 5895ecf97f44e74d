#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/notifier.hpp"
#include "harness/control/pager.hpp"
#include "harness/promql/value.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

namespace firedrill::tests {

using namespace std::chrono_literals;

inline constexpr std::string_view routing_of_a_shift = R"(
route:
  receiver: pager
  group_by: [service]
  group_wait: 30s
  group_interval: 1m
  routes:
  - {match: {severity: ticket}, receiver: chat}
  - {match: {severity: untidy}, receiver: later}
  - {match: {severity: levelled}, receiver: by severity}
  - {match: {severity: broken}, receiver: broken}
  - {match: {severity: both}, receiver: both}
  - {match_re: {severity: warning|hooked}, receiver: hook}
  - {match: {severity: ops}, receiver: ops}
receivers:
- name: pager
  pagerduty_configs: [{routing_key: R0123}]
- name: later
  pagerduty_configs: [{routing_key: R0124, severity: warning}]
- name: by severity
  pagerduty_configs: [{routing_key: R0125, severity: '{{ .CommonLabels.level }}'}]
- name: broken
  pagerduty_configs: [{routing_key: R0126, severity: '{{ .Labels.level }}'}]
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
- name: ops
  opsgenie_configs: [{api_key: K, priority: '{{ .CommonLabels.level }}'}]
- name: both
  pagerduty_configs: [{routing_key: R0127}]
  slack_configs: [{api_url: 'http://chat.example'}]
- name: chat
  slack_configs: [{api_url: 'http://chat.example', send_resolved: true}]
)";

/// A pager behind Alertmanager, and rules that send it alerts.
struct Shift {
  explicit Shift(std::vector<AlertRouting::Silence> silences = {})
      : Shift(AlertRouting{.silences = std::move(silences)}) {}

  explicit Shift(AlertRouting with, control::Receiver receiver = {}) {
    scenario.alert_routing = std::move(with);
    scenario.alert_routing.file = "am.yml";
    scenario.alert_routing.text = std::string(routing_of_a_shift);
    scenario.on_call = on_call_of({{.notify = "ann"}});
    config = control::Notifier::config_of(scenario);
    notifier.emplace(timeline, *config, scenario, Seed{1}, std::move(receiver));
    pager.emplace(timeline, scenario, Seed{1}).leave_alerts_to_alertmanager();
  }

  EventId fire(const std::string& name, const std::string& severity = "page") {
    return send(EventType::alert_firing, name, severity, scheduler.now() + 24h);
  }

  EventId fire(const promql::Labels& labels) {
    return send(EventType::alert_firing, labels, scheduler.now() + 24h);
  }

  void resolve(const std::string& name, const std::string& severity = "page") {
    send(EventType::alert_resolved, name, severity, scheduler.now());
  }

  /// "30 page_delivered" for each event so far that is not the rules'.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      if (event.by != "alert") {
        lines.push_back(std::to_string(event.happened.time_since_epoch() / 1s) + " " +
                        std::string(to_string(event.type)));
      }
    }
    return lines;
  }

  const Event& last(EventType type) const {
    const Event* found = nullptr;
    for (const Event& event : timeline.events()) {
      found = event.type == type ? &event : found;
    }
    REQUIRE(found != nullptr);
    return *found;
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  std::optional<alertmanager::Config> config;
  std::optional<control::Notifier> notifier;
  std::optional<control::Pager> pager;

 private:
  EventId send(EventType type, const std::string& name, const std::string& severity, Instant end) {
    return send(type, {{"alertname", name}, {"service", "web"}, {"severity", severity}}, end);
  }

  EventId send(EventType type, const promql::Labels& labels, Instant end) {
    const std::string name(labels.get("alertname"));
    const std::string severity(labels.get("severity"));
    const EventId event =
        timeline.record({.type = type,
                         .what = name,
                         .subject = name,
                         .by = "alert",
                         .details = {{"labels", labels.to_string()}, {"severity", severity}}});
    notifier->post({.labels = labels,
                    .annotations = {},
                    .starts_at_ms = promql::to_ms(scheduler.now().time_since_epoch()),
                    .ends_at_ms = promql::to_ms(end.time_since_epoch()),
                    .is_resolved = type == EventType::alert_resolved,
                    .generator_url = {}},
                   event);
    return event;
  }
};

using Told = std::vector<std::string>;

}  // namespace firedrill::tests
