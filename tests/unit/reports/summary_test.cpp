#include "harness/reports/summary.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/reports/overview.hpp"
#include "tests/support/busy_incident.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using reports::RunSummary;

namespace {

std::vector<RunSummary> four_runs() {
  return {reports::summarize(tests::seed_incident().build(), "a.json"),
          reports::summarize(tests::seed_without_restart().build(), "b.json"),
          reports::summarize(tests::quiet_seed().build(), "c.json"),
          RunSummary{.scenario = "late", .error = "port 80 is taken"}};
}

}  // namespace

TEST_CASE("many runs are one line each", "[unit][reports]") {
  std::string lines;
  for (const RunSummary& run : four_runs()) {
    lines += reports::summary_line(run, {});
  }

  CHECK(lines ==
        "PASS          auth-upgrade-2023-11-09  5/5  worst margin +30s (rollback)"
        "  digest 0123456789abcdef\n"
        "FAIL          auth-upgrade-2023-11-09  4/5  worst margin over 6m late (recover)  digest "
        "0123456789abcdef\n"
        "INCONCLUSIVE  auth-upgrade-2023-11-09  0/5  digest 0123456789abcdef\n"
        "ERROR         late  port 80 is taken\n");
}

TEST_CASE("a target short of all met is explained by its known miss", "[unit][reports]") {
  tests::JournalBuilder builder = tests::seed_without_restart();
  for (TargetDefinition& target : builder.journal().header.targets) {
    target.known_miss = target.name == "recover" ? "OPS-1" : "";
  }
  const RunSummary run = reports::summarize(builder.build(), "a.json");

  CHECK(reports::summary_line(run, {}).starts_with(
      "PASS          auth-upgrade-2023-11-09  4/5, 1 known miss  worst margin"));
  CHECK(reports::summary_markdown({run}).find("| PASS | 4/5, 1 known miss |") != std::string::npos);
}

TEST_CASE("what follows the names of many runs stands below each other", "[unit][reports]") {
  const RunSummary run{.scenario = "a", .verdict = RunVerdict::met, .met = 1, .targets = 1};

  CHECK(reports::summary_line(run, {.name_width = 4}) == "PASS          a     1/1\n");
}

TEST_CASE("below many runs, what did not pass is repeated, one line each", "[unit][reports]") {
  CHECK(reports::summary_end(four_runs(), {}) ==
        "\n"
        "4 scenarios: 1 passed, 1 failed, 1 inconclusive, 1 could not be played\n"
        "FAIL          auth-upgrade-2023-11-09  recover never came in 30m, target 24m\n"
        "INCONCLUSIVE  auth-upgrade-2023-11-09  detect, page, rollback, recover have no data: "
        "impact_started never happened (and 1 more)\n"
        "ERROR         late  port 80 is taken\n");
}

TEST_CASE("of a run that could not be played the error is the only reason", "[unit][reports]") {
  RunSummary run = reports::summarize(tests::quiet_seed().build(), "a.json");
  REQUIRE(run.reasons.size() > 1);
  run.error = "the disk is full";

  CHECK(reports::summary_end({run}, {}) ==
        "\n1 scenario: 1 could not be played\n"
        "ERROR         auth-upgrade-2023-11-09  the disk is full\n");
}

TEST_CASE("a run that was cut short has no digest to tell", "[unit][reports]") {
  tests::JournalBuilder builder = tests::quiet_seed();
  builder.journal().footer.digest.clear();

  CHECK(reports::summary_line(reports::summarize(builder.build()), {}) ==
        "INCONCLUSIVE  auth-upgrade-2023-11-09  0/5\n");
}

TEST_CASE("all about several runs stands in one text, names in a column", "[unit][reports]") {
  const std::vector<RunSummary> runs{
      {.scenario = "a", .verdict = RunVerdict::met, .met = 1, .targets = 1},
      {.scenario = "longer", .error = "port 80 is taken"}};

  CHECK(reports::summary_text(runs, false) ==
        "PASS          a       1/1\n"
        "ERROR         longer  port 80 is taken\n"
        "\n"
        "2 scenarios: 1 passed, 1 could not be played\n"
        "ERROR         longer  port 80 is taken\n");
}

TEST_CASE("summary.md shows first what did not pass", "[unit][reports]") {
  tests::check_golden("tests/unit/reports/golden/summary.md",
                      reports::summary_markdown(four_runs()));
}

TEST_CASE("summary.md stays small however many runs there are", "[unit][reports]") {
  RunSummary run = reports::summarize(tests::busy_incident().build());
  run.reasons.front() = std::string(5000, 'x');

  const std::string text = reports::summary_markdown(std::vector<RunSummary>(3000, run));

  CHECK(text.size() < 900'000);
  CHECK(text.find("and 2000 more") != std::string::npos);
}

TEST_CASE("a name of a scenario cannot steer the terminal", "[unit][reports]") {
  const RunSummary run{.scenario = "a\x1b[2J", .error = "b\nc"};

  CHECK(reports::summary_line(run, {}) == "ERROR         a\\x1b[2J  b\\nc\n");
}

TEST_CASE("the worst target is the one that missed by most of its limit", "[unit][reports]") {
  tests::JournalBuilder builder(1h);
  builder.target("late", EventType::recovered, 10min);
  builder.target("very late", EventType::alert_firing, 1min);
  builder.count_target("pages", {.at_most = 0});
  builder.event(0s, EventType::impact_started);
  builder.event(5min, EventType::alert_firing);
  builder.event(12min, EventType::recovered);

  const Assessment assessment = assess(builder.build());

  REQUIRE(reports::worst_target(assessment) != nullptr);
  CHECK(reports::worst_target(assessment)->definition.name == "very late");
  CHECK(reports::worst_margin(assessment) == "worst margin -4m (very late)");
}

TEST_CASE("a count that is met has no margin worth telling", "[unit][reports]") {
  tests::JournalBuilder builder(1h);
  builder.count_target("pages", {.at_most = 0});

  CHECK(reports::worst_margin(assess(builder.build())).empty());
}

TEST_CASE("the replay command holds all that decides a run", "[unit][reports]") {
  JournalHeader header = tests::seed_incident().build().header;
  header.seed = 7;
  header.without = "step one";

  CHECK(reports::replay_command(header, "") ==
        "firedrill run example.json --seed 7 --without 'step one'");
  CHECK(reports::replay_comment("") == "  # from the scenario's folder");
  CHECK(reports::replay_comment("x.json").empty());
  header.clock = "live";
  header.speed = 2.5;
  header.without = "";
  CHECK(reports::replay_command(header, "x.json") ==
        "firedrill run x.json --seed 7 --live --speed 2.5");
  header.allows_commands = true;
  header.without = "undo";
  CHECK(reports::replay_command(header, "x.json") ==
        "firedrill run x.json --seed 7 --live --speed 2.5 --allow-commands --without undo");
}
