#include "harness/control/notifier.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/pager.hpp"
#include "harness/promql/value.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view routing = R"(
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
receivers:
- name: pager
  pagerduty_configs: [{routing_key: R0123}]
- name: later
  pagerduty_configs: [{routing_key: R0124, severity: warning}]
- name: by severity
  pagerduty_configs: [{routing_key: R0125, severity: '{{ .CommonLabels.level }}'}]
- name: broken
  pagerduty_configs: [{routing_key: R0126, severity: '{{ .Labels.level }}'}]
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
    scenario.alert_routing.text = std::string(routing);
    scenario.on_call = tests::on_call_of({{.notify = "ann"}});
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

}  // namespace

TEST_CASE("without a configuration there is no Alertmanager", "[unit][control]") {
  CHECK_FALSE(control::Notifier::config_of(Scenario{}));
}

TEST_CASE("a group of alerts pages once, when Alertmanager tells of it", "[unit][control]") {
  Shift shift;
  shift.fire("Errors");
  const EventId second = shift.fire("Slow");
  shift.scheduler.run_until(Instant{1min});

  CHECK(shift.told() == Told{"30 notification_sent", "30 page_accepted", "30 page_delivered"});
  const Event& sent = shift.last(EventType::notification_sent);
  CHECK(sent.what ==
        "Alertmanager tells pager by pagerduty, first notification: [FIRING:2] web (page)");
  CHECK(sent.by == "alertmanager");
  CHECK(sent.cause == second);
  CHECK(detail(sent, "key") == R"({}:{service="web"})");
  CHECK(detail(sent, "receiver") == "pager");

  shift.resolve("Errors");
  shift.resolve("Slow");
  shift.scheduler.run_until(Instant{2min});
  CHECK(shift.told().back() == "90 incident_resolved");
  CHECK(shift.last(EventType::incident_resolved).cause ==
        shift.last(EventType::notification_sent).id);
}

TEST_CASE("the severity that Alertmanager sends to PagerDuty makes the urgency",
          "[unit][control]") {
  Shift shift;
  shift.fire("Dust", "untidy");
  shift.scheduler.run_until(Instant{1min});

  CHECK(detail(shift.last(EventType::notification_sent), "severity") == "warning");
  CHECK(shift.last(EventType::page_accepted).what == "the pager opens an incident of low urgency");
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});
  CHECK(detail(shift.last(EventType::notification_sent), "severity") == "error");
  CHECK(shift.last(EventType::page_accepted).what == "the pager opens an incident");
}

TEST_CASE("the severity may be a template", "[unit][control]") {
  const auto sent = [](const std::string& level) {
    Shift shift;
    shift.fire({{"alertname", "Errors"}, {"severity", "levelled"}, {"level", level}});
    shift.scheduler.run_until(Instant{1min});
    return std::pair(std::string(*detail(shift.last(EventType::notification_sent), "severity")),
                     shift.last(EventType::page_accepted).what);
  };

  CHECK(sent("warning") == std::pair<std::string, std::string>(
                               "warning", "the pager opens an incident of low urgency"));
  CHECK(sent("critical") ==
        std::pair<std::string, std::string>("critical", "the pager opens an incident"));
}

TEST_CASE("a template that cannot be rendered pages nobody", "[unit][control]") {
  Shift shift;
  shift.fire("Errors", "broken");
  shift.scheduler.run_until(Instant{100s});

  CHECK(shift.told() == Told{"30 notification_failed", "90 notification_failed"});
  CHECK(
      shift.last(EventType::notification_failed).what ==
      "Alertmanager sends broken nothing, since a template fails, and tries again at the group's "
      "next tick: template: :1:10: executing \"\" at <.Labels.level>: can't evaluate field Labels "
      "in type *template.Data");
}

TEST_CASE("an alert that joins a group adds to its incident", "[unit][control]") {
  Shift shift;
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{1min});
  shift.fire("Slow");
  shift.scheduler.run_until(Instant{2min});

  CHECK(shift.told() == Told{"30 notification_sent",
                             "30 page_accepted",
                             "30 page_delivered",
                             "90 notification_sent",
                             "90 page_accepted"});
  CHECK(detail(shift.last(EventType::notification_sent), "reason") == "new alerts added");
}

TEST_CASE("a message to a chat is told and pages nobody", "[unit][control]") {
  Shift shift;
  shift.fire("Backup", "ticket");
  shift.scheduler.run_until(Instant{1min});

  CHECK(shift.told() == Told{"30 notification_sent"});
  CHECK(detail(shift.last(EventType::notification_sent), "integration") == "slack");
}

TEST_CASE("a silence of the scenario keeps the pager quiet", "[unit][control]") {
  Shift shift({{.matchers = "service=web", .from = 0s, .until = 2min}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{3min});

  CHECK(shift.told() ==
        Told{"30 note", "150 notification_sent", "150 page_accepted", "150 page_delivered"});
}

TEST_CASE("a silence that hides a resolve, and the page that it swallows, are told",
          "[unit][control]") {
  Shift shift({{.matchers = "service=web", .from = 1min, .until = 10min}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{1min});
  shift.resolve("Errors");
  shift.scheduler.run_until(Instant{20min});
  CHECK(shift.last(EventType::note).what ==
        "Alertmanager does not tell pager that Errors is resolved: it is silenced");

  const EventId second = shift.fire("Errors");
  shift.scheduler.run_until(Instant{24min});
  CHECK(shift.last(EventType::note).what ==
        "Alertmanager does not tell pager that Errors fires: by its notification log it never "
        "stopped");
  CHECK(shift.last(EventType::note).cause == second);
  CHECK(
      shift.told() ==
      Told{
          "30 notification_sent", "30 page_accepted", "30 page_delivered", "90 note", "1230 note"});
}

TEST_CASE("customers page as before, beside Alertmanager", "[unit][control]") {
  Shift shift;
  shift.timeline.record({.type = EventType::alert_firing, .subject = "clients", .by = "customers"});

  CHECK(shift.told() ==
        Told{"0 alert_firing", "0 notification_sent", "0 page_accepted", "0 page_delivered"});
}

TEST_CASE("a receiver that refuses is tried again at the group's next tick", "[unit][control]") {
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 400, .until = 80s}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});

  CHECK(shift.told() == Told{"30 notification_failed",
                             "90 notification_sent",
                             "90 page_accepted",
                             "90 page_delivered"});
  const Event& failed = shift.last(EventType::notification_failed);
  CHECK(failed.what ==
        "pager answers 400 to Alertmanager, which tries again at the group's next tick");
  CHECK(detail(failed, "http") == "400");
  CHECK(detail(failed, "receiver") == "pager");
  CHECK(detail(failed, "alerts") == "1");
  CHECK(detail(failed, "flushed_ns") == "30000000000");
  CHECK(detail(failed, "waited_for") == "group_wait");
  CHECK(detail(shift.last(EventType::notification_sent), "waited_for") == "group_interval");
}

TEST_CASE("who takes the messages decides, but where the scenario does", "[unit][control]") {
  std::vector<std::string> asked;
  const control::Receiver receiver =
      [&](Instant at, const alertmanager::Notification& message, std::optional<int> forced) {
        asked.push_back(std::to_string(at.time_since_epoch() / 1s) + " " + message.receiver->name +
                        (forced ? " " + std::to_string(*forced) : ""));
        return forced.value_or(at < Instant{1min} ? 400 : 202);
      };
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 503, .until = 31s}}},
              receiver);
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{2min});

  REQUIRE(asked.size() > 2);
  CHECK(asked.front() == "30 pager 503");
  CHECK(asked[asked.size() - 2] == "31 pager");
  CHECK(asked.back() == "90 pager");
  CHECK(detail(shift.last(EventType::notification_failed), "http") == "400");
  CHECK(shift.told().back() == "90 page_delivered");
}

TEST_CASE("a receiver that is down is tried again soon", "[unit][control]") {
  Shift shift(AlertRouting{.failures = {{.receiver = "pager", .status = 503, .until = 31s}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{50s});

  const std::vector<std::string> told = shift.told();
  CHECK(told.front() == "30 notification_failed");
  CHECK(told.back() == "31 page_delivered");
  CHECK(detail(shift.last(EventType::notification_sent), "flushed_ns") == "30000000000");
}

TEST_CASE("a failure is of its receiver alone, and of its time", "[unit][control]") {
  Shift shift(
      AlertRouting{.failures = {{.receiver = "later", .status = 400, .until = 1h},
                                {.receiver = "pager", .status = 400, .until = 30s},
                                {.receiver = "pager", .status = 400, .from = 31s, .until = 1h}}});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{50s});

  CHECK(shift.told() == Told{"30 notification_sent", "30 page_accepted", "30 page_delivered"});
}

TEST_CASE("PagerDuty answers 429 to the 121st call within a minute", "[unit][control]") {
  Shift shift;
  for (int service = 0; service < 121; ++service) {
    const promql::Labels labels{{"alertname", "Errors"}, {"service", std::to_string(service)}};
    shift.fire(labels);
  }
  shift.scheduler.run_until(Instant{30s});

  std::size_t sent = 0;
  std::size_t failed = 0;
  for (const Event& event : shift.timeline.events()) {
    sent += event.type == EventType::notification_sent ? 1U : 0U;
    failed += event.type == EventType::notification_failed ? 1U : 0U;
  }
  CHECK(sent == 120);
  CHECK(failed == 1);
  CHECK(detail(shift.last(EventType::notification_failed), "http") == "429");

  shift.scheduler.run_until(Instant{100s});
  CHECK(shift.last(EventType::notification_sent).happened >= Instant{90s});
}

TEST_CASE("an Alertmanager whose cluster's first members are gone waits for them",
          "[unit][control]") {
  Shift shift(AlertRouting{.peer = 2});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{61s});

  CHECK(shift.told() == Told{"60 notification_sent", "60 page_accepted", "60 page_delivered"});
  CHECK(detail(shift.last(EventType::notification_sent), "flushed_ns") == "30000000000");
}
