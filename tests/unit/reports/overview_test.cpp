#include "harness/reports/overview.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/reports/timeline.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using namespace firedrill::reports;
using enum EventType;
using tests::JournalBuilder;

namespace {

std::string only_impact_line(const JournalBuilder& builder) {
  const Overview overview(builder.build());
  REQUIRE(overview.windows.size() == 1);
  return impact_line(builder.build(), overview.windows.front());
}

std::string clocks_of(const JournalBuilder& builder) {
  return both_clocks(builder.build(), Overview(builder.build()).windows);
}

JournalBuilder impact(Duration from, Duration to) {
  JournalBuilder builder(10min);
  builder.event(from, impact_started);
  builder.event(to, recovered);
  return builder;
}

}  // namespace

TEST_CASE("an impact names its time, its worst and who noticed", "[unit][reports]") {
  CHECK(only_impact_line(tests::seed_incident()) ==
        "10:00:00 to 10:22:30 (22m30s), up to 100% bad, 54,000 failed (500), detected by alert");
}

TEST_CASE("an impact that the run did not see end is longer than told", "[unit][reports]") {
  CHECK(only_impact_line(tests::seed_without_restart()) ==
        "10:00:00 to the end (over 30m), up to 100% bad, 72,000 failed (500), detected by alert");
}

TEST_CASE("a run that ends in the calm after an impact does not say that clients are hurt",
          "[unit][reports]") {
  JournalBuilder builder(100s);
  const EventId change = builder.event(5s, rollout_started);
  builder.event(10s, impact_started, change);
  builder.event(60s, mitigated);
  builder.traffic({.from = 10s, .to = 60s, .bad = 10})
      .traffic({.from = 60s, .to = 100s, .good = 10});

  CHECK(only_impact_line(builder) ==
        "00:00:10 to 00:01:00 (50s, recovery not confirmed), up to 100% bad, 500 failed (500), "
        "detected by nobody");
  CHECK(clocks_of(builder) ==
        "55s from the change, 50s of customer impact, recovery not confirmed");
  CHECK(timeline(builder.build(), assess(builder.build()), impact_windows(builder.build()))
            .back()
            .sentence ==
        "the run ends 40s into the calm: recovery, which takes 1m of it, is not confirmed");
}

TEST_CASE("a calm that did not last to the end of the run is none", "[unit][reports]") {
  JournalBuilder builder(100s);
  builder.event(10s, impact_started);
  builder.event(60s, mitigated);
  builder.traffic({.from = 10s, .to = 60s, .bad = 10})
      .traffic({.from = 60s, .to = 80s, .good = 10})
      .traffic({.from = 80s, .to = 100s, .bad = 10});

  CHECK(only_impact_line(builder).starts_with("00:00:10 to the end (over 1m30s), "));
  CHECK(clocks_of(builder).find(", not over yet") != std::string::npos);
}

TEST_CASE("outcomes of an impact stand by their number", "[unit][reports]") {
  JournalBuilder builder = impact(0s, 30s);
  builder.traffic({.to = 10s, .bad = 1, .code = "503"})
      .traffic({.from = 10s, .to = 30s, .bad = 100, .code = "timeout"});

  CHECK(only_impact_line(builder) ==
        "00:00:00 to 00:00:30 (30s), up to 100% bad, 2,010 failed (timeout: 2,000, 503: 10), "
        "detected by nobody");
}

TEST_CASE("an impact without a failed request names no outcome", "[unit][reports]") {
  CHECK(only_impact_line(impact(0s, 30s)) ==
        "00:00:00 to 00:00:30 (30s), up to 0% bad, detected by nobody");
}

TEST_CASE("an incident runs on the clock of its change and on that of clients", "[unit][reports]") {
  CHECK(clocks_of(tests::seed_incident()) == "37m30s from the change, 22m30s of customer impact");
  CHECK(clocks_of(tests::seed_without_restart()) ==
        "over 45m from the change, over 30m of customer impact, not over yet");
  CHECK(clocks_of(impact(10s, 40s)) == "30s of customer impact, its cause unattributed");
  CHECK(clocks_of(tests::quiet_seed()).empty());
}

TEST_CASE("traffic is told with what failed and what was turned away", "[unit][reports]") {
  JournalBuilder builder(1min);
  CHECK(traffic_line(builder.build()) == "no requests");

  builder.traffic({.to = 10s, .good = 40});
  CHECK(traffic_line(builder.build()) == "0 of 400 requests failed");

  builder.traffic({.from = 10s, .to = 11s, .bad = 100});
  builder.journal().traffic.back().shed = 500;
  CHECK(traffic_line(builder.build()) == "100 of 500 requests failed (20%), 500 were shed");
}

TEST_CASE("the number of targets met is singular for one", "[unit][reports]") {
  JournalBuilder builder(1min);
  builder.count_target("pages", {.at_most = 0});

  CHECK(targets_met(assess(builder.build())) == "1 of 1 target met");
  builder.count_target("windows", {.quantity = Quantity::impact_windows, .at_least = 1});
  CHECK(targets_met(assess(builder.build())) == "1 of 2 targets met");
}

TEST_CASE("the worst margin of what never came is how late it is already", "[unit][reports]") {
  CHECK(worst_margin(assess(tests::seed_without_restart().build())) ==
        "worst margin over 6m late (recover)");
}

TEST_CASE("an accepted miss is not the worst margin", "[unit][reports]") {
  JournalBuilder builder = tests::seed_without_restart();
  builder.journal().header.targets.back().known_miss = "OPS-1";

  CHECK(worst_margin(assess(builder.build())) == "worst margin +30s (rollback)");
}

TEST_CASE("a lower bound has its margin above", "[unit][reports]") {
  JournalBuilder builder = impact(10s, 70s);
  builder.target(
      {.name = "outlives", .rule = DurationTarget{.within = Duration::max(), .at_least = 45s}});

  CHECK(worst_margin(assess(builder.build())) == "worst margin +15s (outlives)");
}

TEST_CASE("the length of a run says which time it was", "[unit][reports]") {
  JournalBuilder builder(90min);
  CHECK(length_of(builder.build()) == "simulated 1h30m");

  builder.journal().header.clock = "live";
  CHECK(length_of(builder.build()) == "ran 1h30m");
}
