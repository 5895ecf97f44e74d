#include "harness/journal/alert_path.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

std::string ns(Duration duration) {
  return std::to_string(duration.count());
}

/// An alert of a rule with a `for` of a minute, scraped every 15 s.
Event alert(EventType type, Duration held, Duration pending, EventId cause = EventId::none) {
  return {.type = type,
          .cause = cause,
          .subject = "Errors",
          .by = "alert",
          .details = {{"held_ns", ns(held)},
                      {"scraped_ns", ns(held)},
                      {"scrape_interval_ns", ns(15s)},
                      {"pending_ns", ns(pending)},
                      {"for_ns", ns(1min)}}};
}

Event sent(EventType type, EventId of, Duration flushed) {
  return {.type = type,
          .cause = of,
          .subject = "Errors",
          .by = "alertmanager",
          .details = {{"receiver", "team"},
                      {"integration", "pagerduty"},
                      {"status", "firing"},
                      {"flushed_ns", ns(flushed)},
                      {"waited_for", "group_wait"}}};
}

AlertPath only_path(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  const std::vector<AlertPath> paths = alert_paths(journal, impact_windows(journal));
  REQUIRE(paths.size() == 1);
  Duration sum{};
  for (const TimeShare& part : paths.front().parts) {
    sum += part.length;
  }
  CHECK(sum == paths.front().to - paths.front().from);
  return paths.front();
}

std::string parts(const JournalBuilder& builder) {
  return to_text(only_path(builder).parts);
}

}  // namespace

TEST_CASE("an alert's time goes into the parts of the latency budget", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId impact = run.event(100s, impact_started);
  const EventId fired = run.event(230s, alert(alert_firing, 138s, 150s, impact));
  const EventId told = run.event(275s, sent(notification_sent, fired, 260s));
  const EventId page = run.event(275s, Event{.type = page_accepted, .cause = told});
  const EventId rings = run.event(280s, Event{.type = page_delivered, .cause = page});
  const EventId next = run.event(580s, Event{.type = escalated, .cause = page});
  const EventId other = run.event(582s, Event{.type = page_delivered, .cause = next});
  run.event(600s, Event{.type = acknowledged, .cause = other});
  run.event(900s, Event{.type = recovered});
  run.event(960s, alert(alert_resolved, 0s, 0s, fired));

  const AlertPath path = only_path(run);
  CHECK(to_text(path.parts) ==
        "scrape 8s, window 30s, for 1m, evaluation 32s, group_wait 30s, peers 15s, page 5s, "
        "escalation 5m, page 2s, acknowledge 18s");
  CHECK(path.impact == impact);
  CHECK(path.end == PathEnd::acknowledged);
  CHECK(path.resolved == Instant{960s});
  CHECK(path.reset_lag == 60s);
  CHECK(rings != EventId::none);
}

TEST_CASE("a wait that began anew is a part of its own", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId impact = run.event(100s, impact_started);
  const EventId first = run.event(120s, alert(alert_pending, 120s, 120s, impact));
  run.event(150s, alert(alert_dropped, 120s, 120s, first));
  run.event(240s, alert(alert_firing, 180s, 180s, impact));

  CHECK(parts(run) == "scrape 5s, window 15s, for reset 1m, for 1m");
  CHECK(only_path(run).end == PathEnd::untold);
}

TEST_CASE("attempts that failed are the time until one did not", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(60s, alert(alert_firing, 0s, 0s));
  run.event(90s, sent(notification_failed, fired, 90s));
  run.event(390s, sent(notification_failed, fired, 390s));

  CHECK(parts(run) == "for 1m, group_wait 30s, retries 5m");
  CHECK(only_path(run).end == PathEnd::untold);

  const EventId told = run.event(690s, sent(notification_sent, fired, 690s));
  const EventId page = run.event(690s, Event{.type = page_accepted, .cause = told});
  run.event(700s, Event{.type = page_delivered, .cause = page});

  CHECK(parts(run) == "for 1m, group_wait 30s, retries 10m, page 10s, acknowledge 48m20s");
  CHECK(only_path(run).end == PathEnd::unheard);
}

TEST_CASE("an alert that joins an open incident has come as far as it can", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(60s, alert(alert_firing, 0s, 0s));
  const EventId told = run.event(90s, sent(notification_sent, fired, 90s));
  run.event(90s,
            Event{.type = page_accepted, .cause = told, .details = {{"joined", "open incident"}}});

  CHECK(parts(run) == "for 1m, group_wait 30s");
  CHECK(only_path(run).end == PathEnd::joined);
}

TEST_CASE("an incident that was closed before anybody acknowledged ends there", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(60s, alert(alert_firing, 0s, 0s));
  const EventId told = run.event(60s, Event{.type = notification_sent, .cause = fired});
  run.event(60s, Event{.type = page_accepted, .cause = told, .subject = "Errors"});
  run.event(100s, Event{.type = incident_resolved, .subject = "Other"});
  run.event(120s, Event{.type = incident_resolved, .subject = "Errors"});

  CHECK(parts(run) == "for 1m, acknowledge 1m");
  CHECK(only_path(run).end == PathEnd::closed);
  CHECK(only_path(run).impact == EventId::none);
}

TEST_CASE("a message about several alerts is each one's", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId first = run.event(60s, alert(alert_firing, 0s, 0s));
  Event other = alert(alert_firing, 0s, 0s);
  other.subject = "Slow";
  const EventId second = run.event(70s, other);
  Event message = sent(notification_sent, second, 90s);
  message.details.emplace_back("alerts", "1 2");
  run.event(90s, message);

  const Journal& journal = run.build();
  const std::vector<AlertPath> paths = alert_paths(journal, {});
  REQUIRE(paths.size() == 2);
  CHECK(paths[0].alert->id == first);
  CHECK(paths[0].length_of("group_wait") == 30s);
  CHECK(paths[1].length_of("group_wait") == 20s);
}

TEST_CASE("a report by customers and an alert without facts have one part before the page",
          "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId impact = run.event(100s, impact_started);
  run.event(400s, Event{.type = alert_firing, .cause = impact, .by = "customers"});
  CHECK(parts(run) == "report 5m");

  JournalBuilder old(1h);
  const EventId hurt = old.event(100s, impact_started);
  old.event(130s, Event{.type = alert_firing, .cause = hurt, .by = "alert"});
  CHECK(parts(old) == "detect 30s");
}

TEST_CASE("an alert that fired before the impact has lost no time", "[unit][journal]") {
  JournalBuilder run(1h);
  run.event(60s, alert(alert_firing, 0s, 0s));
  run.event(100s, impact_started);

  const AlertPath path = only_path(run);
  CHECK(path.from == Instant{60s});
  CHECK(path.parts.empty());
}

TEST_CASE("an alert that was muted waited for a tick at which it was not", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(60s, alert(alert_firing, 0s, 0s));
  run.event(
      90s,
      Event{
          .type = note, .cause = fired, .details = {{"untold", "silenced"}, {"receiver", "team"}}});
  CHECK(parts(run) == "for 1m, group_wait 30s");

  run.event(390s, sent(notification_sent, fired, 390s));
  CHECK(parts(run) == "for 1m, group_wait 30s, silenced 5m");
}

TEST_CASE("what a rule cannot have looked at is not its window", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId impact = run.event(100s, impact_started);
  Event late = alert(alert_firing, 700s, 700s, impact);
  late.details.emplace_back("range_ns", ns(1min));
  run.event(760s, late);

  CHECK(parts(run) == "unseen 8m45s, window 1m15s, for 1m");
}

TEST_CASE("a page without a word of the pager before it is heard of all the same",
          "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(60s, alert(alert_firing, 0s, 0s));
  const EventId page = run.event(65s, Event{.type = page_delivered, .cause = fired});
  run.event(125s, Event{.type = acknowledged, .cause = page});

  CHECK(parts(run) == "for 1m, page 5s, acknowledge 1m");
  CHECK(only_path(run).end == PathEnd::acknowledged);
}

TEST_CASE("what another series of the rule did, and what was closed before, are not the alert's",
          "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId impact = run.event(100s, impact_started);
  run.event(101s, Event{.type = incident_resolved, .subject = "Errors"});
  Event other = alert(alert_pending, 105s, 105s, impact);
  other.details.emplace_back("labels", "{job=\"other\"}");
  const EventId waited = run.event(105s, other);
  other.type = alert_dropped;
  other.cause = waited;
  run.event(120s, other);
  const EventId fired = run.event(210s, alert(alert_firing, 150s, 150s, impact));
  const EventId told = run.event(210s, Event{.type = notification_sent, .cause = fired});
  run.event(210s, Event{.type = page_accepted, .cause = told, .subject = "Errors"});

  CHECK(parts(run) == "scrape 5s, window 45s, for 1m, acknowledge 56m30s");
  CHECK(only_path(run).end == PathEnd::unheard);
}
