#include "harness/control/health_checks.hpp"

#include <optional>
#include <string>
#include <variant>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/simulated/scheduler.hpp"
#include "tests/support/recording_world.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

HealthCheck every_ten_seconds() {
  return {.name = "front",
          .service = "shop",
          .interval = 10s,
          .timeout = 2s,
          .failures = 3,
          .successes = 2};
}

/// A health check of a service that is down for a while.
struct Prober {
  explicit Prober(HealthCheck check, bool random_offset = false) {
    scenario.health_checks = {std::move(check)};
    scenario.monitoring.random_offset = random_offset;
    world.answer = [this](const Operation&) -> std::optional<OperationResult> {
      const Duration now = scheduler.now().time_since_epoch();
      if (now < down_from || now >= down_until) {
        return OperationResult{};
      }
      return OperationResult{
          .outcome = Outcome::refused, .detail = "shop answered 500", .cause = EventId{7}};
    };
  }

  void play(Duration end) {
    control::HealthChecks checks(timeline, operations, scenario, impact, Seed{1});
    checks.start();
    scheduler.run_until(Instant{end});
  }

  /// "30 alert_firing" for each event: seconds and type.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      lines.push_back(fmt::format(
          "{} {}",
          std::chrono::duration_cast<std::chrono::seconds>(event.known.time_since_epoch()).count(),
          to_string(event.type)));
    }
    return lines;
  }

  Duration down_from = 15s;
  Duration down_until = 65s;
  Scenario scenario;
  simulated::Scheduler scheduler;
  tests::RecordingWorld world{scheduler};
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  control::Operations operations{scheduler, world, scenario};
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a health check fires after failures in a row and ends after successes in a row",
          "[unit][control]") {
  Prober prober(every_ten_seconds());
  prober.play(2min);

  CHECK(prober.told() == Told{"20 alert_pending", "40 alert_firing", "80 alert_resolved"});
  const Event& firing = prober.timeline.events()[1];
  CHECK(firing.by == "health_check");
  CHECK(firing.subject == "front");
  CHECK(firing.what == "front fires: shop fails, shop answered 500");
  CHECK(firing.cause == EventId{7});
  CHECK(detail(firing, "severity") == "page");
  CHECK(prober.timeline.events()[2].cause == firing.id);
}

TEST_CASE("one success in between starts the count again", "[unit][control]") {
  Prober prober(every_ten_seconds());
  prober.world.answer = [&](const Operation&) -> std::optional<OperationResult> {
    const bool well = prober.scheduler.now() == Instant{20s};
    return OperationResult{.outcome = well ? Outcome::ok : Outcome::refused};
  };
  prober.play(55s);

  CHECK(prober.told() == Told{"0 alert_pending", "30 alert_pending", "50 alert_firing"});
}

TEST_CASE("a health check asks its service at its path, within its timeout", "[unit][control]") {
  HealthCheck check = every_ten_seconds();
  check.path = "/healthz";
  Prober prober(check);
  prober.play(25s);

  REQUIRE(prober.world.asked.size() == 3);
  CHECK(prober.world.asked[2].at == Instant{20s});
  const Probe& probe = std::get<Probe>(prober.world.asked[2].operation);
  CHECK(probe.service == "shop");
  CHECK(probe.path == "/healthz");
  CHECK(probe.timeout == 2s);
}

TEST_CASE("a check that fires at once is never pending", "[unit][control]") {
  HealthCheck check = every_ten_seconds();
  check.failures = 1;
  check.successes = 1;
  Prober prober(check);
  prober.play(2min);

  CHECK(prober.told() == Told{"20 alert_firing", "70 alert_resolved"});
}

TEST_CASE("results of health checks are known late, and in order", "[unit][control]") {
  HealthCheck check = every_ten_seconds();
  check.delay = Constant{25s};
  Prober prober(check);
  prober.play(3min);

  CHECK(prober.told() == Told{"45 alert_pending", "65 alert_firing", "105 alert_resolved"});
}

TEST_CASE("a check is left out while the one before is under way", "[unit][control]") {
  Prober prober(every_ten_seconds());
  prober.world.takes = [](const Operation&) { return 25s; };
  prober.play(1min);

  CHECK(prober.world.asked.size() == 3);  // at 0, 30 and 60 seconds
}

TEST_CASE("a random offset moves the grid of health checks too", "[unit][control]") {
  Prober prober(every_ten_seconds(), true);
  prober.play(25s);

  CHECK(prober.world.asked.front().at > Instant{});
  CHECK(prober.world.asked.front().at < Instant{10s});
  CHECK(prober.world.asked[1].at - prober.world.asked[0].at == 10s);
}
