#include "harness/control/desk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/responders.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

constexpr const char* down_key = "Down{}";

Step noted(std::string id, Trigger trigger, Duration after = 0s) {
  Step step{.id = std::move(id), .trigger = std::move(trigger)};
  step.after = Constant{after};
  step.action = actions::Note{.text = "done"};
  return step;
}

/// A human on call, with a desk to work at.
struct GameDayDesk {
  explicit GameDayDesk(std::vector<Step> response = {}) {
    scenario.on_call = tests::on_call_of({{.notify = "ann", .acknowledges = Constant{1min}}});
    scenario.on_call.responder = Responder::human;
    scenario.response = std::move(response);
    pager.emplace(timeline, scenario, Seed{1});
    responders.emplace(timeline, *pager, scenario, Seed{1});
    director.emplace(timeline, world, scenario, Seed{1});
    desk.emplace(timeline, *pager, *director, impact);
    director->start();
  }

  void raise_down() {
    timeline.record({.type = EventType::alert_firing,
                     .subject = "Down",
                     .by = "alert",
                     .details = {{"labels", "{}"}}});
  }

  /// "by type: what" of the events of these types, in order.
  std::vector<Event> all(EventType type) const {
    std::vector<Event> found;
    for (const Event& event : timeline.events()) {
      if (event.type == type) {
        found.push_back(event);
      }
    }
    return found;
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, scenario.impact};
  tests::RecordingWorld world{scheduler};
  std::optional<control::Pager> pager;
  std::optional<control::Responders> responders;
  std::optional<control::Director> director;
  std::optional<control::Desk> desk;
};

}  // namespace

TEST_CASE("nobody acknowledges for a human, and what the human does has its causes",
          "[unit][control][desk]") {
  GameDayDesk day;
  day.raise_down();
  day.scheduler.run_until(Instant{10min});
  REQUIRE(day.all(EventType::acknowledged).empty());

  CHECK(day.desk->acknowledge(down_key, "bert") == "");

  REQUIRE(day.all(EventType::acknowledged).size() == 1);
  const Event acknowledged = day.all(EventType::acknowledged).front();
  CHECK(acknowledged.by == "bert");
  CHECK(acknowledged.subject == "Down");
  CHECK(acknowledged.happened == Instant{10min});
  CHECK(acknowledged.cause == day.all(EventType::page_delivered).front().id);
  day.desk->note("it is the disk", "bert");
  CHECK(day.all(EventType::note).front().cause == acknowledged.id);
  CHECK(day.all(EventType::note).front().by == "bert");
}

TEST_CASE("who resolves an incident ends it, once", "[unit][control][desk]") {
  GameDayDesk day;
  day.raise_down();

  CHECK(day.desk->resolve(down_key, "bert") == "");
  CHECK(day.desk->resolve(down_key, "bert") == "no such incident is open");
  CHECK(day.desk->acknowledge(down_key, "bert") == "no such incident waits for somebody");
  CHECK(day.desk->acknowledge("Other{}", "bert") == "no such incident waits for somebody");

  REQUIRE(day.all(EventType::incident_resolved).size() == 1);
  CHECK(day.all(EventType::incident_resolved).front().by == "bert");
  day.scheduler.run_until(Instant{24h});
  CHECK(day.all(EventType::escalated).empty());
  CHECK(day.all(EventType::escalation_exhausted).empty());
}

TEST_CASE("an acknowledgement starts the response that waits for it", "[unit][control][desk]") {
  GameDayDesk day(tests::steps(noted("look", OnEvent{.type = EventType::acknowledged})));
  day.raise_down();

  day.desk->acknowledge(down_key, "bert");
  day.scheduler.run_until(Instant{1s});

  REQUIRE(day.all(EventType::note).size() == 1);
  CHECK(day.all(EventType::note).front().by == "bert");
}

TEST_CASE("a step begun by hand does not begin by itself, before or after",
          "[unit][control][desk]") {
  GameDayDesk day(tests::steps(noted("early", OnEvent{.type = EventType::acknowledged}),
                               noted("late", OnEvent{.type = EventType::acknowledged}, 5min)));
  day.raise_down();

  CHECK(day.desk->act("early", "bert") == "");
  day.desk->acknowledge(down_key, "bert");
  CHECK(day.desk->act("late", "bert") == "");
  day.scheduler.run_until(Instant{1h});

  const std::vector<Event> notes = day.all(EventType::note);
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].cause == EventId::none);
  CHECK(notes[1].cause == day.all(EventType::acknowledged).front().id);
}

TEST_CASE("a step that is none, or not to run, is refused with the reason",
          "[unit][control][desk]") {
  Step conditional = noted("second", OnEvent{.type = EventType::acknowledged});
  conditional.only_if = {{"first", Outcome::failed}};
  GameDayDesk day(tests::steps(noted("first", OnEvent{.type = EventType::acknowledged}),
                               std::move(conditional)));

  CHECK(day.desk->act("third", "bert") == "the response has no step \"third\"");
  CHECK(day.desk->act("second", "bert").find("\"if\" does not hold") != std::string::npos);

  CHECK(day.all(EventType::note).empty());
}

TEST_CASE("an alert from outside pages like any other, and is resolved from outside",
          "[unit][control][desk]") {
  GameDayDesk day;

  day.desk->raise({.key = "k1", .alert = "AuthDown"});
  day.desk->raise({.key = "k1", .alert = "AuthDown"});
  day.desk->raise({.key = "k2", .alert = "AuthDown"});

  CHECK(day.all(EventType::alert_firing).size() == 2);
  CHECK(day.all(EventType::page_delivered).size() == 2);
  CHECK(day.all(EventType::alert_firing).front().by == "alert");
  day.desk->clear("k1");
  day.desk->clear("k1");
  day.desk->clear("unknown");

  REQUIRE(day.all(EventType::alert_resolved).size() == 1);
  CHECK(day.all(EventType::alert_resolved).front().cause ==
        day.all(EventType::alert_firing).front().id);
  CHECK(day.all(EventType::incident_resolved).size() == 1);
}

TEST_CASE("alerts from outside page beside an Alertmanager of the scenario's own",
          "[unit][control][desk]") {
  GameDayDesk day;
  day.pager->leave_alerts_to_alertmanager();
  day.raise_down();  // left to Alertmanager

  day.desk->raise({.key = "k1", .alert = "AuthDown"});
  day.desk->clear("k1");

  REQUIRE(day.all(EventType::page_delivered).size() == 1);
  CHECK(day.all(EventType::page_delivered).front().subject == "AuthDown");
  CHECK(day.all(EventType::incident_resolved).size() == 1);
}

TEST_CASE("who shows open incidents is told what the pager thinks of them, timeouts included",
          "[unit][control][desk]") {
  GameDayDesk day;
  day.scenario.on_call = tests::on_call_of(
      {{.notify = "ann", .escalates_after = 10min}, {.notify = "carl", .escalates_after = 1h}});
  day.scenario.on_call.policies.front().acknowledgement_timeout = 20min;
  day.pager.emplace(day.timeline, day.scenario, Seed{1});
  day.raise_down();
  const auto only = [&day] {
    const std::vector<control::OpenIncident> open = day.pager->open_incidents();
    REQUIRE(open.size() == 1);
    return open.front();
  };
  CHECK(only().key == down_key);
  CHECK(only().alert == "Down");
  CHECK(only().assigned == "ann");
  const std::uint32_t first = only().assignment;

  day.scheduler.run_until(Instant{15min});
  CHECK(only().assigned == "carl");
  CHECK(only().assignment != first);
  REQUIRE(day.pager->acknowledge(down_key, "bert"));
  CHECK(only().acknowledged_by == "bert");

  day.scheduler.run_until(Instant{36min});
  CHECK(only().acknowledged_by.empty());
  CHECK(only().number == 1);
  REQUIRE(day.pager->resolve(down_key, "bert"));
  CHECK(day.pager->open_incidents().empty());
}
