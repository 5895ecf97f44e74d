#include "harness/control/page_filter.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

Event alert(const std::string& by, const std::string& severity = "") {
  Event event{.type = EventType::alert_firing, .subject = "A", .by = by};
  if (!severity.empty()) {
    event.details.emplace_back("severity", severity);
  }
  return event;
}

Event message(const std::string& about, const std::string& integration) {
  return {.type = EventType::notification_sent,
          .subject = about,
          .by = "alertmanager",
          .details = {{"integration", integration}}};
}

}  // namespace

TEST_CASE("the severity of an alert decides whether it pages", "[unit][control]") {
  const control::PageFilter filter{Scenario{}};

  CHECK(filter.pages(alert("alert", "page")));
  CHECK(filter.pages(alert("alert")));
  CHECK_FALSE(filter.pages(alert("alert", "ticket")));
  CHECK_FALSE(filter.pages(alert("health_check", "ticket")));
}

TEST_CASE("with an Alertmanager rules do not page themselves, all others do", "[unit][control]") {
  control::PageFilter filter{Scenario{}};
  filter.leave_alerts_to_alertmanager();

  CHECK_FALSE(filter.pages(alert("alert", "page")));
  for (const char* by : {"customers", "health_check", "heartbeat", "ann"}) {
    CHECK(filter.pages(alert(by)));
  }
  Event told = alert("alert");
  told.details.emplace_back("told_from", "outside");
  CHECK(filter.pages(told));
}

TEST_CASE("neither chats nor signs of life page", "[unit][control]") {
  Scenario scenario;
  scenario.heartbeats = {{.name = "switch", .alert = "Watchdog"}, {.name = "rules"}};
  const control::PageFilter filter{scenario};

  CHECK(filter.pages_for_message(message("Errors", "pagerduty")));
  CHECK_FALSE(filter.pages_for_message(message("Errors", "slack")));
  CHECK_FALSE(filter.pages_for_message(message("Watchdog", "webhook")));
}

TEST_CASE("a receiver can be said to page nobody, and a webhook beside a pager pages nobody",
          "[unit][control]") {
  Scenario scenario;
  scenario.on_call.silent_receivers = {"logger"};
  const control::PageFilter filter{scenario};
  Event to_logger = message("Errors", "webhook");
  to_logger.details.emplace_back("receiver", "logger");
  Event to_team = message("Errors", "webhook");
  to_team.details.emplace_back("receiver", "team");

  CHECK_FALSE(filter.pages_for_message(to_logger));
  CHECK(filter.pages_for_message(to_team));
  to_team.details.emplace_back("beside", "pagerduty");
  CHECK_FALSE(filter.pages_for_message(to_team));
}
