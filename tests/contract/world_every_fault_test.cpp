// Every fault in every world: injected it does what its rows in fault_rows.cpp say, is counted and
// blamed; cleared it is gone.
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/engine/traffic_ledger.hpp"
#include "tests/contract/fault_stage.hpp"
#include "tests/support/text_search.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// One row of the table, as the step with that id injects it.
struct InjectedFault {
  std::string id;
  std::string keys;
  PlayedFault played;
};

std::vector<InjectedFault> played_faults() {
  std::vector<InjectedFault> injected;
  for (const RowsOfKind& of_kind : fault_rows()) {
    const auto* all = std::get_if<std::vector<PlayedFault>>(&of_kind.rows);
    for (const PlayedFault& played : all == nullptr ? std::vector<PlayedFault>{} : *all) {
      std::string id = fmt::format("f{}", injected.size());
      std::string keys =
          fmt::format(R"("id": "{}", "fault": "{}", {})", id, of_kind.kind, played.keys);
      injected.push_back({.id = std::move(id), .keys = std::move(keys), .played = played});
    }
  }
  return injected;
}

constexpr double enough = 10;

/// Of so many calls a few may be about something else: those that were under way when the fault
/// came or went, and those that a busy machine was late for.
double few_of(double calls) {
  return 2 + calls / 10;
}

/// While the fault acts: whom it hurts gets its outcome, in its time, and nobody gets another.
void check_outcome(Stage& stage, const PlayedFault& played) {
  const CallsSeen seen(stage, played);
  CallCounts calls;
  const bool has_come = stage.run_until([&] {
    calls = seen.now();
    return calls.wanted >= enough;
  });
  CAPTURE(outcome_name(played.outcome), calls.all, calls.succeeded, calls.wanted, calls.also);
  REQUIRE(has_come);

  const double few = few_of(calls.wanted);
  const double spared = played.outcome == 200 ? 0 : calls.succeeded;
  CHECK(calls.all - calls.wanted - calls.also - spared <= few);
  CHECK((played.hits == Hits::some || spared <= few));
  CHECK(calls.too_short <= few);
  CHECK(calls.too_long <= few);
}

/// Calls succeed again, at once.
void check_cleared(Stage& stage, const PlayedFault& played) {
  const PlayedFault nothing{.keys = played.keys, .outcome = 200, .took = {.at_most = "0.095"}};
  const CallsSeen seen(stage, nothing);
  CallCounts calls;
  CHECK(stage.run_until([&] {
    calls = seen.now();
    return calls.wanted >= enough;
  }));
  CHECK(calls.all - calls.wanted <= few_of(calls.wanted));
  CHECK(calls.too_long <= few_of(calls.wanted));
}

}  // namespace

TEST_CASE("each fault has rows that are played, or a test that exists", "[contract][world]") {
  for (const RowsOfKind& of_kind : fault_rows()) {
    CAPTURE(of_kind.kind);
    if (const auto* elsewhere = std::get_if<TestedBy>(&of_kind.rows)) {
      CAPTURE(elsewhere->file, elsewhere->test);
      const std::ifstream file(FIREDRILL_ROOT "/" + std::string(elsewhere->file));
      std::ostringstream text;
      text << file.rdbuf();
      CHECK(contains(text.str(), fmt::format("\"{}\"", elsewhere->test)));
    } else {
      CHECK_FALSE(std::get<std::vector<PlayedFault>>(of_kind.rows).empty());
    }
  }
}

TEST_CASE("a fault does what it is named for, is counted and blamed, and is gone when cleared",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const std::vector<InjectedFault> injected = played_faults();
  std::vector<std::string> keys;
  for (const InjectedFault& one : injected) {
    keys.push_back(one.keys);
  }
  Stage stage(kind, services, traffic, keys);
  REQUIRE(stage.becomes_well());
  std::vector<FaultTally> tallies;
  for (const InjectedFault& one : injected) {
    CAPTURE(kind.name, one.keys);
    const EventId culprit{static_cast<std::uint32_t>(100 + tallies.size())};

    const StartFault start{stage.fault(one.id)};
    CHECK(stage.perform(start, culprit).outcome == Outcome::ok);
    check_outcome(stage, one.played);
    const bool hurts = one.played.outcome != 200;
    CHECK(stage.run_until([&] { return stage.has_blamed(culprit) || !hurts; }));
    CHECK(stage.perform(start, EventId{43}).outcome == Outcome::no_effect);

    const OperationResult cleared = stage.perform(EndFault{.id = one.id});
    const bool is_crash = std::holds_alternative<faults::Crash>(start.fault.fault);
    CHECK(cleared.outcome == (is_crash ? Outcome::no_effect : Outcome::ok));
    REQUIRE(stage.becomes_well(1));
    check_cleared(stage, one.played);
    const FaultTally tally = stage.tally_of(one.id);
    CHECK(tally.kind == kind_of(start.fault.fault));
    CHECK(tally.injected_by == culprit);
    CHECK(tally.started == 1);
    CHECK(tally.injected > 0);
    CHECK(stage.perform(EndFault{.id = one.id}).outcome == Outcome::no_effect);
    tallies.push_back(tally);
  }
  stage.run_for(1s);
  for (const FaultTally& tally : tallies) {
    CAPTURE(tally.id);
    CHECK(stage.tally_of(tally.id).injected == tally.injected);
  }
}

}  // namespace firedrill::tests
