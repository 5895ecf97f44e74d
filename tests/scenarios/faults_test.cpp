// One small scenario for each fault, in faults/: it hurts while it acts, and not before or after.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "harness/faults/fault.hpp"
#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

std::uint64_t bad_between(const Journal& journal, Duration from, Duration until) {
  std::uint64_t bad = 0;
  for (const TrafficRecord& record : journal.traffic) {
    bad += record.second >= Instant{from} && record.second < Instant{until} ? record.bad : 0;
  }
  return bad;
}

}  // namespace

TEST_CASE("each fault has a scenario in which it hurts, is counted, and is gone when it ends",
          "[scenarios][faults]") {
  for (const FaultInfo& info : fault_kinds()) {
    const std::string kind(info.kind);
    INFO(kind);
    const Journal journal = played(read_file("tests/scenarios/faults/" + kind + ".json"));

    CHECK(bad_between(journal, 0s, 1min) == 0);
    CHECK(bad_between(journal, 1min, 3min) > 20);
    CHECK(bad_between(journal, 3min + 30s, 12min) == 0);
    REQUIRE(journal.footer.faults.size() == 1);
    CHECK(journal.footer.faults[0].kind == kind);
    CHECK(journal.footer.faults[0].planned == 1);
    CHECK(journal.footer.faults[0].started == 1);
    CHECK(journal.footer.faults[0].injected > 0);
    CHECK(journal.footer.faults[0].observed > 0);
    CHECK(assess(journal).verdict == RunVerdict::met);
  }
}
