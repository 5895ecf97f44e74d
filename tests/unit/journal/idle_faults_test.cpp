#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/assess.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace tests;

TEST_CASE("of many faults that touched nothing the first ten are named", "[unit][journal]") {
  JournalBuilder builder = tests::seed_incident();
  for (int number = 1; number <= 12; ++number) {
    builder.fault({.id = "f" + std::to_string(number), .kind = "hang", .planned = 1});
  }

  const std::vector<std::string> reasons = assess(builder.build()).reasons;

  REQUIRE(reasons.size() == 11);
  CHECK(reasons[9] == "fault f10 (hang) touched nothing");
  CHECK(reasons[10] == "2 more faults touched nothing");
}

TEST_CASE("a fault that others hid makes no run inconclusive", "[unit][journal]") {
  JournalBuilder builder = tests::seed_incident();
  builder.fault({.id = "hidden",
                 .kind = "error_rate",
                 .planned = 1,
                 .started = 1,
                 .suppressed_by = {{"down", 12}}});

  const Assessment assessment = assess(builder.build());

  CHECK(assessment.verdict == assess(tests::seed_incident().build()).verdict);
  CHECK(assessment.doubts.empty());
}
