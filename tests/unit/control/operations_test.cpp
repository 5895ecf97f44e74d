#include "harness/control/operations.hpp"

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using control::Operations;

namespace {

const Operation purge_server = EmptyCaches{.service = "server"};

struct TimedWorld {
  simulated::Scheduler scheduler;
  RecordingWorld world{scheduler};
  Scenario scenario = services_only();
  Operations operations{scheduler, world, scenario};
  std::vector<OperationResult> results;

  void perform(const Operation& operation) {
    operations.perform(operation, EventId{7}, [this](const OperationResult& result) {
      results.push_back(result);
    });
  }
};

}  // namespace

TEST_CASE("an operation ends as the world says", "[unit][control][operations]") {
  TimedWorld fixture;
  fixture.world.answer = [](const Operation&) {
    return OperationResult{.outcome = Outcome::partial, .detail = "half of it"};
  };

  fixture.perform(purge_server);
  CHECK(fixture.results.empty());
  fixture.scheduler.run_until(Instant{1h});

  REQUIRE(fixture.results.size() == 1);
  CHECK(fixture.results[0].outcome == Outcome::partial);
  CHECK(fixture.results[0].detail == "half of it");
  CHECK(fixture.world.asked.at(0).cause == EventId{7});
}

TEST_CASE("an operation that is never answered times out after ten minutes",
          "[unit][control][operations]") {
  TimedWorld fixture;
  fixture.world.answer = [](const Operation&) { return std::nullopt; };

  fixture.perform(purge_server);
  fixture.scheduler.run_until(Instant{10min - 1ns});
  CHECK(fixture.results.empty());
  fixture.scheduler.run_until(Instant{10min});

  REQUIRE(fixture.results.size() == 1);
  CHECK(fixture.results[0].outcome == Outcome::timed_out);
  CHECK_FALSE(fixture.results[0].detail.empty());
}

TEST_CASE("an answer that comes too late is dropped", "[unit][control][operations]") {
  TimedWorld fixture;
  fixture.world.takes = [](const Operation&) { return 11min; };

  fixture.perform(purge_server);
  fixture.scheduler.run_until(Instant{1h});

  REQUIRE(fixture.results.size() == 1);
  CHECK(fixture.results[0].outcome == Outcome::timed_out);
}

TEST_CASE("a restart may take as long again as its service needs to start",
          "[unit][control][operations]") {
  const TimedWorld fixture;
  const ReplicaRange servers{.service = "server", .first = 0, .count = 6};

  CHECK(fixture.operations.patience(RestartReplicas{.replicas = servers}) == 12min);
  CHECK(fixture.operations.patience(Install{.replicas = servers, .version = "5.0.0"}) == 12min);
  CHECK(fixture.operations.patience(purge_server) == 10min);
  CHECK(fixture.operations.patience(RestartReplicas{.replicas = {.service = "nobody"}}) == 10min);
}

TEST_CASE("operations end each by itself", "[unit][control][operations]") {
  TimedWorld fixture;
  fixture.world.takes = [&](const Operation&) {
    return fixture.world.asked.size() == 1 ? Duration{5min} : Duration{1min};
  };

  fixture.perform(purge_server);
  fixture.perform(purge_server);
  fixture.scheduler.run_until(Instant{2min});
  CHECK(fixture.results.size() == 1);
  fixture.scheduler.run_until(Instant{5min});

  CHECK(fixture.results.size() == 2);
}

TEST_CASE("a command of the user's own may take its time, and that of another before it",
          "[unit][control][operations]") {
  Scenario scenario = services_only();
  scenario.commands.actions = {{.service = "server",
                                .action = CommandedAction::rollback,
                                .command = {.arguments = {"./back"}},
                                .timeout = 30min}};
  simulated::Scheduler scheduler;
  RecordingWorld world{scheduler};
  const Operations operations{scheduler, world, scenario};
  const ReplicaRange servers{.service = "server", .first = 0, .count = 6};

  CHECK(operations.patience(Install{.replicas = servers, .version = "5.0.0"}) == 72min);
  CHECK(operations.patience(purge_server) == 10min);
}
