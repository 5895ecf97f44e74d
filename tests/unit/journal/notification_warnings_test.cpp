#include "tests/unit/journal/warned.hpp"

namespace firedrill::tests {

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
  SECTION("also when the next tick holds it for known") {
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    run.event(420s, untold(fired, "known", "firing"));
    run.event(1000s, Event{.type = recovered});
    run.event(1000s, alert(alert_resolved, fired));
    CHECK(warned(run) == Names{"flap_between_ticks"});
  }
  SECTION("but not when a tick came between, and a silence hid the end") {
    run.event(340s, untold(over, "silenced", "resolved"));
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    run.event(420s, untold(fired, "known", "firing"));
    run.event(1000s, Event{.type = recovered});
    run.event(1000s, alert(alert_resolved, fired));
    CHECK(warned(run) == Names{"silence_hides_resolve"});
  }
  SECTION("but not when it took longer, or a receiver was tried") {
    run.event(340s, message(notification_sent, over, "resolved"));
    const EventId fired = run.event(400s, alert(alert_firing, impact));
    const bool is_tried = GENERATE(false, true);
    if (is_tried) {
      run.event(410s, message(notification_failed, fired, "firing"));
    }
    run.event(is_tried ? 420s : 700s, alert(alert_resolved, fired));
    run.event(1000s, Event{.type = recovered});
    CHECK(warned(run) == Names{});
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

}  // namespace firedrill::tests
