#include "harness/control/pager.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "harness/control/responders.hpp"
#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// A pager with its people; raises alerts and lets time pass.
struct Duty {
  explicit Duty(OnCall policy) : on_call(std::move(policy)) {}

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

  OnCall on_call;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::Pager pager{timeline, on_call, Seed{1}};
  control::Responders responders{timeline, pager, on_call, Seed{1}};
};

OnCall two_levels() {
  return {.delivery = Constant{5s},
          .escalation = {{.notify = "ann", .escalates_after = 10min},
                         {.notify = "bob", .acknowledges = Constant{2min}}}};
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
  Duty duty(OnCall{.escalation = {{.notify = "ann", .acknowledges = Constant{10min}}}});
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
  Duty duty(OnCall{.escalation = {{.notify = "ann", .acknowledges = Constant{2min}}}});
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

TEST_CASE("a customer report pages and is closed when customers are well", "[unit][control]") {
  Duty duty(two_levels());
  duty.timeline.record({.type = EventType::alert_firing, .subject = "report", .by = "customers"});
  duty.scheduler.run_until(Instant{1min});
  duty.timeline.record({.type = EventType::recovered});

  CHECK(duty.all(EventType::page_delivered).size() == 1);
  CHECK(duty.all(EventType::incident_resolved).size() == 1);
}
