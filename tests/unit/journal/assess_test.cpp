#include "harness/journal/assess.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;
using enum EventType;

namespace {

/// The only target of a journal.
TargetResult only(const JournalBuilder& builder) {
  const Assessment assessment = assess(builder.build());
  REQUIRE(assessment.targets.size() == 1);
  return assessment.targets.front();
}

JournalBuilder impact_at(Duration start) {
  JournalBuilder builder;
  builder.event(start, impact_started);
  builder.traffic({.from = start, .to = start + 1s, .bad = 40});
  return builder;
}

}  // namespace

TEST_CASE("the seed incident meets its five targets", "[unit][journal]") {
  const Assessment assessment = assess(tests::seed_incident().build());

  CHECK(assessment.verdict == RunVerdict::met);
  CHECK(assessment.reasons.empty());
  CHECK(assessment.met() == 5);
  REQUIRE(assessment.targets.size() == 5);
  const TargetResult& acknowledge = assessment.targets[2];
  CHECK(acknowledge.actual == 10min);
  CHECK(acknowledge.margin == 1min);
  const TargetResult& recover = assessment.targets[4];
  CHECK(recover.actual == 1350s - 37ms);
  CHECK(recover.clock_start == Instant{900s + 37ms});
}

TEST_CASE("without a restart the seed incident misses recovery, censored", "[unit][journal]") {
  const Assessment assessment = assess(tests::seed_without_restart().build());

  CHECK(assessment.verdict == RunVerdict::missed);
  CHECK(assessment.met() == 4);
  const TargetResult& recover = assessment.targets[4];
  CHECK(recover.status == TargetStatus::missed);
  CHECK(recover.censored);
  CHECK(recover.actual == 1800s - 37ms);
  CHECK(recover.margin == 24min - (1800s - 37ms));
  CHECK(assessment.reasons == std::vector<std::string>{"recover never came in 30m, target 24m"});
}

TEST_CASE("without an incident every target of a duration has no data", "[unit][journal]") {
  const Assessment assessment = assess(tests::quiet_seed().build());

  CHECK(assessment.verdict == RunVerdict::inconclusive);
  CHECK(assessment.reasons ==
        std::vector<std::string>{
            "detect, page, rollback, recover have no data: impact_started never happened",
            "acknowledge has no data: page_delivered never happened"});
}

TEST_CASE("a limit is inclusive", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("recover", recovered, 1min);
  builder.event(160s, recovered);

  CHECK(only(builder).status == TargetStatus::met);
  CHECK(only(builder).margin == 0ns);
}

TEST_CASE("one nanosecond over the limit is a miss", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("recover", recovered, 1min);
  builder.event(160s + 1ns, recovered);

  const TargetResult result = only(builder);

  CHECK(result.status == TargetStatus::missed);
  CHECK(result.margin == -1ns);
  CHECK_FALSE(result.censored);
}

TEST_CASE("a target counts when something was true, not when it was known", "[unit][journal]") {
  JournalBuilder builder;
  builder.event(100s, Event{.type = impact_started, .what = "impact_started"}, 110s);
  builder.event(105s, alert_firing);
  builder.event(150s, Event{.type = recovered, .what = "recovered"}, 220s);
  builder.target("recover", recovered, 1min);

  CHECK(only(builder).actual == 50s);
}

TEST_CASE("a run that ended before the limit has no data", "[unit][journal]") {
  JournalBuilder builder = impact_at(40min);
  builder.target("recover", recovered, 10min);

  const TargetResult result = only(builder);

  CHECK(result.status == TargetStatus::no_data);
  CHECK_FALSE(result.censored);
  CHECK(result.why ==
        "the run ended 5m after impact_started, before recovered and before the limit");
  CHECK(assess(builder.build()).verdict == RunVerdict::inconclusive);
}

TEST_CASE("a run that ended exactly at the limit has no data", "[unit][journal]") {
  JournalBuilder builder = impact_at(40min);
  builder.target("recover", recovered, 5min);

  CHECK(only(builder).status == TargetStatus::no_data);
}

TEST_CASE("a rollback that ended without effect is not completed", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("rollback", rollback_completed, 5min);
  builder.event(
      200s,
      Event{.type = rollback_completed, .what = "rollback_completed", .outcome = "no_effect"});

  CHECK(only(builder).status == TargetStatus::missed);
  CHECK(only(builder).censored);
}

TEST_CASE("'by' asks for the detector that made the clock stop", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target({.name = "detect",
                  .rule = DurationTarget{.to = alert_firing, .by = "alert", .within = 1min}});
  builder.event(110s, Event{.type = alert_firing, .what = "alert_firing", .by = "customers"});
  builder.event(180s, Event{.type = alert_firing, .what = "alert_firing", .by = "alert"});

  CHECK(only(builder).actual == 80s);
}

TEST_CASE("'by' looks through a page to the alert behind it", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target({.name = "page",
                  .rule = DurationTarget{.to = page_delivered, .by = "alert", .within = 1min}});
  const EventId customers =
      builder.event(110s, Event{.type = alert_firing, .what = "alert_firing", .by = "customers"});
  builder.event(111s, page_delivered, customers);
  const EventId alert =
      builder.event(120s, Event{.type = alert_firing, .what = "alert_firing", .by = "alert"});
  builder.event(125s, page_delivered, alert);

  CHECK(only(builder).actual == 25s);
}

TEST_CASE("'of' asks for the events of one step", "[unit][journal]") {
  JournalBuilder builder;
  builder.target({.name = "undo",
                  .rule = DurationTarget{.from = rollback_started,
                                         .from_of = "second",
                                         .to = rollback_completed,
                                         .to_of = "second",
                                         .within = 5min}});
  builder.event(100s, Event{.type = rollback_started, .what = "rollback_started", .step = "first"});
  builder.event(200s,
                Event{.type = rollback_started, .what = "rollback_started", .step = "second"});
  builder.event(300s,
                Event{.type = rollback_completed, .what = "rollback_completed", .step = "first"});
  builder.event(400s,
                Event{.type = rollback_completed, .what = "rollback_completed", .step = "second"});

  CHECK(only(builder).actual == 200s);
}

TEST_CASE("an alert that fires before the impact and still fires detects at once",
          "[unit][journal]") {
  JournalBuilder builder;
  builder.target("detect", alert_firing, 1min).target("page", page_delivered, 1min);
  const EventId alert = builder.event(
      50s, Event{.type = alert_firing, .what = "alert_firing", .subject = "Disk", .by = "alert"});
  builder.event(60s, page_delivered, alert);
  builder.event(100s, impact_started);
  builder.event(900s, Event{.type = alert_resolved, .what = "alert_resolved", .subject = "Disk"});

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.met() == 2);
  CHECK(assessment.targets[0].actual == 0s);
  CHECK(assessment.targets[1].actual == 0s);
}

TEST_CASE("an alert that was resolved before the impact detects nothing", "[unit][journal]") {
  JournalBuilder builder;
  builder.target("detect", alert_firing, 1min);
  builder.event(
      50s, Event{.type = alert_firing, .what = "alert_firing", .subject = "Disk", .by = "alert"});
  builder.event(90s, Event{.type = alert_resolved, .what = "alert_resolved", .subject = "Disk"});
  builder.event(100s, impact_started);

  CHECK(only(builder).status == TargetStatus::missed);
}

TEST_CASE("recovery must hold for every impact window", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("recover", recovered, 5min);
  builder.event(150s, recovered);
  builder.event(400s, impact_started);

  const TargetResult result = only(builder);

  CHECK(result.status == TargetStatus::missed);
  CHECK(result.censored);
  CHECK(result.clock_start == Instant{400s});
}

TEST_CASE("detection and paging must hold for every impact window", "[unit][journal]") {
  for (const auto& [name, end] : {std::pair{"detect", alert_firing}, {"page", page_delivered}}) {
    JournalBuilder builder = impact_at(100s);
    builder.target(name, end, 5min);
    builder.event(110s, end);
    builder.event(120s, alert_resolved);
    builder.event(150s, recovered);
    builder.event(400s, impact_started);

    const TargetResult result = only(builder);

    CHECK(result.status == TargetStatus::missed);
    CHECK(result.clock_start == Instant{400s});
  }
}

TEST_CASE("an action that timed out is no end of a clock", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("restarted", action_finished, 5min);
  builder.event(200s, Event{.type = action_finished, .what = "restart", .outcome = "timed_out"});

  CHECK(only(builder).status == TargetStatus::missed);
}

TEST_CASE("an expected minute is met within its tolerance only", "[unit][journal]") {
  JournalBuilder builder = impact_at(14min);
  const auto expect = [&](Duration at) {
    builder.journal().header.targets.clear();
    builder.target({.name = "expected.impact",
                    .rule = DurationTarget{.to = impact_started,
                                           .within = at + 1min,
                                           .at_least = at - 1min,
                                           .from_start = true}});
    return only(builder).status;
  };

  CHECK(expect(15min) == TargetStatus::met);
  CHECK(expect(13min) == TargetStatus::met);
  CHECK(expect(16min) == TargetStatus::missed);
  CHECK(expect(12min) == TargetStatus::missed);
}

TEST_CASE("a lower bound alone is met by what never came", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target(
      {.name = "lasts",
       .rule = DurationTarget{.to = recovered, .within = Duration::max(), .at_least = 10min}});

  CHECK(only(builder).status == TargetStatus::met);
  CHECK(only(builder).censored);
}

TEST_CASE("a miss weighs more than missing data", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target("recover", recovered, 1min);
  builder.target(
      {.name = "acknowledge",
       .rule = DurationTarget{.from = page_delivered, .to = acknowledged, .within = 5min}});

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.verdict == RunVerdict::missed);
  CHECK(assessment.reasons.size() == 2);
}

TEST_CASE("a known miss is reported and does not fail the run", "[unit][journal]") {
  JournalBuilder builder = impact_at(100s);
  builder.target({.name = "recover",
                  .rule = DurationTarget{.to = recovered, .within = 1min},
                  .known_miss = "OPS-12"});
  builder.event(200s, recovered);

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.verdict == RunVerdict::met);
  CHECK(assessment.met() == 0);
  CHECK(assessment.targets.front().excused());
  CHECK(
      assessment.reasons ==
      std::vector<std::string>{"recover took 1m40s, target 1m (over by 40s); known miss: OPS-12"});
}

TEST_CASE("whatever keeps a run from proving anything makes it inconclusive", "[unit][journal]") {
  JournalBuilder builder = tests::seed_incident();
  std::string reason;

  SECTION("a fault that touched nothing") {
    builder.fault({.id = "slow-db", .kind = "latency", .planned = 1, .started = 1});
    reason = "fault slow-db (latency) touched nothing";
  }
  SECTION("a metric without a sample") {
    builder.event(2700s, Event{.type = metric_without_data, .what = "http_reqests_total"});
    reason = "a metric without data: http_reqests_total";
  }
  SECTION("a query that could never be evaluated") {
    builder.event(2700s, Event{.type = query_failed, .what = "Slow cannot be evaluated"});
    reason = "a query failed: Slow cannot be evaluated";
  }
  SECTION("a step of the script that never began") {
    builder.event(2700s,
                  Event{.type = step_not_started,
                        .what = "release never began",
                        .by = "script",
                        .outcome = "never_triggered"});
    reason = "release never began";
  }
  SECTION("a run that was cut short") {
    builder.journal().complete = false;
    reason = "the run was cut short";
  }
  SECTION("nobody who came") {
    builder.journal().traffic.clear();
    reason = "not a single request was made";
  }

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.verdict == RunVerdict::inconclusive);
  CHECK(assessment.reasons == std::vector<std::string>{reason});
}

TEST_CASE("a response that was not needed raises no doubt", "[unit][journal]") {
  JournalBuilder builder = tests::seed_incident();
  builder.event(2700s,
                Event{.type = step_not_started, .by = "response", .outcome = "never_triggered"});
  builder.event(2700s, Event{.type = step_not_started, .by = "script", .outcome = "passed_over"});

  CHECK(assess(builder.build()).verdict == RunVerdict::met);
}

TEST_CASE("a fault that was never to act raises no doubt", "[unit][journal]") {
  JournalBuilder builder = tests::seed_incident();
  builder.fault({.id = "never", .kind = "hang"});

  CHECK(assess(builder.build()).verdict == RunVerdict::met);
}

TEST_CASE("a failed steady state is inconclusive, said once", "[unit][journal]") {
  JournalBuilder builder = tests::seed_without_restart();
  builder.event(0s, Event{.type = steady_state_failed, .what = "clients: 12 of 400 bad"});
  builder.fault({.id = "slow-db", .kind = "latency", .planned = 1});
  builder.event(0s,
                Event{.type = step_not_started,
                      .what = "release never began",
                      .by = "script",
                      .outcome = "never_triggered"});

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.verdict == RunVerdict::inconclusive);
  CHECK(assessment.reasons ==
        std::vector<std::string>{"the steady state did not hold: clients: 12 of 400 bad"});
}

TEST_CASE("of a run whose steady state failed no target is met, not even a count of nothing",
          "[unit][journal]") {
  JournalBuilder builder;
  builder.count_target("pages", {.at_most = 0});
  builder.target("recover", recovered, 1min);
  builder.event(0s, Event{.type = steady_state_failed, .what = "clients: 12 of 400 bad"});

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.met() == 0);
  for (const TargetResult& target : assessment.targets) {
    CHECK(target.status == TargetStatus::no_data);
    CHECK(target.why == "the steady state did not hold");
  }
}

TEST_CASE("a run without targets proves nothing", "[unit][journal]") {
  CHECK(assess(JournalBuilder().build()).verdict == RunVerdict::inconclusive);
}
