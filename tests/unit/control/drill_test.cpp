#include "harness/control/drill.hpp"

#include <catch2/catch.hpp>

#include "harness/journal/assess.hpp"
#include "harness/journal/windows.hpp"
#include "tests/support/on_call.hpp"
#include "tests/unit/control/rehearsal.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using enum EventType;

namespace {

bool between(Duration second, Duration from, Duration to) {
  return second >= from && second < to;
}

using Told = std::vector<std::string>;
using Codes = std::vector<std::pair<std::string, std::uint64_t>>;

}  // namespace

TEST_CASE("a drill lets the world settle, finds it well, and only then begins",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.scenario.script = steps(noting("first", AtTime{0s}), noting("last", AtTime{10min}));

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met", "0 note", "600 note", "600 run_ended"});
  CHECK(journal.complete);
  CHECK(journal.footer.ended == Instant{10min});
  CHECK(rehearsal.world.stopped);
  CHECK(rehearsal.heard.size() == journal.events.size());
}

TEST_CASE("what clients got before t = 0 is looked at, but not counted", "[unit][control][drill]") {
  Rehearsal rehearsal;
  // Impact, had it been later: the steady state is that of the last window alone.
  rehearsal.bad = [](Duration second) { return between(second, -30s, -10s) ? 10 : 0; };

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met", "600 run_ended"});
  CHECK(journal.traffic.size() == 600);
  CHECK(journal.traffic.front().second == Instant{0s});
  CHECK(rehearsal.traffic_heard == 600);
  CHECK(total_traffic(journal).bad == 0);
}

TEST_CASE("a world that was not well has nothing injected into it", "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.scenario.script = steps(
      step_of("stuck", AtTime{0s}, R"("do": "inject", "fault": "hang", "service": "server")"));
  rehearsal.bad = [](Duration second) { return second < 0s ? 1 : 0; };
  rehearsal.target("detect", impact_started, alert_firing, 1min);

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_failed", "0 step_not_started", "0 run_ended"});
  CHECK(rehearsal.first(step_not_started).what ==
        "stuck never began: nothing begins without a steady state");
  CHECK(rehearsal.world.asked.empty());
  CHECK(rehearsal.world.stopped);
  CHECK(journal.footer.ended == Instant{});
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("services that are not ready at t = 0, or never, end the run before it began",
          "[unit][control][drill]") {
  Rehearsal never;
  never.world.started = std::nullopt;
  never.run();
  Rehearsal failed;
  failed.world.started = {.outcome = Outcome::failed, .detail = "the port is taken"};
  failed.run();

  CHECK(never.told() == Told{"0 steady_state_failed", "0 run_ended"});
  CHECK(never.first(steady_state_failed).what == "the services never got ready");
  CHECK(failed.first(steady_state_failed).what == "the port is taken");
  CHECK(failed.world.stopped);
  CHECK(assess(failed.journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("rules are evaluated on a grid of their own", "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.scenario.monitoring = {.scrape_interval = 15s, .evaluation_interval = 40s};
  rehearsal.alert("Down", "up == 0");
  rehearsal.world.exposes = [&](const ScrapeTarget&) {
    const Instant now = rehearsal.scheduler.now();
    return ScrapeResult{.up = now < Instant{50s} || now > Instant{100s}, .samples = {}};
  };

  rehearsal.run();

  // Down in the scrapes of 60 to 90 s; evaluated at 40, 80 and 120 s.
  CHECK(rehearsal.told() ==
        Told{"0 steady_state_met", "80 alert_firing", "120 alert_resolved", "600 run_ended"});
}

TEST_CASE("an evaluation sees the scrapes of its own instant and waits for them",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  Duration takes = 0s;
  rehearsal.alert("Down", "up == 0");
  rehearsal.world.scrape_takes = [&](const ScrapeTarget&) { return takes; };
  rehearsal.world.exposes = [&](const ScrapeTarget&) {
    return ScrapeResult{.up = rehearsal.scheduler.now() < Instant{60s}, .samples = {}};
  };
  rehearsal.scheduler.at(Instant{50s}, [&] { takes = 4s; });

  rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met", "64 alert_firing", "600 run_ended"});
}

TEST_CASE("rules look back on a past that was never simulated", "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.alert("Long", "count_over_time(up[20m]) >= 80");

  rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met", "0 alert_firing", "600 run_ended"});
}

TEST_CASE("a step waits for a query at the evaluations", "[unit][control][drill]") {
  Rehearsal rehearsal;
  auto query = promql::parse("up == 0");
  REQUIRE(query);
  rehearsal.scenario.script.push_back(
      noting("down", WhenQuery{.text = "up == 0", .query = *std::move(query)}));
  rehearsal.world.exposes = [&](const ScrapeTarget&) {
    return ScrapeResult{.up = rehearsal.scheduler.now() < Instant{50s}, .samples = {}};
  };

  rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met", "60 note", "600 run_ended"});
}

TEST_CASE("what happens to replicas is told with its cause", "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.scheduler.at(Instant{3min}, [&] {
    rehearsal.world.listener.on_replica(
        {.service = "server", .replica = 2, .up = false, .cause = EventId{1}});
  });
  rehearsal.scheduler.at(Instant{4min}, [&] {
    rehearsal.world.listener.on_replica(
        {.service = "server", .replica = 2, .up = true, .overrun = 2s});
  });

  rehearsal.run();

  CHECK(rehearsal.told() ==
        Told{"0 steady_state_met", "180 replica_down", "240 replica_up", "600 run_ended"});
  CHECK(rehearsal.first(replica_down).what == "server-2 is down");
  CHECK(rehearsal.first(replica_up).what == "server-2 is up, 2s later than its startup says");
  CHECK(rehearsal.first(replica_down).subject == "server");
  CHECK(rehearsal.first(replica_down).cause == EventId{1});
}

TEST_CASE("an interrupted run is cleaned up and says so", "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.interrupted = [&] { return rehearsal.scheduler.now() >= Instant{3min}; };
  rehearsal.target("recover", impact_started, recovered, 1min);

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.world.stopped);
  CHECK_FALSE(journal.complete);
  CHECK(journal.footer.ended == Instant{3min});
  CHECK(rehearsal.first(run_ended).what == "the run was interrupted");
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("a run that could not keep its schedule says so, and judges no close call",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.bad = [](Duration second) { return between(second, 2min, 5min) ? 5 : 0; };
  rehearsal.target("recover", impact_started, recovered, 3min - 2s);
  BehindSchedule late{.wall = 500ms, .who = "firedrill"};
  late.when.add({.from = Instant{4min}, .until = Instant{4min + 5s}});
  rehearsal.late = late;

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met",
                                 "121 impact_started",
                                 "310 mitigated",
                                 "360 recovered",
                                 "600 behind_schedule",
                                 "600 run_ended"});
  CHECK(rehearsal.first(behind_schedule).happened == Instant{4min});
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("customers detect what no alert sees, once the impact is confirmed",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.alert("Down", "up == 0");
  rehearsal.scenario.customer_reports = {{.population = "clients", .after = Constant{1min}}};
  rehearsal.scenario.on_call =
      tests::on_call_of({{.notify = "ann", .acknowledges = Constant{30s}}});
  rehearsal.bad = [](Duration second) { return between(second, 2min, 5min) ? 5 : 0; };
  rehearsal.target("detect", impact_started, alert_firing, 90s);

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() == Told{"0 steady_state_met",
                                 "121 impact_started",
                                 "180 alert_firing",
                                 "180 notification_sent",
                                 "180 page_accepted",
                                 "180 page_delivered",
                                 "210 acknowledged",
                                 "310 mitigated",
                                 "360 recovered",
                                 "360 incident_resolved",
                                 "600 target_met",
                                 "600 run_ended"});
  CHECK(rehearsal.first(alert_firing).by == "customers");
  CHECK(rehearsal.first(alert_firing).cause == rehearsal.first(impact_started).id);
  CHECK(assess(journal).verdict == RunVerdict::met);
}

TEST_CASE("a rule on a metric that never was makes a good run inconclusive",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.alert("Typo", "htp_requests_total > 5");
  rehearsal.scenario.targets = {
      {.name = "pages", .rule = QuantityTarget{.quantity = Quantity::pages, .at_most = 0}}};

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.first(metric_without_data).subject == "Typo");
  CHECK(assess(journal).targets.front().status == TargetStatus::met);
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("a miss goes before a fault that touched nothing, and that before targets that are met",
          "[unit][control][drill]") {
  const auto verdict = [](Duration limit, std::uint64_t injected) {
    Rehearsal rehearsal;
    rehearsal.scenario.script = steps(
        step_of("stuck", AtTime{1min}, R"("do": "inject", "fault": "hang", "service": "server")"));
    rehearsal.world.tallies = {{.id = "stuck", .kind = "hang", .started = 1, .injected = injected}};
    rehearsal.bad = [](Duration second) { return between(second, 2min, 5min) ? 5 : 0; };
    rehearsal.target("recover", impact_started, recovered, limit);
    return assess(rehearsal.run()).verdict;
  };

  CHECK(verdict(3min, 1) == RunVerdict::met);
  CHECK(verdict(3min, 0) == RunVerdict::inconclusive);
  CHECK(verdict(2min, 0) == RunVerdict::missed);
  CHECK(verdict(2min, 1) == RunVerdict::missed);
}

TEST_CASE("whatever a world does, a drill ends in time and never passes without traffic",
          "[unit][control][drill][hostile]") {
  std::size_t played = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    Rehearsal rehearsal;
    HostileWorld world(rehearsal.scheduler, Seed{seed});
    world.targets = rehearsal.world.targets;
    rehearsal.scenario.traffic.front().rate.front().per_second = 0;
    rehearsal.alert("Down", "up == 0");
    rehearsal.scenario.on_call =
        tests::on_call_of({{.notify = "ann", .acknowledges = Constant{1min}}});
    rehearsal.scenario.script = steps(
        step_of("stuck", AtTime{1min}, R"("do": "inject", "fault": "hang", "service": "server")"),
        step_of("fix", AtTime{5min}, R"("do": "restart", "service": "server")"));
    rehearsal.target("detect", impact_started, alert_firing, 1min);
    const control::Recorder recorder{.on_event = [](const Event&) {},
                                     .on_traffic = [](const TrafficRecord&) {}};
    control::Drill drill(rehearsal.scenario, Seed{seed}, rehearsal.scheduler, world, recorder);

    const Journal journal = drill.run(make_header(rehearsal.scenario, {}));

    REQUIRE(journal.events.back().type == run_ended);
    REQUIRE(journal.events.back().known <= Instant{10min});
    REQUIRE(assess(journal).verdict == RunVerdict::inconclusive);
    for (const Event& event : journal.events) {
      REQUIRE(event.cause < event.id);
    }
    played += first_event(journal, steady_state_met) == nullptr ? 0U : 1U;
  }
  CHECK(played > 20);
}

TEST_CASE("a trigger that cannot be evaluated makes the run inconclusive, once",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.world.targets = {{"server", "server-0"}, {"server", "server-1"}};
  const std::string text = "up * on (job) up";  // two samples on each side of each pair
  rehearsal.scenario.script = steps(noting("never", WhenQuery{.text = text, .query = query(text)}));

  const Journal& journal = rehearsal.run();

  CHECK(rehearsal.told() ==
        Told{"0 steady_state_met", "0 query_failed", "600 step_not_started", "600 run_ended"});
  CHECK(rehearsal.first(query_failed).by == "script");
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
}

TEST_CASE("a Prometheus that hangs neither scrapes nor evaluates, and goes on as it was",
          "[unit][control][drill]") {
  Rehearsal rehearsal;
  rehearsal.alert("Late", "vector(time()) > 130");
  rehearsal.scenario.monitoring.outages = {{.from = 2min, .until = 4min}};

  rehearsal.run();

  CHECK(rehearsal.first(note).happened == Instant{2min});
  CHECK(rehearsal.first(alert_firing).happened == Instant{4min});
}

TEST_CASE("the last second counts", "[unit][control][drill]") {
  Rehearsal hurt;
  hurt.bad = [](Duration second) { return second >= 599s ? 10 : 0; };
  hurt.run();
  CHECK(hurt.first(impact_started).happened == Instant{599s});

  Rehearsal well;  // for exactly the minute that makes a recovery
  well.bad = [](Duration second) { return between(second, 300s, 540s) ? 10 : 0; };
  well.run();
  CHECK(well.first(recovered).happened == Instant{540s});
}

TEST_CASE("a hang in the last seconds does not pass unseen", "[unit][control][drill]") {
  Rehearsal hung;
  hung.world.tells_at_stop = [&hung] {
    hung.world.listener.on_traffic({.population = "clients",
                                    .second = Instant{10min},
                                    .bad = 20,
                                    .first_bad = Instant{10min},
                                    .bad_outcomes = {{"unanswered", 20}}});
  };
  hung.target("detect", impact_started, alert_firing, 1min);

  const Journal& journal = hung.run();

  CHECK(hung.first(impact_started).happened == Instant{10min});
  CHECK(assess(journal).verdict == RunVerdict::inconclusive);
  CHECK(impact_windows(journal).front().by_code == Codes{{"unanswered", 20}});
}
