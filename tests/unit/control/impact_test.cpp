#include "harness/control/impact.hpp"

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using control::ImpactMonitor;
using control::Timeline;

namespace {

/// Plays one second of traffic after the other against a monitor, as a World would.
struct Traffic {
  simulated::Scheduler scheduler;
  Timeline timeline{scheduler, [](const Event&) {}};
  ImpactMonitor impact{timeline, ImpactRule{}};
  Duration second{};

  /// One more second with so many bad responses out of so many, the first bad one after `first`.
  void play(std::uint64_t bad, std::uint64_t total, Duration first = 0ms) {
    TrafficRecord record{.population = "clients", .second = Instant{second}};
    record.good = total - bad;
    record.bad = bad;
    if (bad > 0) {
      record.first_bad = Instant{second + first};
      record.bad_outcomes = {{"500", bad}};
      record.causes = {{.cause = EventId{77}, .bad = bad}};
    }
    impact.on_traffic(record);
    second += 1s;
    scheduler.run_until(Instant{second});
    impact.judge_window(Instant{second});
  }

  void play_for(int seconds, std::uint64_t bad, std::uint64_t total) {
    for (int i = 0; i < seconds; ++i) {
      play(bad, total);
    }
  }

  std::vector<EventType> types() const {
    std::vector<EventType> result;
    for (const Event& event : timeline.events()) {
      result.push_back(event.type);
    }
    return result;
  }
};

}  // namespace

TEST_CASE("impact opens at the first bad response and names the largest cause", "[unit][control]") {
  Traffic stage;
  stage.play_for(20, 0, 40);
  stage.play(40, 40, 25ms);

  REQUIRE(stage.types() == std::vector{EventType::impact_started});
  const Event& impact = stage.timeline.events().front();
  CHECK(impact.happened == Instant{20s + 25ms});
  CHECK(impact.known == Instant{21s});
  CHECK(impact.cause == EventId{77});
  CHECK(detail(impact, "code") == "500");
  CHECK(stage.impact.open_impact() == impact.id);
}

TEST_CASE("what strikes after the first bad response is not its cause, however much it breaks",
          "[unit][control]") {
  Traffic stage;
  const EventId first = stage.timeline.record({.type = EventType::fault_injected});
  stage.scheduler.run_until(Instant{500ms});
  const EventId worse = stage.timeline.record({.type = EventType::fault_injected});
  stage.impact.on_traffic({.population = "clients",
                           .second = Instant{},
                           .bad = 12,
                           .first_bad = Instant{100ms},
                           .causes = {{.cause = first, .bad = 2}, {.cause = worse, .bad = 10}}});
  stage.scheduler.run_until(Instant{1s});

  stage.impact.judge_window(Instant{1s});

  REQUIRE(stage.types().back() == EventType::impact_started);
  CHECK(stage.timeline.events().back().cause == first);
}

TEST_CASE(
    "an impact shorter than its window ends after its last bad response, not before its first",
    "[unit][control]") {
  Traffic stage;
  stage.play_for(20, 0, 40);
  stage.play(9, 40, 500ms);  // 9 of 400
  stage.play(0, 120);        // 9 of 480: what came after them is less than the rule asks for
  REQUIRE(stage.types() == std::vector{EventType::impact_started, EventType::mitigated});

  CHECK(stage.timeline.events().front().happened == Instant{20s + 500ms});
  CHECK(stage.timeline.events().back().happened == Instant{21s});
}

TEST_CASE("four bad responses, or two in a hundred, are no impact", "[unit][control]") {
  Traffic few;
  few.play_for(9, 0, 1);
  few.play(4, 4);
  CHECK(few.timeline.events().empty());

  Traffic rare;
  rare.play_for(60, 2, 100);
  CHECK(rare.timeline.events().empty());

  Traffic more;
  more.play_for(10, 2, 99);
  CHECK(more.types() == std::vector{EventType::impact_started});
}

TEST_CASE("impact ends at the first window below, known once it has held", "[unit][control]") {
  Traffic stage;
  stage.play_for(30, 40, 40);
  stage.play_for(59, 0, 40);
  REQUIRE(stage.types() == std::vector{EventType::impact_started, EventType::mitigated});
  CHECK(stage.timeline.events()[1].happened == Instant{30s});
  CHECK(stage.timeline.events()[1].known == Instant{40s});
  CHECK(stage.impact.open_impact() != EventId::none);

  stage.play(0, 40);

  REQUIRE(stage.types().back() == EventType::recovered);
  CHECK(stage.timeline.events().back().happened == Instant{30s});
  CHECK(stage.timeline.events().back().known == Instant{90s});
  CHECK(stage.impact.open_impact() == EventId::none);
}

TEST_CASE("a relapse within the minute belongs to the same impact", "[unit][control]") {
  Traffic stage;
  stage.play_for(30, 40, 40);
  stage.play_for(30, 0, 40);
  stage.play_for(20, 40, 40);
  stage.play_for(75, 0, 40);

  CHECK(stage.types() == std::vector{EventType::impact_started,
                                     EventType::mitigated,
                                     EventType::mitigated,
                                     EventType::recovered});
  CHECK(stage.timeline.events().back().happened == Instant{80s});
}

TEST_CASE("a second outage opens a second window", "[unit][control]") {
  Traffic stage;
  stage.play_for(30, 40, 40);
  stage.play_for(90, 0, 40);
  stage.play_for(30, 40, 40);

  CHECK(stage.types() == std::vector{EventType::impact_started,
                                     EventType::mitigated,
                                     EventType::recovered,
                                     EventType::impact_started});
}

TEST_CASE("clients are not well before what made them so within the window's first second",
          "[unit][control]") {
  Traffic stage;
  stage.play_for(30, 40, 40);
  const EventId impact = stage.impact.open_impact();
  stage.scheduler.run_until(Instant{30s + 20ms});
  const EventId remedy =
      stage.timeline.record({.type = EventType::action_finished, .cause = impact, .outcome = "ok"});
  stage.play_for(75, 0, 40);

  const Event& mitigated = stage.timeline.events()[2];
  const Event& recovered = stage.timeline.events()[3];
  CHECK(mitigated.cause == remedy);
  CHECK(mitigated.happened == Instant{30s + 20ms});
  CHECK(recovered.type == EventType::recovered);
  CHECK(recovered.happened == Instant{30s + 20ms});
  CHECK(recovered.known == Instant{90s});
}

TEST_CASE("silence is no recovery", "[unit][control]") {
  Traffic stage;
  stage.play_for(30, 40, 40);
  stage.play_for(120, 0, 0);

  CHECK(stage.types() == std::vector{EventType::impact_started});

  stage.play_for(1, 0, 40);  // the first answers
  CHECK(stage.timeline.events().back().type == EventType::mitigated);
  CHECK(stage.timeline.events().back().happened == Instant{150s});
}

TEST_CASE("the remedy named is the last answer to the impact that succeeded by then",
          "[unit][control]") {
  Traffic stage;
  stage.play_for(20, 40, 40);
  const EventId impact = stage.timeline.events().back().id;
  const EventId remedy = stage.timeline.record(
      {.type = EventType::action_finished, .what = "restart done", .cause = impact});
  stage.timeline.record({.type = EventType::action_finished, .what = "done elsewhere"});
  stage.timeline.record({.type = EventType::action_finished,
                         .what = "tried in vain",
                         .cause = impact,
                         .outcome = "no_effect"});
  stage.play_for(5, 0, 40);
  stage.timeline.record(
      {.type = EventType::action_finished, .what = "too late to matter", .cause = impact});
  stage.play_for(10, 0, 40);

  const Event& mitigated = stage.timeline.events().back();
  REQUIRE(mitigated.type == EventType::mitigated);
  CHECK(mitigated.cause == remedy);
}

TEST_CASE("a rollback that waits for a restart helps nobody before it", "[unit][control]") {
  Traffic stage;
  stage.play_for(20, 40, 40);
  const EventId impact = stage.timeline.events().back().id;
  const EventId rollback = stage.timeline.record({.type = EventType::rollback_completed,
                                                  .cause = impact,
                                                  .subject = "server",
                                                  .outcome = "ok",
                                                  .details = {{"takes_effect", "on_restart"}}});
  CHECK(control::last_remedy(stage.timeline.events(), impact, Instant{30s}) == EventId::none);
  const EventId restart = stage.timeline.record(
      {.type = EventType::action_started, .cause = rollback, .subject = "server"});
  stage.timeline.record(
      {.type = EventType::replica_up, .cause = restart, .subject = "server", .by = "world"});

  stage.play_for(10, 0, 40);

  const Event& mitigated = stage.timeline.events().back();
  REQUIRE(mitigated.type == EventType::mitigated);
  CHECK(mitigated.cause == restart);
}

TEST_CASE("the bad ratio of a population that got no response is unknown", "[unit][control]") {
  Traffic stage;
  stage.play(1, 4);

  CHECK(stage.impact.bad_ratio("clients") == 0.25);
  CHECK_FALSE(stage.impact.bad_ratio("others").has_value());
}
