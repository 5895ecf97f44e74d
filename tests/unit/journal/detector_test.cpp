#include "harness/journal/detector.hpp"

#include <optional>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/journal/assess.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/journal/windows.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;
using enum EventType;

namespace {

Event firing(const std::string& by, const std::string& subject = "Errors") {
  return {.type = alert_firing, .what = subject + " fires", .subject = subject, .by = by};
}

/// An impact at 100 s, and detection asked of somebody within a minute.
JournalBuilder detect_by(const std::string& by) {
  JournalBuilder builder;
  builder.event(100s, impact_started);
  builder.target(
      {.name = "detect", .rule = DurationTarget{.to = alert_firing, .by = by, .within = 1min}});
  return builder;
}

TargetResult judged(const JournalBuilder& builder) {
  return assess(builder.build()).targets.at(0);
}

}  // namespace

TEST_CASE("whoever is no machine is a person", "[unit][journal]") {
  CHECK(detector_of(firing("")) == "alert");
  CHECK(detector_of(firing("alert")) == "alert");
  CHECK(detector_of(firing("customers")) == "customers");
  CHECK(detector_of(firing("health_check")) == "health_check");
  CHECK(detector_of(firing("heartbeat")) == "heartbeat");
  CHECK(detector_of(firing("ann")) == "person");
}

TEST_CASE("what rules, health checks and heartbeats see lasts, a report is a moment",
          "[unit][journal]") {
  CHECK(is_state(firing("alert")));
  CHECK(is_state(firing("health_check")));
  CHECK(is_state(firing("heartbeat")));
  CHECK_FALSE(is_state(firing("customers")));
  CHECK_FALSE(is_state(firing("ann")));
}

TEST_CASE("a target can ask for a detector, for a named alert or for any person",
          "[unit][journal]") {
  const auto status = [](const std::string& by, const Event& event) {
    JournalBuilder builder = detect_by(by);
    builder.event(120s, event);
    return judged(builder).status;
  };

  CHECK(status("health_check", firing("health_check", "front")) == TargetStatus::met);
  CHECK(status("front", firing("health_check", "front")) == TargetStatus::met);
  CHECK(status("Errors", firing("alert")) == TargetStatus::met);
  CHECK(status("Other", firing("alert")) == TargetStatus::missed);
  CHECK(status("person", firing("ann")) == TargetStatus::met);
  CHECK(status("ann", firing("ann")) == TargetStatus::met);
  CHECK(status("person", firing("customers")) == TargetStatus::missed);
  CHECK(status("heartbeat", firing("health_check")) == TargetStatus::missed);
}

TEST_CASE("a miss says who did it instead", "[unit][journal]") {
  JournalBuilder builder = detect_by("alert");
  builder.event(120s, firing("customers", "customer report: users"));
  builder.event(180s, firing("alert"));

  const TargetResult late = judged(builder);

  REQUIRE(late.instead);
  CHECK(late.instead->by == "customers");
  CHECK(late.instead->after == 20s);
  CHECK(late.instead->event == EventId{2});
  CHECK(sentence(late) ==
        "detect by alert took 1m20s, target 1m (over by 20s); customers came first, after 20s");
}

TEST_CASE("a miss without an end says who did it instead", "[unit][journal]") {
  JournalBuilder builder = detect_by("customers");
  builder.event(110s, firing("health_check", "front"));

  CHECK(sentence(judged(builder)) ==
        "detect by customers never came in 43m20s, target 1m; the health check front came first, "
        "after 10s");
}

TEST_CASE("a heartbeat that fires already when an impact begins has not noticed it",
          "[unit][journal]") {
  const auto detected = [](const std::string& by) {
    JournalBuilder builder;
    builder.event(50s, firing(by));
    builder.event(100s, impact_started);
    builder.event(160s, firing("customers"));
    builder.target({.name = "detect", .rule = DurationTarget{.to = alert_firing, .within = 5min}});
    return std::pair(judged(builder).actual, impact_windows(builder.build()).at(0).detected_by);
  };

  CHECK(detected("heartbeat") == std::pair(std::optional<Duration>(60s), std::string("customers")));
  CHECK(detected("alert") == std::pair(std::optional<Duration>(0s), std::string("alert")));
}

TEST_CASE("a target that is met names nobody else", "[unit][journal]") {
  JournalBuilder builder = detect_by("alert");
  builder.event(110s, firing("customers"));
  builder.event(120s, firing("alert"));

  CHECK(judged(builder).status == TargetStatus::met);
  CHECK_FALSE(judged(builder).instead);
}

TEST_CASE("who has brought a page about is whoever noticed", "[unit][journal]") {
  JournalBuilder builder;
  const EventId alert = builder.event(10s, firing("alert"));
  const EventId page =
      builder.event(20s, Event{.type = page_delivered, .cause = alert, .by = "ann"});
  const EventId taken = builder.event(30s, Event{.type = acknowledged, .cause = page, .by = "ann"});
  const Journal& journal = builder.build();
  const auto event = [&journal](EventId id) {
    return journal.events.at(static_cast<std::size_t>(id) - 1);
  };

  CHECK(who_did(journal, event(page)) == "the alert Errors");
  CHECK(who_did(journal, event(taken)) == "ann");
  CHECK(is_by(journal, event(page), "Errors"));
  CHECK(is_by(journal, event(taken), "person"));
  CHECK_FALSE(is_by(journal, event(page), "person"));
}
