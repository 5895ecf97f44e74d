#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

#include "harness/reports/overview.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using tests::JournalBuilder;

namespace {

/// One second of traffic in one line.
std::string line_of(std::uint64_t good, std::uint64_t bad, std::uint64_t shed) {
  JournalBuilder builder(1min);
  builder.traffic({.to = 1s, .good = good, .bad = bad});
  builder.journal().traffic.back().shed = shed;
  return reports::traffic_line(builder.build());
}

}  // namespace

TEST_CASE("the share of failures is that of the answered requests", "[unit][reports]") {
  CHECK(line_of(60, 20, 0) == "20 of 80 requests failed (25%)");
  CHECK(line_of(60, 20, 920) == "20 of 80 requests failed (25%), 920 were shed");
  CHECK(line_of(0, 3000, 7000) == "3,000 of 3,000 requests failed (100%), 7,000 were shed");
}

TEST_CASE("requests of which none failed have no share", "[unit][reports]") {
  CHECK(line_of(80, 0, 20) == "0 of 80 requests failed, 20 were shed");
  CHECK(line_of(0, 0, 20) == "0 of 0 requests failed, 20 were shed");
}

TEST_CASE("what came before the run is no part of its traffic", "[unit][reports]") {
  JournalBuilder builder(1min);
  builder.traffic({.from = -5s, .to = 1s, .good = 1, .bad = 1});

  CHECK(reports::traffic_line(builder.build()) == "1 of 2 requests failed (50%)");
}
