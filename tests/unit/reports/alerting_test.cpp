#include "harness/reports/alerting.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/reports/markdown.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace firedrill::reports;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;
using Catch::Contains;

namespace {

Event alert(EventType type, const std::string& name, EventId cause = EventId::none) {
  return {.type = type, .cause = cause, .subject = name, .by = "alert"};
}

/// One alert that ann takes, one that fires while nobody is hurt, and an impact without an alert.
JournalBuilder run() {
  JournalBuilder builder(1h);
  const EventId impact = builder.event(100s, impact_started);
  const EventId fired = builder.event(130s, alert(alert_firing, "Errors", impact));
  const EventId told = builder.event(130s, Event{.type = notification_sent, .cause = fired});
  const EventId page = builder.event(130s, Event{.type = page_accepted, .cause = told});
  const EventId rings = builder.event(130s, Event{.type = page_delivered, .cause = page});
  builder.event(
      190s,
      Event{.type = acknowledged, .cause = rings, .by = "ann", .details = {{"then", "asleep"}}});
  builder.event(200s, Event{.type = recovered});
  builder.event(260s, alert(alert_resolved, "Errors", fired));
  builder.event(1000s, alert(alert_firing, "Flap"));
  builder.event(1060s, alert(alert_resolved, "Flap"));
  builder.event(2000s, impact_started);
  builder.event(2100s, Event{.type = recovered});
  return builder;
}

}  // namespace

TEST_CASE("alerts and warnings are lines, wrapped to the terminal", "[unit][reports]") {
  const JournalBuilder builder = run();
  const Overview overview(builder.build());

  CHECK(alerting(overview, {.columns = 70}) ==
        "  alert    Errors: 1m30s, acknowledged (detect 30s, acknowledge 1m);\n"
        "           resolved 1m after recovery\n"
        "  alert    Flap: 0s, fired, and no pager heard of it, nobody was hurt\n"
        "  warning  asleep_after_acknowledging: ann acknowledged  and fell\n"
        "           asleep again; nothing brings it back: set an\n"
        "           \"acknowledgement_timeout\"\n");
  CHECK(pages_line(builder.build(), overview) ==
        "1 delivered; 1 alert fired while nobody was hurt; 1 impact that nobody noticed");
}

TEST_CASE("an alert that is always true and that no pager hears of is no line of a run",
          "[unit][reports]") {
  const auto lines_of = [](const std::string& held_ns) {
    JournalBuilder builder(1h);
    Event watchdog = alert(alert_firing, "Watchdog");
    watchdog.details = {{"held_ns", held_ns},
                        {"scraped_ns", held_ns},
                        {"scrape_interval_ns", "15000000000"},
                        {"pending_ns", held_ns},
                        {"for_ns", "0"}};
    builder.event(60s, watchdog);
    builder.event(100s, impact_started);
    builder.event(200s, Event{.type = recovered});
    return alerting(Overview(builder.build()), {});
  };

  CHECK(lines_of("0").empty());
  CHECK_THAT(lines_of("60000000000"), Contains("Watchdog: 0s, fired, and no pager heard of it"));
}

TEST_CASE("a run without alerts has no lines about them", "[unit][reports]") {
  const JournalBuilder quiet(1h);
  const Overview overview(quiet.build());

  CHECK(alerting(overview, {}).empty());
  CHECK(pages_line(quiet.build(), overview).empty());
}

TEST_CASE("a postmortem says where each alert's time went, and what went wrong on the way",
          "[unit][reports]") {
  const std::string text = markdown(run().build());

  CHECK_THAT(text,
             Contains("| Errors | 00:02:10 | 1m after recovery | 1m30s, acknowledged | detect 30s, "
                      "acknowledge 1m | e2, e6 |"));
  CHECK_THAT(text, Contains("- Pages for the impact of 00:01:40: 1.\n"));
  CHECK_THAT(text, Contains("- Alerts that fired while nobody was hurt: 1.\n"));
  CHECK_THAT(text, Contains("- `asleep_after_acknowledging`: ann acknowledged"));
}
