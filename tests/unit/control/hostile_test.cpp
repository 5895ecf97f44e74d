#include <cstdint>
#include <map>

#include "harness/control/director.hpp"
#include "tests/support/hostile_world.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

std::vector<Step> busy_script() {
  auto script = steps(
      step_of("release",
              AtTime{0s},
              R"("do": "deploy", "service": "server", "version": "5.0.0", "rollout": "rolling",
                 "takes": "15m")"),
      step_of("stuck",
              AtTime{5min},
              R"("do": "inject", "fault": "hang", "service": "server", "for": "20m")"),
      step_of("relief", AtTime{6min}, R"("do": "shed_load", "share": 0.5, "for": "10m")"),
      step_of("rotation", AtTime{7min}, R"("do": "rotate_keys", "service": "identity")"),
      step_of("undo", AtTime{10min}, R"("do": "rollback", "of": "release", "takes": "5m")"),
      step_of("fix", AtTime{15min}, R"("do": "clear", "of": "stuck")"),
      step_of("reload", AtTime{16min}, R"("do": "purge_cache", "service": "server",
                                          "cache": "all")"));
  script[4].steps = steps(step_of("again", InSequence{}, R"("do": "restart", "service": "server")"),
                          noting("done", InSequence{}));
  script[3].via = "tool";
  script[6].via = "tool";
  return script;
}

struct HostilePlay {
  explicit HostilePlay(Seed seed) : world(scheduler, seed), director(timeline, world, plot, seed) {
    director.start();
    scheduler.run_until(Instant{48h});
  }

  static Scenario scenario() {
    Scenario made = services_only();
    made.script = busy_script();
    return made;
  }

  simulated::Scheduler scheduler;
  HostileWorld world;
  Scenario plot = scenario();
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::Director director;
};

bool starts(EventType type) {
  return type == EventType::rollout_started || type == EventType::rollback_started ||
         type == EventType::action_started;
}

bool ends(EventType type) {
  return type == EventType::rollout_finished || type == EventType::rollout_blocked ||
         type == EventType::rollback_completed || type == EventType::action_finished ||
         type == EventType::action_refused || type == EventType::fault_cleared;
}

}  // namespace

TEST_CASE("whatever a world does, every action that starts ends exactly once",
          "[unit][control][hostile]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const HostilePlay play{Seed{seed}};
    std::map<std::string, int> open;

    for (const Event& event : play.timeline.events()) {
      if (event.step == "stuck") {
        continue;  // a fault ends whenever somebody clears it, or never
      }
      open[event.step] += starts(event.type) ? 1 : 0;
      open[event.step] -= ends(event.type) && open[event.step] > 0 ? 1 : 0;
    }

    for (const auto& [step, count] : open) {
      INFO("step " << step);
      CHECK(count == 0);
    }
    CHECK(play.scheduler.waiting() == 0);
  }
}

TEST_CASE("whatever a world does, causes come before their effects and time never goes back",
          "[unit][control][hostile]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const HostilePlay play{Seed{seed}};
    Instant last{};

    for (const Event& event : play.timeline.events()) {
      REQUIRE(event.cause < event.id);
      REQUIRE(event.known >= last);
      REQUIRE(event.known >= event.happened);
      last = event.known;
    }
  }
}

TEST_CASE("whatever a world does, every step of the script has an outcome or was stopped",
          "[unit][control][hostile]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const HostilePlay play{Seed{seed}};

    for (const Step& step : play.plot.script) {
      INFO("step " << step.id);
      CHECK(play.director.outcomes().contains(step.id));
    }
  }
}

TEST_CASE("a hostile world is as hostile each time with the same seed",
          "[unit][control][hostile]") {
  const HostilePlay one{Seed{7}};
  const HostilePlay two{Seed{7}};
  const HostilePlay other{Seed{8}};

  CHECK(one.scheduler.digest() == two.scheduler.digest());
  CHECK(one.scheduler.digest() != other.scheduler.digest());
  CHECK(one.world.answered < one.world.asked);
}
