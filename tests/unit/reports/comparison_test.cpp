#include "harness/reports/comparison.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using tests::JournalBuilder;

namespace {

/// A run whose impact comes after 1 m and, unless never, lasts so long; "recover" has 5 m.
JournalBuilder impact_of(Duration length) {
  JournalBuilder builder;
  builder.target("recover", EventType::recovered, 5min);
  builder.count_target("pages", {.at_most = 0});
  builder.traffic({.to = 10s, .good = 40});
  if (length > 0s) {
    const EventId impact = builder.event(1min, EventType::impact_started);
    builder.event(1min + length, EventType::recovered, impact);
  }
  return builder;
}

std::string compared(const JournalBuilder& with, JournalBuilder without) {
  without.journal().header.without = "undo";
  return reports::comparison(with.build(), without.build());
}

}  // namespace

TEST_CASE("a step without which a target is missed is tested", "[unit][reports]") {
  CHECK(compared(impact_of(2min), impact_of(10min)) ==
        "without \"undo\" the verdict changes from met to missed: the drill tests it\n"
        "  recover: met -> missed\n");
}

TEST_CASE("a step without which a target has no data is not called tested", "[unit][reports]") {
  CHECK(compared(impact_of(2min), impact_of(0s)) ==
        "without \"undo\" the verdict changes from met to inconclusive: the drill lost its data\n"
        "  recover: met -> no data (impact_started never happened)\n");
}

TEST_CASE("a run that is in doubt without the step says why", "[unit][reports]") {
  JournalBuilder doubtful = impact_of(2min);
  doubtful.fault({.id = "break", .kind = "hang", .planned = 1});

  CHECK(compared(impact_of(2min), doubtful) ==
        "without \"undo\" the verdict changes from met to inconclusive: "
        "fault break (hang) touched nothing\n");
}

TEST_CASE("a step that changes nothing is said loudly", "[unit][reports]") {
  CHECK(compared(impact_of(2min), impact_of(3min)) ==
        "THIS DRILL PROVES NOTHING ABOUT \"undo\": with it and without it the verdict is met\n");
}

TEST_CASE("a drill that is not met with the step concludes nothing about it", "[unit][reports]") {
  CHECK(compared(impact_of(10min), impact_of(2min)) ==
        "with \"undo\" the verdict is missed already: nothing can be concluded about the step\n"
        "  recover: missed -> met\n");
  CHECK(compared(impact_of(0s), impact_of(0s)) ==
        "with \"undo\" the verdict is inconclusive already: nothing can be concluded about the "
        "step\n");
}

TEST_CASE("a known miss that changes is no proof of nothing", "[unit][reports]") {
  JournalBuilder known = impact_of(10min);
  known.journal().header.targets.front().known_miss = "OPS-1";

  CHECK(compared(impact_of(2min), known) ==
        "with \"undo\" and without it the verdict is met, but not every target\n"
        "  recover: met -> missed\n");
}

TEST_CASE("the names in a comparison cannot steer the terminal", "[unit][reports]") {
  JournalBuilder with = impact_of(2min);
  with.journal().header.targets.front().name = "a\x1b[2J";

  CHECK(compared(with, impact_of(10min)).find('\x1b') == std::string::npos);
}
