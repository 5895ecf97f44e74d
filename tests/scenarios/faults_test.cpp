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

Journal played_fault(const std::string& name) {
  return played(read_file("tests/scenarios/faults/" + name + ".json"));
}

}  // namespace

TEST_CASE("each fault has a scenario in which it hurts, is counted, and is gone when it ends",
          "[scenarios][faults]") {
  for (const FaultInfo& info : fault_kinds()) {
    if (info.is_of_response) {
      continue;
    }
    const std::string kind(info.kind);
    INFO(kind);
    const Journal journal = played_fault(kind);

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

TEST_CASE("each fault of the response has a scenario whose targets it makes fail",
          "[scenarios][faults]") {
  for (const FaultInfo& info : fault_kinds()) {
    if (!info.is_of_response) {
      continue;
    }
    const std::string kind(info.kind);
    INFO(kind);
    const Journal journal = played_fault(kind);
    REQUIRE(journal.footer.faults.size() == 2);  // errors, which there is a response to, and it
    CHECK(journal.footer.faults[1].kind == kind);
    CHECK(journal.footer.faults[1].started == 1);
    CHECK(journal.footer.faults[1].injected > 0);
    CHECK(journal.footer.faults[1].observed > 0);
    CHECK(assess(journal).verdict == RunVerdict::missed);

    std::string without = read_file("tests/scenarios/faults/" + kind + ".json");
    const std::size_t at = without.find(",\n    {\"id\": \"fault\"");
    REQUIRE(at != std::string::npos);
    without.erase(at, without.find('\n', at + 2) - at);
    CHECK(assess(played(without)).verdict == RunVerdict::met);
  }
}

TEST_CASE("a fault with a share hits that share of the requests", "[scenarios][faults]") {
  const Journal journal = played_fault("share");

  CHECK(bad_between(journal, 0s, 1min) == 0);
  // 720 on average; how many requests there are is drawn too
  CHECK(bad_between(journal, 1min, 3min) > 600);
  CHECK(bad_between(journal, 1min, 3min) < 840);
  CHECK(bad_between(journal, 3min, 12min) == 0);
  CHECK(assess(journal).verdict == RunVerdict::met);
}

TEST_CASE("a fault with a ramp grows until it hits all", "[scenarios][faults]") {
  const Journal journal = played_fault("ramp");
  const auto bad_in_minute = [&](int minute) {
    return bad_between(journal, minute * 1min, (minute + 1) * 1min);
  };

  CHECK(bad_in_minute(0) == 0);
  CHECK(bad_in_minute(1) > 90);  // of 1200: 150, 450, 750, 1050, all
  CHECK(bad_in_minute(1) < 210);
  CHECK(bad_in_minute(2) > 360);
  CHECK(bad_in_minute(2) < 540);
  CHECK(bad_in_minute(3) > 640);
  CHECK(bad_in_minute(3) < 860);
  CHECK(bad_in_minute(4) > 890);
  CHECK(bad_in_minute(5) > bad_in_minute(4));
  CHECK(bad_in_minute(6) == 0);
  CHECK(assess(journal).verdict == RunVerdict::met);
}

TEST_CASE("a provider that wants PKCE shuts out who logs in without it, until they send it",
          "[scenarios][faults]") {
  const Journal journal = played_fault("pkce");

  CHECK(bad_between(journal, 0s, 1min) == 0);
  CHECK(bad_between(journal, 1min + 30s, 3min) == 90 * 20);
  CHECK(bad_between(journal, 3min + 30s, 12min) == 0);
  const auto started =
      std::find_if(journal.events.begin(), journal.events.end(), [](const Event& event) {
        return event.type == EventType::impact_started;
      });
  REQUIRE(started != journal.events.end());
  CHECK(journal.events[static_cast<std::size_t>(started->cause) - 1].step == "theirs");
  CHECK(assess(journal).verdict == RunVerdict::met);
}

TEST_CASE("tokens by a provider's wrong clock are refused as long as they are about",
          "[scenarios][faults]") {
  const Journal journal = played_fault("provider_clock");

  CHECK(bad_between(journal, 0s, 1min) == 0);
  CHECK(bad_between(journal, 2min + 58s, 3min) == 40);  // all tokens are new since the fault began
  CHECK(bad_between(journal, 3min, 5min) > 1000);       // 1200 on average
  CHECK(bad_between(journal, 5min + 1s, 12min) == 0);
  REQUIRE(journal.footer.faults.size() == 1);
  CHECK(journal.footer.faults[0].injected == bad_between(journal, 0s, 12min));
  CHECK(journal.footer.faults[0].observed == journal.footer.faults[0].injected);
  CHECK(assess(journal).verdict == RunVerdict::met);
}

TEST_CASE("replicas that share a refresh token are shut out by rotation until it is undone",
          "[scenarios][faults]") {
  const Journal journal = played_fault("refresh_rotation");

  CHECK(bad_between(journal, 0s, 1min) == 0);
  CHECK(bad_between(journal, 1min + 30s, 3min) == 90 * 20);  // all caches have expired
  CHECK(bad_between(journal, 3min + 1s, 12min) == 0);
  REQUIRE(journal.footer.faults.size() == 1);
  const std::uint64_t refreshed = 1;  // a good response that has to do with the fault
  CHECK(journal.footer.faults[0].observed == bad_between(journal, 0s, 12min) + refreshed);
  CHECK(assess(journal).verdict == RunVerdict::met);
}
