#include "harness/control/responders.hpp"

#include <cstdint>
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

TEST_CASE("a page at night is answered as at night, by the person's own clocks",
          "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{1min});
  on_call.delivery = Constant{};
  on_call.people[0].night = {.from_s = 22 * 3600, .to_s = 7 * 3600, .acknowledges = Constant{9min}};
  on_call.people[0].zone = TimeZone(2 * 3600);
  Team team(on_call);
  team.scheduler.run_until(Instant{20h - 1ns});  // t = 0 is midnight in UTC
  team.raise("before ten");
  team.scheduler.run_until(Instant{20h});
  team.raise("at ten");
  team.scheduler.run_until(Instant{29h});
  team.raise("at seven");
  team.scheduler.run_until(Instant{48h});

  const std::vector<Event> acknowledged = team.all(EventType::acknowledged);
  REQUIRE(acknowledged.size() == 3);
  CHECK(acknowledged[0].happened == Instant{20h - 1ns + 1min});
  CHECK(acknowledged[1].happened == Instant{20h + 9min});
  CHECK(acknowledged[2].happened == Instant{29h + 1min});
}

TEST_CASE("a night within a day ends the same day", "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{1min});
  on_call.people[0].night = {.from_s = 1 * 3600, .to_s = 6 * 3600, .acknowledges = std::nullopt};
  Team team(on_call);
  team.raise("at midnight");
  team.scheduler.run_until(Instant{2h});
  team.raise("at two");
  team.scheduler.run_until(Instant{6h});
  team.raise("at six");
  team.scheduler.run_until(Instant{12h});

  const std::vector<Event> acknowledged = team.all(EventType::acknowledged);
  REQUIRE(acknowledged.size() == 2);
  CHECK(acknowledged[0].subject == "at midnight");
  CHECK(acknowledged[1].subject == "at six");
}

TEST_CASE("a page that is slept through is found in the morning", "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{3min});
  on_call.people[0].night = {.acknowledges = Constant{1min}, .sleeps_through = 1};
  Team team(on_call);
  team.raise("Down");
  team.scheduler.run_until(Instant{12h});

  REQUIRE(team.all(EventType::note).size() == 1);
  CHECK(team.all(EventType::note).front().what == "ann sleeps through the page");
  CHECK(team.all(EventType::note).front().cause == team.all(EventType::page_delivered).front().id);
  REQUIRE(team.all(EventType::acknowledged).size() == 1);
  CHECK(team.all(EventType::acknowledged).front().happened == Instant{7h + 3min});
}

TEST_CASE("mail wakes nobody, the phone that rings later does", "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{3min});
  on_call.delivery = Constant{};
  on_call.people[0].night = {.acknowledges = Constant{1min}};
  on_call.people[0].of_high_urgency = {{.by = Channel::email},
                                       {.by = Channel::phone, .after = 10min},
                                       {.by = Channel::phone, .after = 20min}};
  Team team(on_call);
  team.raise("Down");
  team.scheduler.run_until(Instant{12h});

  const std::vector<Event> pages = team.all(EventType::page_delivered);
  REQUIRE(pages.size() == 2);  // the third is not sent any more
  CHECK(pages[0].what == "ann is paged by email");
  CHECK(pages[1].what == "ann is paged by phone");
  CHECK(pages[1].happened == Instant{10min});
  CHECK(team.all(EventType::acknowledged).front().happened == Instant{11min});
}

TEST_CASE("ways of low urgency are for incidents of low urgency", "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{3min});
  on_call.policies[0].urgency = UrgencyRule::low;
  on_call.people[0].of_low_urgency = {{.by = Channel::chat, .after = 1min}};
  Team team(on_call);
  team.raise("Untidy");
  team.scheduler.run_until(Instant{12h});

  REQUIRE(team.all(EventType::page_delivered).size() == 1);
  CHECK(team.all(EventType::page_delivered).front().what == "ann is paged by chat");
  CHECK(team.all(EventType::page_delivered).front().happened == Instant{1min + 10s});
}

TEST_CASE("who is not assigned any more does not hear of it again", "[unit][control][responders]") {
  OnCall on_call = on_call_of({{.notify = "ann", .escalates_after = 5min}, {.notify = "bob"}});
  on_call.people[0].of_high_urgency = {{.by = Channel::push},
                                       {.by = Channel::phone, .after = 5min}};
  Team team(on_call);
  team.raise("Down");
  team.scheduler.run_until(Instant{12h});

  REQUIRE(team.all(EventType::page_delivered).size() == 2);
  CHECK(team.all(EventType::page_delivered)[1].by == "bob");
}

TEST_CASE("whoever falls asleep over a page has acknowledged it, and the event says so",
          "[unit][control][responders]") {
  OnCall on_call = one_person(Constant{3min});
  on_call.people[0].night = {.acknowledges = Constant{1min}, .falls_asleep = 1};
  Team team(on_call);
  team.raise("Down");
  team.scheduler.run_until(Instant{12h});

  REQUIRE(team.all(EventType::acknowledged).size() == 1);
  const Event acknowledged = team.all(EventType::acknowledged).front();
  CHECK(acknowledged.what == "ann acknowledges Down and falls asleep again");
  CHECK(detail(acknowledged, "then") == "asleep");
}

TEST_CASE("one more person changes nobody else's sleep", "[unit][control][responders]") {
  const auto acknowledged = [](bool with_bob, Seed seed) {
    OnCall on_call = on_call_of({{.notify = "ann", .acknowledges = Constant{3min}}});
    on_call.people[0].night = {.acknowledges = Constant{1min}, .sleeps_through = 0.5};
    if (with_bob) {
      on_call.people.insert(on_call.people.begin(), {.name = "bob"});
      on_call.people[0].night = {.sleeps_through = 0.5};
      on_call.policies[0].levels[0].targets = {{.index = 0}, {.index = 1}};
    }
    Team team(on_call, seed);
    team.raise("Down");
    team.scheduler.run_until(Instant{12h});
    return team.all(EventType::acknowledged).front().happened;
  };

  std::size_t slept = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CHECK(acknowledged(false, Seed{seed}) == acknowledged(true, Seed{seed}));
    slept += acknowledged(false, Seed{seed}) > Instant{1h} ? 1U : 0U;
  }
  CHECK(slept > 4);
  CHECK(slept < 16);
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
