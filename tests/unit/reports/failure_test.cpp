#include "harness/reports/failure.hpp"

#include <string>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"
#include "tests/support/text_search.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using enum EventType;
using tests::contains;
using tests::JournalBuilder;

namespace {

/// A run whose scenario has one target, at its place in the file.
JournalBuilder run_with(std::variant<DurationTarget, QuantityTarget> rule,
                        std::string known_miss = "") {
  JournalBuilder builder(30min);
  builder.journal().header.scenario_text = "{\n  \"targets\": {\"it\": \"5m\"}\n}\n";
  builder.target({.name = "it",
                  .rule = std::move(rule),
                  .source = {22, 26},
                  .known_miss = std::move(known_miss)});
  return builder;
}

std::string failure_of(const JournalBuilder& builder) {
  const Assessment assessment = assess(builder.build());
  REQUIRE(assessment.targets.size() == 1);
  return reports::failure(builder.build(), assessment.targets.front(), {.file = "my.json"});
}

}  // namespace

TEST_CASE("a miss stands at its place, with what was expected and what came", "[unit][reports]") {
  JournalBuilder builder = run_with(DurationTarget{.to = recovered, .within = 5min});
  builder.event(1min, impact_started);
  builder.event(3min, Event{.type = acknowledged, .what = "ann is there", .by = "ann"});
  builder.event(8min, recovered);

  CHECK(failure_of(builder) ==
        "error: it took 7m, target 5m (over by 2m)\n"
        " --> my.json:2:21\n"
        "  |\n"
        "2 |   \"targets\": {\"it\": \"5m\"}\n"
        "  |                     ^^^^ expected: recovered within 5m of impact_started\n"
        "  = actual: 7m, from t+1m to t+8m\n"
        "  = where the time went: acknowledge 2m, calm down 5m\n"
        "  = last event before the limit: t+3m ann is there\n");
}

TEST_CASE("what never came is told to the end of the run", "[unit][reports]") {
  JournalBuilder builder =
      run_with(DurationTarget{.from = page_delivered, .to = acknowledged, .within = 5min});
  builder.event(1min, Event{.type = page_delivered, .what = "ann is paged"});

  const std::string text = failure_of(builder);

  CHECK(contains(text, "error: it never came in 29m, target 5m\n"));
  CHECK(contains(text, "= actual: over 29m, from t+1m to the end of the run\n"));
  CHECK(contains(text, "= last event before the limit: t+1m ann is paged\n"));
  CHECK(contains(text, "= where the time went: nothing more 29m\n"));
}

TEST_CASE("an expectation names whose events it is about", "[unit][reports]") {
  const auto expectation = [](DurationTarget rule, const std::string& part) {
    return contains(failure_of(run_with(std::move(rule))), "expected: " + part);
  };

  CHECK(expectation({.from = rollback_started,
                     .from_of = "undo",
                     .to = recovered,
                     .to_of = "shop",
                     .by = "alert",
                     .within = 5min},
                    "recovered of shop by alert within 5m of rollback_started of undo\n"));
  CHECK(expectation({.within = Duration::max(), .at_least = 1min},
                    "recovered at least 1m after impact_started\n"));
  CHECK(expectation({.to = impact_started, .within = 5min, .from_start = true},
                    "impact_started within 5m of the start\n"));
  CHECK(expectation({.to = impact_started, .within = 5min, .at_least = 1min, .from_start = true},
                    "impact_started 1m to 5m after the start\n"));
}

TEST_CASE("without data a target is no error and says what is missing", "[unit][reports]") {
  const std::string text = failure_of(run_with(DurationTarget{.within = 5min}));

  CHECK(contains(text, "warning: it has no data: impact_started never happened\n"));
  CHECK(contains(text, "= actual: no data: impact_started never happened\n"));
}

TEST_CASE("a count that is over its limit says both", "[unit][reports]") {
  JournalBuilder builder = run_with(QuantityTarget{.at_most = 0});
  builder.event(1min, page_delivered);

  const std::string text = failure_of(builder);

  CHECK(contains(text, "error: it came to 1, target at most 0\n"));
  CHECK(contains(text, "expected: at most 0\n"));
}

TEST_CASE("an accepted miss is a warning with its ticket", "[unit][reports]") {
  JournalBuilder builder = run_with(QuantityTarget{.at_most = 0}, "OPS-7");
  builder.event(1min, page_delivered);

  const std::string text = failure_of(builder);

  CHECK(contains(text, "warning: it came to 1"));
  CHECK(contains(text, "= known miss: OPS-7\n"));
}

TEST_CASE("without the user's name for it a scenario has its name in the journal",
          "[unit][reports]") {
  const JournalBuilder builder = run_with(DurationTarget{.within = 5min});
  const TargetResult target = assess(builder.build()).targets.front();

  CHECK(contains(reports::failure(builder.build(), target), "--> example.json:2:21\n"));
}
