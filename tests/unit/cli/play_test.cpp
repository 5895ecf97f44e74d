#include "harness/cli/play.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/journal/reader.hpp"
#include "harness/journal/writer.hpp"
#include "harness/scenario/load.hpp"

using Catch::Matchers::Contains;
using firedrill::Journal;
using firedrill::Scenario;
using firedrill::cli::play;
using firedrill::cli::PlayOptions;

namespace {

Scenario shop() {
  firedrill::LoadResult loaded = firedrill::load_scenario({"shop.json", R"({
    "firedrill": 1, "name": "shop", "lasts": "3m", "services": {"shop": {}},
    "traffic": [{"name": "shoppers", "to": "shop", "rate": "2/s"}],
    "script": [{"id": "break", "at": "10s", "do": "inject", "fault": "error_rate",
                "service": "shop", "rate": "50%", "for": "20s"}],
    "targets": {"recover": "1m"}})"});
  REQUIRE(loaded.scenario);
  return *std::move(loaded.scenario);
}

struct Played {
  Journal journal;
  std::string lines;
  std::size_t writes = 0;
};

Played played(const Scenario& scenario, PlayOptions options) {
  Played result;
  options.on_line = [&](std::string_view line) {
    result.lines += line;
    ++result.writes;
  };
  result.journal = play(scenario, options);
  return result;
}

}  // namespace

TEST_CASE("the same scenario and seed give the same bytes, another seed others", "[unit][cli]") {
  const Scenario scenario = shop();
  const Played first = played(scenario, {.seed = 7});

  CHECK(played(scenario, {.seed = 7}).lines == first.lines);
  CHECK(played(scenario, {.seed = 8}).lines != first.lines);
  CHECK(played(scenario, {.seed = 7}).journal.footer.digest == first.journal.footer.digest);
  CHECK(played(scenario, {.seed = 8}).journal.footer.digest != first.journal.footer.digest);
}

TEST_CASE("the lines are the journal, one write each, the header first", "[unit][cli]") {
  const Played run = played(shop(), {.seed = 3, .without = "a-step"});

  const auto again = firedrill::read_journal("journal.jsonl", run.lines);
  REQUIRE(again);
  CHECK(again->complete);
  CHECK(again->header.seed == 3);
  CHECK(again->header.without == "a-step");
  CHECK_THAT(again->header.firedrill, Catch::Matchers::StartsWith("0."));
  CHECK(again->events.size() == run.journal.events.size());
  CHECK(again->footer.digest == run.journal.footer.digest);
  CHECK(static_cast<std::size_t>(std::count(run.lines.begin(), run.lines.end(), '\n')) ==
        run.writes);
  std::string written;
  firedrill::write_journal(run.journal, [&](std::string_view line) { written += line; });
  CHECK(written == run.lines);
}

TEST_CASE("nobody has to listen to a run", "[unit][cli]") {
  CHECK(play(shop(), {}).footer.digest == played(shop(), {}).journal.footer.digest);
}

TEST_CASE("an interrupted run ends early and says no more than its lines do", "[unit][cli]") {
  int asked = 0;
  PlayOptions options;
  options.interrupted = [&] { return ++asked > 1; };

  const Played run = played(shop(), options);

  CHECK_FALSE(run.journal.complete);
  CHECK(run.journal.footer.digest.empty());
  CHECK(run.journal.footer.faults.empty());
  CHECK_THAT(run.lines, Contains("the run was interrupted") && !Contains("\"ended_ns\""));
  const auto again = firedrill::read_journal("journal.jsonl", run.lines);
  REQUIRE(again);
  CHECK_FALSE(again->complete);
  CHECK(again->events.size() == run.journal.events.size());
}

TEST_CASE("no path and no time of this machine is in a journal", "[unit][cli]") {
  Scenario scenario = shop();
  scenario.file = "some/where/shop.json";

  CHECK(played(scenario, {}).lines == played(shop(), {}).lines);
}
