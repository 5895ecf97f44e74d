#include "harness/control/plan_runner.hpp"

#include "harness/control/rollouts.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using control::PlanEnd;
using control::PlanRunner;

namespace {

Stage purging_after(Duration takes) {
  return {.takes = takes, .operations = {EmptyCaches{.service = "server"}}};
}

struct Fixture {
  simulated::Scheduler scheduler;
  RecordingWorld world{scheduler};
  Scenario scenario = services_only();
  control::Operations operations{scheduler, world, scenario};
  Fleet fleet = control::fleet_at_start(scenario);
  PlanRunner runner{scheduler, operations, fleet};
  std::vector<std::pair<Instant, PlanEnd>> ends;

  void run(std::vector<Stage> stages) {
    runner.run(
        "it",
        std::move(stages),
        [](const Stage&) { return EventId{3}; },
        [this](const PlanEnd& end) { ends.emplace_back(scheduler.now(), end); });
  }

  const PlanEnd& only_end() const {
    REQUIRE(ends.size() == 1);
    return ends.front().second;
  }
};

}  // namespace

TEST_CASE("stages follow each other when time has passed and the operations have ended",
          "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.world.takes = [](const Operation&) { return 30s; };

  fixture.run({purging_after(1min), purging_after(2min)});
  fixture.scheduler.run_until(Instant{1h});

  REQUIRE(fixture.world.asked.size() == 2);
  CHECK(fixture.world.asked[0].at == Instant{1min});
  CHECK(fixture.world.asked[0].cause == EventId{3});
  CHECK(fixture.world.asked[1].at == Instant{3min + 30s});
  CHECK(fixture.ends.at(0).first == Instant{4min});
  CHECK(fixture.only_end().outcome == Outcome::ok);
  CHECK_FALSE(fixture.only_end().stopped);
}

TEST_CASE("the operations of a stage are asked for side by side", "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.world.takes = [](const Operation&) { return 1min; };
  Stage stage = purging_after(0s);
  stage.operations.push_back(stage.operations.front());

  fixture.run({stage});
  fixture.scheduler.run_until(Instant{1h});

  CHECK(fixture.world.asked.size() == 2);
  CHECK(fixture.ends.at(0).first == Instant{1min});
}

TEST_CASE("a plan without stages is done at once", "[unit][control][plan_runner]") {
  Fixture fixture;

  fixture.run({});

  CHECK(fixture.only_end().outcome == Outcome::ok);
}

TEST_CASE("a stage that did not work is the last one", "[unit][control][plan_runner]") {
  for (const Outcome outcome : {Outcome::refused, Outcome::failed, Outcome::timed_out}) {
    Fixture fixture;
    fixture.world.answer = [&](const Operation&) {
      const bool second = fixture.world.asked.size() == 2;
      return OperationResult{.outcome = second ? outcome : Outcome::ok, .detail = "no disk"};
    };

    fixture.run({purging_after(1s), purging_after(1s), purging_after(1s)});
    fixture.scheduler.run_until(Instant{1h});

    CHECK(fixture.world.asked.size() == 2);
    CHECK(fixture.only_end().outcome == Outcome::partial);
    CHECK(fixture.only_end().detail == "no disk");
  }
}

TEST_CASE("a stage that needed no change is followed by the next", "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.world.answer = [](const Operation&) {
    return OperationResult{.outcome = Outcome::no_effect};
  };

  fixture.run({purging_after(1s), purging_after(1s)});
  fixture.scheduler.run_until(Instant{1h});

  CHECK(fixture.world.asked.size() == 2);
  CHECK(fixture.only_end().outcome == Outcome::no_effect);
}

TEST_CASE("a plan that is stopped while time passes ends at once", "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.run({purging_after(1min), purging_after(1h)});
  fixture.scheduler.run_until(Instant{10min});

  CHECK(fixture.runner.stop("it", EventId{9}));
  fixture.scheduler.run_until(Instant{5h});

  CHECK(fixture.world.asked.size() == 1);
  CHECK(fixture.ends.at(0).first == Instant{10min});
  CHECK(fixture.only_end().stopped);
  CHECK(fixture.only_end().stopped_by == EventId{9});
  CHECK(fixture.only_end().outcome == Outcome::partial);
}

TEST_CASE("a plan that is stopped before it did anything had no effect",
          "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.run({purging_after(1h)});

  fixture.runner.stop("it", EventId{9});

  CHECK(fixture.only_end().outcome == Outcome::no_effect);
}

TEST_CASE("a plan that is stopped amid operations ends when they have ended",
          "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.world.takes = [](const Operation&) { return 1min; };
  fixture.run({purging_after(0s), purging_after(0s)});
  fixture.scheduler.run_until(Instant{30s});

  CHECK(fixture.runner.stop("it", EventId{9}));
  CHECK(fixture.ends.empty());
  fixture.scheduler.run_until(Instant{1h});

  CHECK(fixture.world.asked.size() == 1);
  CHECK(fixture.ends.at(0).first == Instant{1min});
  CHECK(fixture.only_end().stopped);
}

TEST_CASE("a plan amid its last operations cannot be stopped any more",
          "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.world.takes = [](const Operation&) { return 1min; };
  fixture.run({purging_after(0s)});
  fixture.scheduler.run_until(Instant{30s});

  fixture.runner.stop("it", EventId{9});
  fixture.scheduler.run_until(Instant{1h});

  CHECK_FALSE(fixture.only_end().stopped);
  CHECK(fixture.only_end().outcome == Outcome::ok);
}

TEST_CASE("there is nothing to stop of a plan that has ended", "[unit][control][plan_runner]") {
  Fixture fixture;
  fixture.run({purging_after(0s)});
  fixture.scheduler.run_until(Instant{1h});

  CHECK_FALSE(fixture.runner.stop("it", EventId{9}));
  CHECK_FALSE(fixture.runner.stop("another", EventId{9}));
}
