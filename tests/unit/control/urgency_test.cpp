#include "harness/control/urgency.hpp"

#include <array>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

// Which incidents may wake somebody, and what the journal says of those that may not.

using namespace std::chrono_literals;

namespace firedrill::control {
namespace {

Event alert_that_says(Details details) {
  Event alert;
  alert.type = EventType::alert_firing;
  alert.details = std::move(details);
  return alert;
}

Urgency urgency_by_severity(const std::string& severity) {
  return urgency_of(alert_that_says({{"severity", severity}}), UrgencyRule::by_severity);
}

/// Of an alert with these labels, as PromQL writes them, by a rule that says something else.
Urgency urgency_by_labels(const std::string& labels, UrgencyRule rule) {
  return urgency_of(alert_that_says({{"labels", labels}}), rule);
}

}  // namespace

TEST_CASE("warnings and infos are of low urgency by severity", "[unit][control][urgency]") {
  CHECK(urgency_by_severity("warning") == Urgency::low);
  CHECK(urgency_by_severity("info") == Urgency::low);
  CHECK(urgency_by_severity("critical") == Urgency::high);
  CHECK(urgency_by_severity("error") == Urgency::high);
  CHECK(urgency_by_severity("Warning") == Urgency::high);  // another word
  CHECK(urgency_of(alert_that_says({}), UrgencyRule::by_severity) == Urgency::high);
}

TEST_CASE("the other rules do not ask for the severity", "[unit][control][urgency]") {
  CHECK(urgency_of(alert_that_says({{"severity", "info"}}), UrgencyRule::high) == Urgency::high);
  CHECK(urgency_of(alert_that_says({{"severity", "critical"}}), UrgencyRule::low) == Urgency::low);
  CHECK(urgency_of(alert_that_says({}), UrgencyRule::low) == Urgency::low);
}

TEST_CASE("the label of urgency wins over every rule", "[unit][control][urgency]") {
  for (const UrgencyRule rule : {UrgencyRule::by_severity, UrgencyRule::high, UrgencyRule::low}) {
    INFO(static_cast<int>(rule));
    CHECK(urgency_by_labels(R"({urgency="low"})", rule) == Urgency::low);
    CHECK(urgency_by_labels(R"({service="web", urgency="low"})", rule) == Urgency::low);
    CHECK(urgency_by_labels(R"({service="web", urgency="high"})", rule) == Urgency::high);
    CHECK(urgency_of(alert_that_says({{"urgency", "low"}}), rule) == Urgency::low);
    CHECK(urgency_of(alert_that_says({{"urgency", "high"}, {"severity", "info"}}), rule) ==
          Urgency::high);
  }
}

TEST_CASE("what only looks like the label of urgency says nothing", "[unit][control][urgency]") {
  CHECK(urgency_by_labels(R"({my_urgency="low"})", UrgencyRule::high) == Urgency::high);
  CHECK(urgency_by_labels(R"({urgency="lower"})", UrgencyRule::high) == Urgency::high);
  CHECK(urgency_by_labels(R"({note=", urgency=\"low\""})", UrgencyRule::high) == Urgency::high);
  CHECK(urgency_of(alert_that_says({{"urgency", "medium"}}), UrgencyRule::low) == Urgency::low);
}

TEST_CASE("of low urgency it is told when the next level would have been paged",
          "[unit][control][urgency]") {
  const std::array<Duration, 2> two_levels{5min, 10min};
  const std::array<Duration, 1> one_level{5min};

  CHECK(urgency_details({.escalates_after = two_levels}, Urgency::high).empty());
  CHECK(urgency_details({.escalates_after = two_levels}, Urgency::low) ==
        Details{{"urgency", "low"}, {"escalates_after_ns", "300000000000"}});
  CHECK(urgency_details({.escalates_after = one_level}, Urgency::low) ==
        Details{{"urgency", "low"}});
}

}  // namespace firedrill::control
