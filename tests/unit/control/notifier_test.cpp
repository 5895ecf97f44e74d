#include "harness/control/notifier.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/control/shift.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

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

TEST_CASE("who is told otherwise than by PagerDuty has the urgency that the mock pager gives it",
          "[unit][control]") {
  const auto accepted = [](const std::string& severity, const std::string& label) {
    Shift shift;
    shift.fire({{"alertname", "Errors"}, {"severity", severity}, {"level", label}});
    shift.scheduler.run_until(Instant{1min});
    return std::pair(std::string(*detail(shift.last(EventType::notification_sent), "severity")),
                     detail(shift.last(EventType::page_accepted), "urgency") == "low");
  };

  CHECK(accepted("warning", "") == std::pair<std::string, bool>("warning", true));  // a webhook
  CHECK(accepted("hooked", "") == std::pair<std::string, bool>("error", false));
  CHECK(accepted("ops", "P4") == std::pair<std::string, bool>("warning", true));
  CHECK(accepted("ops", "P1") == std::pair<std::string, bool>("critical", false));
  CHECK(accepted("ops", "") == std::pair<std::string, bool>("error", false));
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

TEST_CASE(
    "an alert that fires at the instant of a tick is told at the next one, and that it is a tie",
    "[unit][control]") {
  Shift shift;
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{30s});
  const EventId slow = shift.fire("Slow");

  const Event& note = shift.last(EventType::note);
  CHECK(note.what ==
        "Slow fires at the very instant of a tick of its group for pager: here the tick comes "
        "first, and the next one tells, in Alertmanager it may be either");
  CHECK(note.cause == slow);
  CHECK(detail(note, "tie") == "tick first");
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

TEST_CASE("an Alertmanager whose cluster's first members are gone waits for them",
          "[unit][control]") {
  Shift shift(AlertRouting{.peer = 2});
  shift.fire("Errors");
  shift.scheduler.run_until(Instant{61s});

  CHECK(shift.told() == Told{"60 notification_sent", "60 page_accepted", "60 page_delivered"});
  CHECK(detail(shift.last(EventType::notification_sent), "flushed_ns") == "30000000000");
}
