#include <variant>

#include "harness/control/pager.hpp"
#include "harness/control/responders.hpp"
#include "harness/scenario/load.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

LoadResult seed_incident() {
  auto text = read_scenario_file(FIREDRILL_ROOT "/scenarios/auth-upgrade-2023-11-09.json");
  REQUIRE(text);
  LoadResult loaded = load_scenario(*std::move(text));
  REQUIRE(loaded.scenario);
  return loaded;
}

std::vector<std::string> told(const control::Timeline& timeline) {
  std::vector<std::string> lines;
  for (const Event& event : timeline.events()) {
    const auto time =
        std::chrono::duration_cast<std::chrono::seconds>(event.known.time_since_epoch());
    lines.push_back(std::to_string(time.count()) + " " + std::string{to_string(event.type)});
  }
  return lines;
}

}  // namespace

TEST_CASE("the people and tools of the seed incident act to the second", "[unit][control]") {
  const LoadResult loaded = seed_incident();
  const Scenario& scenario = *loaded.scenario;
  simulated::Scheduler scheduler;
  RecordingWorld world(scheduler);
  world.takes = [](const Operation& operation) {
    return std::holds_alternative<RestartReplicas>(operation) ? Duration{2min} : Duration{0};
  };
  control::Timeline timeline(scheduler, [](const Event&) {});
  control::Pager pager(timeline, scenario, Seed{1});
  const control::Responders responders(timeline, pager, scenario, Seed{1});
  control::Director director(timeline, world, scenario, Seed{1});

  director.start();
  scheduler.at(Instant{930s}, [&] {
    Event alert;
    alert.type = EventType::alert_firing;
    alert.subject = "HighErrorRatio";
    alert.by = "alert";
    timeline.record(alert);
  });
  scheduler.run_until(Instant{scenario.lasts});

  CHECK(told(timeline) == std::vector<std::string>{"0 rollout_started",
                                                   "900 rollout_step",
                                                   "900 rollout_finished",
                                                   "930 alert_firing",
                                                   "930 notification_sent",
                                                   "930 page_accepted",
                                                   "930 page_delivered",
                                                   "1530 acknowledged",
                                                   "1830 rollback_started",
                                                   "2130 rollback_completed",
                                                   "2130 action_started",
                                                   "2250 action_finished"});
  const auto& installed = std::get<Install>(world.asked.at(1).operation);
  CHECK(installed.version == "4.2.0");
  CHECK(installed.activation == Activation::on_restart);
}
