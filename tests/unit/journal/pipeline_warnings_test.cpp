#include "harness/journal/pipeline_warnings.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

std::vector<std::string> warned(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  std::vector<std::string> names;
  for (const PipelineWarning& warning : pipeline_warnings(journal, impact_windows(journal))) {
    names.emplace_back(warning.name);
  }
  return names;
}

/// Of the first one.
std::string sentence(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  const auto all = pipeline_warnings(journal, impact_windows(journal));
  REQUIRE(!all.empty());
  return all.front().sentence;
}

Event alert(EventType type, EventId cause = EventId::none) {
  return {.type = type, .cause = cause, .subject = "Errors", .by = "alert"};
}

/// Alertmanager's, about the alerts of one event.
Event message(EventType type, EventId of, std::string_view status) {
  return {.type = type,
          .cause = of,
          .subject = "Errors",
          .by = "alertmanager",
          .details = {{"status", std::string(status)}, {"receiver", "team"}}};
}

Event untold(EventId of, std::string_view why, std::string_view alert) {
  return {.type = note,
          .cause = of,
          .subject = "Errors",
          .by = "alertmanager",
          .details = {{"untold", std::string(why)},
                      {"alert", std::string(alert)},
                      {"receiver", "team"},
                      {"repeat_interval_ns", "14400000000000"}}};
}

/// An impact from 100 s to 1000 s of a run of an hour, and its alert, of which a receiver hears.
struct Incident {
  Incident() : run(1h) {
    impact = run.event(100s, impact_started);
    fired = run.event(200s, alert(alert_firing, impact));
    told = run.event(230s, message(notification_sent, fired, "firing"));
    page = run.event(230s, Event{.type = page_accepted, .cause = told, .subject = "Errors"});
  }

  void ends(Duration resolved = 1060s) {
    run.event(1000s, Event{.type = recovered}, 1060s);
    end = run.event(resolved, alert(alert_resolved, fired));
  }

  JournalBuilder run;
  EventId impact = EventId::none;
  EventId fired = EventId::none;
  EventId told = EventId::none;
  EventId page = EventId::none;
  EventId end = EventId::none;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a run without trouble between alert and people has no warning", "[unit][journal]") {
  Incident incident;
  incident.ends();
  incident.run.event(1100s, message(notification_sent, incident.end, "resolved"));

  CHECK(warned(incident.run) == Names{});
  CHECK(warned(firedrill::tests::seed_incident()) == Names{});
}

TEST_CASE("a resolve that a silence hid for good is a warning", "[unit][journal]") {
  Incident incident;
  incident.ends();
  incident.run.event(1100s, untold(incident.end, "silenced", "resolved"));

  CHECK(warned(incident.run) == Names{"silence_hides_resolve"});
  CHECK(sentence(incident.run) ==
        "a silence hid from team that Errors is resolved, so the next time nobody is paged "
        "before repeat_interval (4h) is over; end a silence as soon as its alert is resolved");

  SECTION("the next page that it swallowed is named") {
    const EventId again = incident.run.event(2000s, alert(alert_firing));
    incident.run.event(2030s, untold(again, "known", "firing"));
    CHECK(sentence(incident.run)
              .find("when it fired again nobody was paged (t+33m50s), nor will be before") !=
          std::string::npos);
  }
  SECTION("told later after all, it is none") {
    incident.run.event(1400s, message(notification_sent, incident.end, "resolved"));
    CHECK(warned(incident.run) == Names{});
  }
}

TEST_CASE("an alert that is inhibited while two causes hurt is a warning", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId first = run.event(10s, Event{.type = fault_injected, .what = "provider"});
  const EventId second = run.event(20s, Event{.type = fault_injected, .what = "release"});
  run.event(100s, impact_started);
  const EventId fired = run.event(200s, alert(alert_firing));
  run.event(230s, untold(fired, "inhibited", "firing"));
  run.event(1000s, Event{.type = recovered});
  run.event(1000s, alert(alert_resolved, fired));
  run.traffic({.from = 100s, .to = 1000s, .bad = 2, .cause = first});

  CHECK(warned(run) == Names{});

  run.traffic({.population = "others", .from = 100s, .to = 1000s, .bad = 2, .cause = second});

  CHECK(warned(run) == Names{"inhibition_hides_cause"});
  CHECK(sentence(run).find("\"provider\" and by \"release\"") != std::string::npos);
}

TEST_CASE("an alert that is resolved as its metrics go is a warning while clients are hurt",
          "[unit][journal]") {
  const auto with_resolve_at = [](Duration when) {
    Incident incident;
    Event resolved = alert(alert_resolved, incident.fired);
    resolved.details = {{"unscraped", "3"}, {"targets", "4"}};
    if (when < 1000s) {
      incident.run.event(when, resolved);
      incident.run.event(when, message(notification_sent, EventId{5}, "resolved"));
      incident.run.event(1000s, Event{.type = recovered});
    } else {
      incident.run.event(1000s, Event{.type = recovered});
      incident.run.event(when, resolved);
    }
    return incident.run;
  };

  CHECK(warned(with_resolve_at(500s)) == Names{"scrape_failure_resolves"});
  CHECK(sentence(with_resolve_at(500s)).find("3 of 4 targets did not answer") != std::string::npos);
  CHECK(warned(with_resolve_at(1060s)) == Names{});
}

TEST_CASE("a resolved message for an alert that its rule has not resolved is a warning",
          "[unit][journal]") {
  Incident incident;
  incident.run.event(500s, message(notification_sent, incident.fired, "resolved"));
  incident.ends();

  CHECK(warned(incident.run) == Names{"monitoring_dies"});
  CHECK(sentence(incident.run).find("team was told at t+8m20s that Errors is resolved") == 0);
}

TEST_CASE("an alert that comes and goes between two ticks is a warning", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId told = run.event(10s, alert(alert_firing));
  run.event(40s, message(notification_sent, told, "firing"));
  const EventId over = run.event(60s, alert(alert_resolved, told));
  const EventId impact = run.event(100s, impact_started);

  SECTION("as it was over before anybody was told") {
    run.event(340s, message(notification_sent, over, "resolved"));
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    run.event(420s, alert(alert_resolved, fired));
    run.event(1000s, Event{.type = recovered});
    CHECK(warned(run) == Names{"flap_between_ticks"});
    CHECK(sentence(run).find("Errors fired at") == 0);
  }
  SECTION("as it was resolved and came back") {
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    run.event(1000s, Event{.type = recovered});
    run.event(1000s, alert(alert_resolved, fired));
    CHECK(warned(run) == Names{"flap_between_ticks"});
  }
  SECTION("but not when receivers heard of it") {
    run.event(340s, message(notification_sent, over, "resolved"));
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    run.event(410s, message(notification_sent, fired, "firing"));
    run.event(420s, alert(alert_resolved, fired));
    run.event(1000s, Event{.type = recovered});
    CHECK(warned(run) == Names{});
  }
}

TEST_CASE("a page that is late by less than the wait for its group is a warning",
          "[unit][journal]") {
  const auto with_limit = [](Duration limit) {
    JournalBuilder run(1h);
    run.target("page", page_delivered, limit);
    const EventId impact = run.event(100s, impact_started);
    const EventId fired = run.event(200s, alert(alert_firing, impact));
    Event sent = message(notification_sent, fired, "firing");
    sent.details.emplace_back("flushed_ns", "230000000000");
    sent.details.emplace_back("waited_for", "group_wait");
    const EventId told = run.event(230s, sent);
    const EventId page = run.event(230s, Event{.type = page_accepted, .cause = told});
    run.event(230s, Event{.type = page_delivered, .cause = page});
    run.event(1000s, Event{.type = recovered});
    run.event(1000s, alert(alert_resolved, fired));
    return run;
  };

  CHECK(warned(with_limit(120s)) == Names{"group_wait_too_long"});
  CHECK(sentence(with_limit(120s)).find("page was missed by 10s, and Alertmanager waited 30s") ==
        0);
  CHECK(warned(with_limit(130s)) == Names{});
  CHECK(warned(with_limit(90s)) == Names{});
}

TEST_CASE("a wait that one good sample starts anew is a warning", "[unit][journal]") {
  const auto dropped_at = [](Duration when) {
    JournalBuilder run(1h);
    run.event(100s, impact_started);
    Event pending = alert(alert_pending);
    pending.details = {
        {"held_ns", "150000000000"}, {"pending_ns", "150000000000"}, {"for_ns", "300000000000"}};
    const EventId first = run.event(150s, pending);
    run.event(when, alert(alert_dropped, first));
    run.event(1000s, Event{.type = recovered});
    return run;
  };

  CHECK(warned(dropped_at(400s)) == Names{"for_reset"});
  CHECK(sentence(dropped_at(400s))
            .find("Errors was true for 4m10s and then, at one evaluation, not, while clients were "
                  "hurt: "
                  "its \"for\" (5m) started from nothing, and it never fired in this impact") == 0);
  CHECK(warned(dropped_at(701s)) == Names{});  // it had not fired before the end either
}

TEST_CASE("what a receiver answers is a warning, once for each receiver", "[unit][journal]") {
  const auto answered = [](const std::string& status) {
    Incident incident;
    for (const Duration when : {210s, 220s}) {
      Event failed = message(notification_failed, incident.fired, "firing");
      failed.details.emplace_back("http", status);
      incident.run.event(when, failed);
    }
    incident.ends();
    return incident.run;
  };

  CHECK(warned(answered("400")) == Names{"wrong_routing_key"});
  CHECK(sentence(answered("400")).find("team answered 400 to 2 messages, first at t+3m30s") == 0);
  CHECK(warned(answered("429")) == Names{"rate_limited_pages"});
  CHECK(warned(answered("503")) == Names{});
}

TEST_CASE("the wait for a cluster's other members is a warning", "[unit][journal]") {
  JournalBuilder run(1h);
  const EventId fired = run.event(200s, alert(alert_firing));
  Event sent = message(notification_sent, fired, "firing");
  sent.details.emplace_back("flushed_ns", "230000000000");
  run.event(245s, sent);

  CHECK(warned(run) == Names{"peer_delay"});
  CHECK(sentence(run).find("Alertmanager waited 15s before it told of Errors") == 0);
}

TEST_CASE("a page of low urgency that another would have escalated is a warning",
          "[unit][journal]") {
  const auto taken_after = [](Duration time) {
    JournalBuilder run(1h);
    const EventId fired = run.event(0s, alert(alert_firing));
    const EventId page =
        run.event(0s,
                  Event{.type = page_accepted,
                        .cause = fired,
                        .subject = "Errors",
                        .details = {{"urgency", "low"}, {"escalates_after_ns", "600000000000"}}});
    run.event(time, Event{.type = acknowledged, .cause = page});
    return run;
  };

  CHECK(warned(taken_after(11min)) == Names{"low_urgency_waits"});
  CHECK(sentence(taken_after(11min))
            .find("it was taken 1m after the next level would have been paged") !=
        std::string::npos);
  CHECK(warned(taken_after(10min)) == Names{});
}

TEST_CASE("a level at which nobody is on call is a warning", "[unit][journal]") {
  JournalBuilder run(1h);
  run.event(1s, Event{.type = level_skipped, .what = "nobody is on call at level 1: week"});

  CHECK(warned(run) == Names{"schedule_gap"});
}

TEST_CASE("who falls asleep again is a warning, with what brings it back", "[unit][journal]") {
  JournalBuilder run(1h);
  Event asleep{
      .type = acknowledged, .subject = "Errors", .by = "ann", .details = {{"then", "asleep"}}};

  SECTION("nothing") {
    run.event(1s, asleep);
    CHECK(sentence(run) ==
          "ann acknowledged Errors and fell asleep again; nothing brings it back: set an "
          "\"acknowledgement_timeout\"");
  }
  SECTION("the timeout") {
    asleep.details.emplace_back("times_out_after_ns", "1800000000000");
    run.event(1s, asleep);
    CHECK(warned(run) == Names{"asleep_after_acknowledging"});
    CHECK(sentence(run).find("only the acknowledgement timeout of 30m") != std::string::npos);
  }
}

TEST_CASE("an incident that is closed by time while it is not over is a warning",
          "[unit][journal]") {
  const auto closed_at = [](Duration when) {
    Incident incident;
    const Event closed{.type = incident_resolved,
                       .subject = "Errors",
                       .details = {{"why", "auto_resolve_timeout"}}};
    if (when < 1000s) {
      incident.run.event(when, closed);
      incident.ends();
    } else {
      incident.ends();
      incident.run.event(when, closed);
    }
    return incident.run;
  };

  CHECK(warned(closed_at(900s)) == Names{"auto_resolved_live"});
  CHECK(warned(closed_at(1100s)) == Names{});
}

TEST_CASE("an error budget that is used up before any alert fires is a warning",
          "[unit][journal]") {
  const auto with_alert_at = [](Duration when) {
    JournalBuilder run(1h);
    run.count_target("failed_requests", {.quantity = Quantity::failed_requests, .at_most = 100});
    run.traffic({.from = 0s, .to = 200s, .good = 100, .bad = 1});
    run.event(when, alert(alert_firing));
    return run;
  };

  CHECK(warned(with_alert_at(150s)) == Names{"slow_burn"});
  CHECK(sentence(with_alert_at(150s)).find("150 requests failed before any alert fired") == 0);
  CHECK(warned(with_alert_at(50s)) == Names{});
}

TEST_CASE("an alert that goes on long after recovery is a warning", "[unit][journal]") {
  const auto resolved_at = [](Duration when) {
    Incident incident;
    incident.ends(when);
    return incident.run;
  };

  CHECK(warned(resolved_at(1000s + 10min)) == Names{"page_outlives_fix"});
  CHECK(sentence(resolved_at(1000s + 30min)).find("Errors went on for 30m after") == 0);
  CHECK(warned(resolved_at(1000s + 10min - 1s)) == Names{});
}

TEST_CASE("what fails because of a rollback is a warning", "[unit][journal]") {
  const auto by = [](EventType type) {
    JournalBuilder run(1h);
    const EventId cause = run.event(10s, Event{.type = type, .subject = "shop"});
    run.traffic({.from = 20s, .to = 30s, .good = 1, .bad = 1, .cause = cause});
    return run;
  };

  CHECK(warned(by(rollback_started)) == Names{"rollback_incompatible"});
  CHECK(sentence(by(rollback_completed)).find("the rollback of shop made 10 requests fail") == 0);
  CHECK(warned(by(rollout_started)) == Names{});
}

TEST_CASE("a rollback that its own failure refuses is a warning", "[unit][journal]") {
  const auto refused_by = [](bool same) {
    JournalBuilder run(1h);
    const EventId fault = run.event(10s, fault_injected);
    const EventId other = run.event(20s, diagnosed);
    run.event(100s, impact_started, fault);
    run.event(200s,
              Event{.type = action_refused,
                    .what = "rollback goes through tool, which does not work",
                    .cause = same ? fault : other,
                    .details = {{"action", "rollback"}}});
    run.event(1000s, Event{.type = recovered});
    return run;
  };

  CHECK(warned(refused_by(true)) == Names{"rollback_blocked"});
  CHECK(warned(refused_by(false)) == Names{});
}
