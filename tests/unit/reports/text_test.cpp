#include "harness/reports/text.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/busy_incident.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::check_golden;

namespace {

const std::string folder = "tests/unit/reports/golden/";

std::string seed_text(const Journal& journal) {
  return reports::text(journal,
                       {.file = "scenarios/auth-upgrade-2023-11-09.json",
                        .report = "out/auth-upgrade-2023-11-09",
                        .took = 120ms});
}

}  // namespace

TEST_CASE("the text report tells the seed incident", "[unit][reports]") {
  check_golden(folder + "seed.txt", seed_text(firedrill::tests::seed_incident().build()));
}

TEST_CASE("the text report shows a miss at its place in the scenario", "[unit][reports]") {
  check_golden(folder + "missed.txt", seed_text(firedrill::tests::seed_without_restart().build()));
}

TEST_CASE("the text report says what a quiet run could not prove", "[unit][reports]") {
  check_golden(folder + "quiet.txt", seed_text(firedrill::tests::quiet_seed().build()));
}

TEST_CASE("the text report keeps a busy incident readable", "[unit][reports]") {
  check_golden(folder + "busy.txt", reports::text(firedrill::tests::busy_incident().build()));
}

TEST_CASE("without color a text report has no control sequence, whatever the scenario says",
          "[unit][reports]") {
  const Journal journal = firedrill::tests::busy_incident().build();

  CHECK(reports::text(journal).find('\x1b') == std::string::npos);
  CHECK(reports::text(journal, {.color = true}).find("\x1b[31mred") == std::string::npos);
}

TEST_CASE("colors change nothing but colors", "[unit][reports]") {
  const Journal journal = firedrill::tests::seed_without_restart().build();
  std::string colored = reports::text(journal, {.color = true});

  for (std::size_t begin = colored.find('\x1b'); begin != std::string::npos;
       begin = colored.find('\x1b')) {
    colored.erase(begin, colored.find('m', begin) - begin + 1);
  }

  CHECK(colored == reports::text(journal));
}

TEST_CASE("the last lines are the verdict, the report and the command that replays it",
          "[unit][reports]") {
  const std::string text = seed_text(firedrill::tests::seed_incident().build());

  const std::string end = text.substr(text.find("PASS"));
  CHECK(end ==
        "PASS  auth-upgrade-2023-11-09   5 of 5 targets met, worst margin +30s (rollback)   "
        "(simulated 45m in 120ms)\n"
        "report  out/auth-upgrade-2023-11-09\n"
        "replay  firedrill run scenarios/auth-upgrade-2023-11-09.json --seed 1\n");
}

TEST_CASE("a run that was cut short says so and shows no digest", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_incident();
  builder.journal().complete = false;

  const std::string text = seed_text(builder.build());

  CHECK(text.find("digest") == std::string::npos);
  CHECK(text.find("INCONCLUSIVE") != std::string::npos);
  CHECK(text.find("the run was cut short") != std::string::npos);
}
