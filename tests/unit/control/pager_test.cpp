#include "harness/control/pager.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "harness/control/responders.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

using namespace firedrill;
using firedrill::tests::on_call_of;
using namespace std::chrono_literals;

namespace {

/// A pager with its people; raises alerts and lets time pass.
struct Duty {
  explicit Duty(OnCall on_call) : scenario(tests::scenario_of(std::move(on_call))) {}

  EventId raise(const std::string& alert, const std::string& severity = "page") {
    return timeline.record({.type = EventType::alert_firing,
                            .what = alert + " fires",
                            .subject = alert,
                            .by = "alert",
                            .details = {{"severity", severity}}});
  }

  void end(const std::string& alert) {
    timeline.record({.type = EventType::alert_resolved, .subject = alert, .by = "alert"});
  }

  std::vector<const Event*> all(EventType type) const {
    std::vector<const Event*> result;
    for (const Event& event : timeline.events()) {
      if (event.type == type) {
        result.push_back(&event);
      }
    }
    return result;
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::Pager pager{timeline, scenario, Seed{1}};
  control::Responders responders{timeline, pager, scenario, Seed{1}};
};

OnCall two_levels() {
  OnCall on_call = on_call_of({{.notify = "ann", .escalates_after = 10min},
                               {.notify = "bob", .acknowledges = Constant{2min}}});
  on_call.delivery = Constant{5s};
  return on_call;
}

}  // namespace

TEST_CASE("a page reaches the first level after its delivery delay", "[unit][control]") {
  Duty duty(two_levels());
  const EventId alert = duty.raise("Down");
  duty.scheduler.run_until(Instant{1min});

  REQUIRE(duty.all(EventType::page_delivered).size() == 1);
  const Event& page = *duty.all(EventType::page_delivered).front();
  CHECK(page.happened == Instant{5s});
  CHECK(page.by == "ann");
  CHECK(duty.all(EventType::notification_sent).front()->cause == alert);
  CHECK(page.cause == duty.all(EventType::page_accepted).front()->id);
}

TEST_CASE("a page that nobody acknowledges goes to the next level", "[unit][control]") {
  Duty duty(two_levels());
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1h});

  REQUIRE(duty.all(EventType::escalated).size() == 1);
  CHECK(duty.all(EventType::escalated).front()->happened == Instant{10min});
  REQUIRE(duty.all(EventType::acknowledged).size() == 1);
  const Event& acknowledged = *duty.all(EventType::acknowledged).front();
  CHECK(acknowledged.by == "bob");
  CHECK(acknowledged.happened == Instant{10min + 5s + 2min});
  CHECK(acknowledged.cause == duty.all(EventType::page_delivered).back()->id);
}

TEST_CASE("an alert that fires again while its incident is open pages nobody", "[unit][control]") {
  Duty duty(two_levels());
  duty.raise("Down");
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1min});

  CHECK(duty.all(EventType::page_accepted).size() == 2);
  CHECK(duty.all(EventType::page_delivered).size() == 1);
}

TEST_CASE("another alert is an incident of its own", "[unit][control]") {
  Duty duty(two_levels());
  duty.raise("Down");
  duty.raise("Slow");
  duty.scheduler.run_until(Instant{1min});

  CHECK(duty.all(EventType::page_delivered).size() == 2);
}

TEST_CASE("a resolved alert closes its incident and stops the escalation", "[unit][control]") {
  Duty duty(two_levels());
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1min});
  duty.end("Down");
  duty.scheduler.run_until(Instant{1h});

  CHECK(duty.all(EventType::incident_resolved).size() == 1);
  CHECK(duty.all(EventType::escalated).empty());
  CHECK(duty.all(EventType::acknowledged).empty());
}

TEST_CASE("an alert whose severity does not page reaches nobody", "[unit][control]") {
  Duty duty(two_levels());
  duty.raise("Untidy", "ticket");
  duty.scheduler.run_until(Instant{1min});

  CHECK(duty.all(EventType::notification_sent).empty());
}

TEST_CASE("who takes an old page does not take the next incident", "[unit][control]") {
  Duty duty(on_call_of({{.notify = "ann", .acknowledges = Constant{10min}}}));
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1min});
  duty.end("Down");
  duty.scheduler.run_until(Instant{5min});
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1h});

  REQUIRE(duty.all(EventType::page_delivered).size() == 2);
  REQUIRE(duty.all(EventType::acknowledged).size() == 1);
  CHECK(duty.all(EventType::acknowledged).front()->happened == Instant{15min});
  CHECK(duty.all(EventType::acknowledged).front()->cause ==
        duty.all(EventType::page_delivered).back()->id);
}

TEST_CASE("a report of customers who are well again is closed by whoever takes it",
          "[unit][control]") {
  Duty duty(on_call_of({{.notify = "ann", .acknowledges = Constant{2min}}}));
  duty.timeline.record({.type = EventType::impact_started});
  duty.timeline.record({.type = EventType::recovered});
  duty.timeline.record(
      {.type = EventType::alert_firing, .subject = "customer report", .by = "customers"});
  duty.scheduler.run_until(Instant{1h});

  REQUIRE(duty.all(EventType::acknowledged).size() == 1);
  REQUIRE(duty.all(EventType::incident_resolved).size() == 1);
  CHECK(duty.all(EventType::incident_resolved).front()->cause ==
        duty.all(EventType::acknowledged).front()->id);
}

TEST_CASE("with nobody on call every page is lost", "[unit][control]") {
  Duty duty(OnCall{});
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1min});

  CHECK(duty.all(EventType::page_delivered).empty());
  REQUIRE(duty.all(EventType::page_lost).size() == 1);
  CHECK(duty.all(EventType::page_lost).front()->what == "nobody is on call");
}

TEST_CASE("a lost page is not acknowledged by the one who never got it", "[unit][control]") {
  OnCall policy = two_levels();
  policy.loss = 1;
  Duty duty(policy);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{2h});

  CHECK(duty.all(EventType::page_lost).size() == 2);
  CHECK(duty.all(EventType::page_delivered).empty());
  CHECK(duty.all(EventType::acknowledged).empty());
}

TEST_CASE("all targets of a level are paged, and the first acknowledgement counts",
          "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann", .acknowledges = Constant{9min}},
                               {.notify = "bob", .acknowledges = Constant{2min}}});
  on_call.people[1].level.reset();
  on_call.policies[0].levels = {{.targets = {{.index = 0}, {.index = 1}, {.index = 0}}}};
  Duty duty(on_call);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{1h});

  REQUIRE(duty.all(EventType::page_delivered).size() == 2);
  CHECK(duty.all(EventType::page_delivered)[0]->by == "ann");
  CHECK(duty.all(EventType::page_delivered)[1]->by == "bob");
  REQUIRE(duty.all(EventType::acknowledged).size() == 1);
  CHECK(duty.all(EventType::acknowledged).front()->by == "bob");
}

TEST_CASE("a level that goes round pages the next of its targets each time", "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann"}, {.notify = "bob"}});
  on_call.policies[0].levels = {
      {.targets = {{.index = 0}, {.index = 1}}, .assignment = Assignment::round_robin}};
  Duty duty(on_call);
  for (const char* alert : {"One", "Two", "Three"}) {
    duty.raise(alert);
  }

  REQUIRE(duty.all(EventType::page_delivered).size() == 3);
  CHECK(duty.all(EventType::page_delivered)[0]->by == "ann");
  CHECK(duty.all(EventType::page_delivered)[1]->by == "bob");
  CHECK(duty.all(EventType::page_delivered)[2]->by == "ann");
}

TEST_CASE("when every level and loop was tried, the timeline says so, once", "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann", .escalates_after = 10min}});
  on_call.policies[0].loops = 2;
  Duty duty(on_call);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{24h});

  CHECK(duty.all(EventType::page_delivered).size() == 3);
  REQUIRE(duty.all(EventType::escalation_exhausted).size() == 1);
  CHECK(duty.all(EventType::escalation_exhausted).front()->happened == Instant{30min});
}

TEST_CASE("an alert of low urgency pages and never escalates", "[unit][control]") {
  struct Case {
    UrgencyRule rule;
    std::string severity;
    std::string labels;
    bool low;
  };

  for (const Case& one : {Case{UrgencyRule::by_severity, "warning", "{}", true},
                          Case{UrgencyRule::by_severity, "info", "{}", true},
                          Case{UrgencyRule::by_severity, "page", "{}", false},
                          Case{UrgencyRule::high, "warning", "{}", false},
                          Case{UrgencyRule::low, "page", "{}", true},
                          Case{UrgencyRule::high, "page", R"({urgency="low"})", true},
                          Case{UrgencyRule::low, "page", R"({a="b", urgency="high"})", false},
                          Case{UrgencyRule::high, "page", R"({a=", urgency=\"low\""})", false}}) {
    INFO(one.severity << " " << one.labels);
    OnCall on_call = two_levels();
    on_call.pages_on.insert(on_call.pages_on.end(), {"warning", "info"});
    on_call.policies[0].urgency = one.rule;
    Duty duty(on_call);
    duty.timeline.record({.type = EventType::alert_firing,
                          .subject = "Down",
                          .by = "alert",
                          .details = {{"labels", one.labels}, {"severity", one.severity}}});
    duty.scheduler.run_until(Instant{12h});

    CHECK(duty.all(EventType::escalated).empty() == one.low);
    CHECK(duty.all(EventType::page_delivered).size() == (one.low ? 1 : 2));
    CHECK((detail(*duty.all(EventType::page_delivered).front(), "urgency") == "low") == one.low);
    CHECK((duty.all(EventType::page_accepted).front()->what.find("low urgency") !=
           std::string::npos) == one.low);
  }
}

TEST_CASE("an acknowledgement that times out pages the level, and whoever had acknowledged",
          "[unit][control]") {
  OnCall on_call =
      on_call_of({{.notify = "ann", .acknowledges = Constant{25min}, .escalates_after = 10min},
                  {.notify = "bob", .escalates_after = 1h}});
  on_call.policies[0].acknowledgement_timeout = 30min;
  Duty duty(on_call);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{81min});

  REQUIRE(duty.all(EventType::unacknowledged).size() == 1);
  const Event& again = *duty.all(EventType::unacknowledged).front();
  CHECK(again.happened == Instant{55min});
  CHECK(again.cause == duty.all(EventType::acknowledged).front()->id);
  CHECK(again.what == "Down is still open 30m after ann acknowledged it");
  const auto pages = duty.all(EventType::page_delivered);
  REQUIRE(pages.size() == 4);
  CHECK(pages[2]->by == "bob");
  CHECK(pages[3]->by == "ann");
  CHECK(pages[3]->cause == again.id);
  REQUIRE(duty.all(EventType::acknowledged).size() == 2);
  CHECK(duty.all(EventType::acknowledged).back()->by == "ann");
}

TEST_CASE("whoever acknowledged is paged once if the level pages them anyway", "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann", .acknowledges = Constant{1min}}});
  on_call.policies[0].acknowledgement_timeout = 30min;
  Duty duty(on_call);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{31min});

  CHECK(duty.all(EventType::page_delivered).size() == 2);
  duty.scheduler.run_until(Instant{32min});
  CHECK(duty.all(EventType::acknowledged).size() == 2);
}

TEST_CASE("an incident that is open for too long is closed by the pager", "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann", .acknowledges = Constant{1min}}});
  on_call.policies[0].auto_resolve_timeout = 4h;
  Duty duty(on_call);
  duty.raise("Down");
  duty.scheduler.run_until(Instant{12h});

  REQUIRE(duty.all(EventType::incident_resolved).size() == 1);
  const Event& closed = *duty.all(EventType::incident_resolved).front();
  CHECK(closed.happened == Instant{4h});
  CHECK(closed.by == "pager");
  CHECK(closed.what == "nobody closed Down within 4h: the pager does");
}

TEST_CASE("what Alertmanager tells goes by the policy of its receiver", "[unit][control]") {
  OnCall on_call = on_call_of({{.notify = "ann"}, {.notify = "bob"}});
  on_call.policies = {{.levels = {{.targets = {{.index = 0}}}}},
                      {.name = "payments", .levels = {{.targets = {{.index = 1}}}}}};
  on_call.people[1].level.reset();
  on_call.receivers = {{"pagerduty-payments", 1}};
  Duty duty(on_call);
  for (const std::string receiver : {"pagerduty-payments", "somewhere-else"}) {
    duty.timeline.record({.type = EventType::notification_sent,
                          .subject = "Down",
                          .by = "alertmanager",
                          .details = {{"key", "{}/{}:{to=" + receiver + "}"},
                                      {"status", "firing"},
                                      {"receiver", receiver},
                                      {"integration", "pagerduty"}}});
  }

  const auto pages = duty.all(EventType::page_delivered);
  REQUIRE(pages.size() == 2);
  CHECK(pages[0]->by == "bob");
  CHECK(pages[1]->by == "ann");
}

TEST_CASE("one more person on call changes nobody else's delivery", "[unit][control]") {
  const auto delivered = [](bool with_bob) {
    OnCall on_call = on_call_of({{.notify = "ann"}, {.notify = "bob"}});
    on_call.delivery = Uniform{1s, 10min};
    on_call.policies[0].levels = {{.targets = {{.index = 0}}}};
    if (with_bob) {
      on_call.policies[0].levels[0].targets.insert(on_call.policies[0].levels[0].targets.begin(),
                                                   PageTarget{.index = 1});
    }
    Duty duty(on_call);
    duty.raise("Down");
    duty.scheduler.run_until(Instant{15min});
    for (const Event* page : duty.all(EventType::page_delivered)) {
      if (page->by == "ann") {
        return page->happened;
      }
    }
    return Instant{};
  };

  CHECK(delivered(false) == delivered(true));
}

TEST_CASE("a customer report pages and is closed when customers are well", "[unit][control]") {
  Duty duty(two_levels());
  duty.timeline.record({.type = EventType::alert_firing, .subject = "report", .by = "customers"});
  duty.scheduler.run_until(Instant{1min});
  duty.timeline.record({.type = EventType::recovered});

  CHECK(duty.all(EventType::page_delivered).size() == 1);
  CHECK(duty.all(EventType::incident_resolved).size() == 1);
}

TEST_CASE("the pager says what joins an open incident, and what never escalates",
          "[unit][control]") {
  OnCall on_call = two_levels();
  on_call.pages_on = {"page", "warning"};
  on_call.policies.front().urgency = UrgencyRule::by_severity;
  Duty duty(std::move(on_call));
  duty.raise("Down");
  duty.raise("Down");
  duty.raise("Slow", "warning");

  const auto accepted = duty.all(EventType::page_accepted);
  REQUIRE(accepted.size() == 3);
  CHECK(accepted[0]->details.empty());
  CHECK(detail(*accepted[1], "joined") == "open incident");
  CHECK(detail(*accepted[2], "urgency") == "low");
  CHECK(detail(*accepted[2], "escalates_after_ns") == "600000000000");
}

TEST_CASE("an incident that time closes says why", "[unit][control]") {
  OnCall on_call = two_levels();
  on_call.policies.front().auto_resolve_timeout = 1h;
  Duty duty(std::move(on_call));
  duty.raise("Down");
  duty.scheduler.run_until(Instant{2h});

  REQUIRE(duty.all(EventType::incident_resolved).size() == 1);
  CHECK(detail(*duty.all(EventType::incident_resolved).front(), "why") == "auto_resolve_timeout");
}
