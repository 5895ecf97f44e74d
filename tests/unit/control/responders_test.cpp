#include "harness/control/responders.hpp"

#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"
#include "tests/support/on_call.hpp"

using namespace firedrill;
using firedrill::tests::on_call_of;
using firedrill::tests::OnePersonLevel;
using namespace std::chrono_literals;

namespace {

/// People and their pager; the test raises alerts.
struct Team {
  explicit Team(OnCall on_call, Seed seed = Seed{1})
      : scenario(tests::scenario_of(std::move(on_call))),
        pager(timeline, scenario, seed),
        responders(timeline, pager, scenario, seed) {}

  void raise(const std::string& alert) {
    timeline.record({.type = EventType::alert_firing, .subject = alert, .by = "alert"});
  }

  std::vector<Event> all(EventType type) const {
    std::vector<Event> result;
    for (const Event& event : timeline.events()) {
      if (event.type == type) {
        result.push_back(event);
      }
    }
    return result;
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::Pager pager;
  control::Responders responders;
};

OnCall one_person(Distribution acknowledges) {
  OnCall on_call = on_call_of({{.notify = "ann", .acknowledges = std::move(acknowledges)}});
  on_call.delivery = Constant{10s};
  return on_call;
}

}  // namespace

TEST_CASE("a person acknowledges so long after the page was delivered, because of it",
          "[unit][control][responders]") {
  Team team(one_person(Constant{3min}));
  team.raise("Down");

  team.scheduler.run_until(Instant{1h});

  REQUIRE(team.all(EventType::acknowledged).size() == 1);
  const Event acknowledged = team.all(EventType::acknowledged).front();
  CHECK(acknowledged.happened == Instant{10s + 3min});
  CHECK(acknowledged.by == "ann");
  CHECK(acknowledged.subject == "Down");
  CHECK(acknowledged.cause == team.all(EventType::page_delivered).front().id);
}

TEST_CASE("a person who never acknowledges never does", "[unit][control][responders]") {
  Team team(on_call_of({{.notify = "ann", .acknowledges = std::nullopt}}));
  team.raise("Down");

  team.scheduler.run_until(Instant{48h});

  CHECK(team.all(EventType::page_delivered).size() == 1);
  CHECK(team.all(EventType::acknowledged).empty());
}

TEST_CASE("each alert is acknowledged by itself", "[unit][control][responders]") {
  Team team(one_person(Constant{1min}));
  team.raise("Down");
  team.scheduler.run_until(Instant{30s});
  team.raise("Slow");

  team.scheduler.run_until(Instant{1h});

  const std::vector<Event> acknowledged = team.all(EventType::acknowledged);
  REQUIRE(acknowledged.size() == 2);
  CHECK(acknowledged[0].subject == "Down");
  CHECK(acknowledged[0].happened == Instant{70s});
  CHECK(acknowledged[1].subject == "Slow");
  CHECK(acknowledged[1].happened == Instant{100s});
}

TEST_CASE("whoever is slow to acknowledge may be overtaken by the next level",
          "[unit][control][responders]") {
  Team team(on_call_of({{.notify = "ann", .acknowledges = Constant{20min}, .escalates_after = 5min},
                        {.notify = "bob", .acknowledges = Constant{1min}}}));
  team.raise("Down");

  team.scheduler.run_until(Instant{1h});

  REQUIRE(team.all(EventType::acknowledged).size() == 1);  // ann comes too late, and is not told
  CHECK(team.all(EventType::acknowledged).front().by == "bob");
  CHECK(team.all(EventType::acknowledged).front().happened == Instant{6min});
}

TEST_CASE("an acknowledgement of an incident that is closed by then counts for nothing",
          "[unit][control][responders]") {
  Team team(one_person(Constant{10min}));
  team.raise("Down");
  team.scheduler.run_until(Instant{5min});
  team.timeline.record({.type = EventType::alert_resolved, .subject = "Down", .by = "alert"});

  team.scheduler.run_until(Instant{1h});

  CHECK(team.all(EventType::acknowledged).empty());
}

TEST_CASE("how long a person takes is drawn from the seed, for each level by itself",
          "[unit][control][responders]") {
  const Distribution some_minutes = Uniform{1min, 20min};
  const auto acknowledged = [&](Seed seed, bool second_level) {
    std::vector<OnePersonLevel> levels = {{.notify = "ann", .acknowledges = some_minutes}};
    if (second_level) {
      levels.push_back({.notify = "bob", .acknowledges = some_minutes});
    }
    Team team(on_call_of(levels), seed);
    team.raise("Down");
    team.scheduler.run_until(Instant{1h});
    REQUIRE(team.all(EventType::acknowledged).size() == 1);
    return team.all(EventType::acknowledged).front().happened;
  };

  CHECK(acknowledged(Seed{1}, false) == acknowledged(Seed{1}, true));
  CHECK(acknowledged(Seed{1}, false) != acknowledged(Seed{2}, false));
}
