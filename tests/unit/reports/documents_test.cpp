#include <string>

#include <catch2/catch.hpp>

#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"
#include "tests/support/busy_incident.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/journal_builder.hpp"
#include "tests/support/text_search.hpp"

using namespace firedrill;
using firedrill::tests::check_golden;
using firedrill::tests::count_of;

// What these write lies in golden/, where tests/schema/ validates it by JSON Schema and XSD.

namespace {

const std::string folder = "tests/unit/reports/golden/";

}  // namespace

TEST_CASE("report.json tells the seed incident to programs", "[unit][reports]") {
  check_golden(folder + "seed.json", reports::json(firedrill::tests::seed_incident().build()));
}

TEST_CASE("report.json says null for what a quiet run has not", "[unit][reports]") {
  check_golden(folder + "quiet.json", reports::json(firedrill::tests::quiet_seed().build()));
}

TEST_CASE("report.json has everything of a busy incident", "[unit][reports]") {
  check_golden(folder + "busy.json", reports::json(firedrill::tests::busy_incident().build()));
}

TEST_CASE("postmortem.md is a draft for the seed incident", "[unit][reports]") {
  check_golden(folder + "seed.md",
               reports::markdown(firedrill::tests::seed_incident().build(),
                                 {.file = "scenarios/auth-upgrade-2023-11-09.json"}));
}

TEST_CASE("postmortem.md keeps a busy incident's texts from becoming markup", "[unit][reports]") {
  const std::string text = reports::markdown(firedrill::tests::busy_incident().build());

  check_golden(folder + "busy.md", text);
  CHECK(text.find("<b>") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("postmortem.md of a quiet run says that nobody was hurt", "[unit][reports]") {
  const std::string text = reports::markdown(firedrill::tests::quiet_seed().build());

  CHECK(text.find("Clients were not hurt: 0 of 108,000 requests failed.") != std::string::npos);
}

TEST_CASE("junit.xml holds a suite for each scenario, whatever became of it", "[unit][reports]") {
  const reports::JunitOptions options{.file = "scenarios/auth-upgrade-2023-11-09.json"};
  check_golden(folder + "all.xml",
               reports::junit(
                   {reports::junit_suite(firedrill::tests::seed_incident().build(), options),
                    reports::junit_suite(firedrill::tests::seed_without_restart().build(), options),
                    reports::junit_suite(firedrill::tests::quiet_seed().build(), options),
                    reports::junit_suite(firedrill::tests::busy_incident().build()),
                    reports::junit_suite_of_error("late", "port 80 is <taken> & \x1b[1mgone")}));
}

TEST_CASE("a miss is a failure with its message in both places", "[unit][reports]") {
  const reports::JunitSuite suite =
      reports::junit_suite(firedrill::tests::seed_without_restart().build());

  CHECK(suite.tests == 5);
  CHECK(suite.failures == 1);
  CHECK(suite.errors == 0);
  CHECK(count_of(suite.xml, "recover never came in 30m, target 24m") == 2);
}

TEST_CASE("what proves nothing is an error, never skipped", "[unit][reports]") {
  const reports::JunitSuite quiet = reports::junit_suite(firedrill::tests::quiet_seed().build());
  const reports::JunitSuite none = reports::junit_suite(firedrill::tests::JournalBuilder().build());

  CHECK(quiet.errors == 5);
  CHECK(quiet.skipped == 0);
  CHECK(none.tests == 1);
  CHECK(none.errors == 1);
}

TEST_CASE("a doubt about the whole run turns its met targets into errors", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_incident();
  builder.fault({.id = "idle", .kind = "hang", .planned = 1});

  const reports::JunitSuite suite = reports::junit_suite(builder.build());

  CHECK(suite.errors == 5);
  CHECK(suite.xml.find("but the run proves nothing: fault idle (hang) touched nothing") !=
        std::string::npos);
}

TEST_CASE("a known miss is skipped with its ticket", "[unit][reports]") {
  firedrill::tests::JournalBuilder builder = firedrill::tests::seed_without_restart();
  builder.journal().header.targets.back().known_miss = "OPS-1";

  const reports::JunitSuite suite = reports::junit_suite(builder.build());

  CHECK(suite.failures == 0);
  CHECK(suite.errors == 0);
  CHECK(suite.skipped == 1);
  CHECK(suite.xml.find("known miss OPS-1: recover never came") != std::string::npos);
}
