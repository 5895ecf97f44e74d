#include "tests/unit/journal/warned.hpp"

namespace firedrill::tests {

TEST_CASE("a run without trouble between alert and people has no warning", "[unit][journal]") {
  Incident incident;
  incident.ends();
  incident.run.event(1100s, message(notification_sent, incident.end, "resolved"));

  CHECK(warned(incident.run) == Names{});
  CHECK(warned(seed_incident()) == Names{});
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

}  // namespace firedrill::tests
