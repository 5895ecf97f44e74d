#include "harness/journal/alert_facts.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("details that are whole numbers are read as times, others are not", "[unit][journal]") {
  const Event event{.details = {{"good_ns", "1500000000"}, {"bad_ns", "15 s"}, {"empty_ns", ""}}};

  CHECK(duration_of(event, "good_ns") == 1500ms);
  CHECK(instant_of(event, "good_ns") == Instant{1500ms});
  CHECK_FALSE(duration_of(event, "bad_ns"));
  CHECK_FALSE(duration_of(event, "empty_ns"));
  CHECK_FALSE(instant_of(event, "other_ns"));
}

TEST_CASE("an alert says when its condition began, or nothing", "[unit][journal]") {
  Event alert{.type = EventType::alert_firing, .details = {{"held_ns", "5"}}};
  CHECK_FALSE(timing_of(alert));

  alert.details.emplace_back("pending_ns", "7");
  REQUIRE(timing_of(alert));
  CHECK(timing_of(alert)->held == Instant{5ns});
  CHECK(timing_of(alert)->scraped == Instant{5ns});
  CHECK(timing_of(alert)->pending == Instant{7ns});
  CHECK(timing_of(alert)->pending_for == 0s);

  alert.details.emplace_back("scraped_ns", "3");
  alert.details.emplace_back("for_ns", "9");
  alert.details.emplace_back("range_ns", "11");
  CHECK(timing_of(alert)->scraped == Instant{3ns});
  CHECK(timing_of(alert)->pending_for == 9ns);
  CHECK(timing_of(alert)->range == 11ns);
}

TEST_CASE("a notification is about the alerts that it lists, and about its cause",
          "[unit][journal]") {
  using Ids = std::vector<EventId>;
  Event notification{.cause = EventId{7}};
  CHECK(alerts_of(notification) == Ids{EventId{7}});

  notification.details = {{"alerts", "5 7 9"}};
  CHECK(alerts_of(notification) == Ids{EventId{5}, EventId{7}, EventId{9}});

  notification.details = {{"alerts", "5 x -1 "}};
  CHECK(alerts_of(notification) == Ids{EventId{5}, EventId{7}});
}

TEST_CASE("alerts are the same if rule and labels are", "[unit][journal]") {
  const Event alert{.subject = "Errors", .details = {{"labels", "{a}"}}};

  CHECK(alert_key(alert) == alert_key({.subject = "Errors", .details = {{"labels", "{a}"}}}));
  CHECK(alert_key(alert) != alert_key({.subject = "Errors", .details = {{"labels", "{b}"}}}));
  CHECK(alert_key(alert) != alert_key({.subject = "Slow", .details = {{"labels", "{a}"}}}));
}
