// Requests that a fault would have touched, had another one not ended them before.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/simulated/fault_table.hpp"
#include "tests/support/tally.hpp"
#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace tests;
using simulated::FaultTable;

constexpr std::uint32_t shop = 0;
constexpr std::uint32_t caller = 1;

/// Faults on a service with two replicas, and on the edge to it.
struct Crowded {
  simulated::Blueprint blueprint{{service_of("shop", {}, 2), service_of("caller")}, {}};
  FaultTable faults{blueprint, Seed{1}};
  Instant now{1h};

  void start(std::string id, Fault fault, FaultTarget target = {.service = "shop"}) {
    const FaultSpec spec{
        .id = std::move(id), .target = std::move(target), .fault = std::move(fault)};
    REQUIRE(faults.start(spec, EventId{++started}, now) == FaultTable::Change::done);
  }

  void end(std::string_view id) { REQUIRE(faults.end(id, now) == FaultTable::Change::done); }

  std::uint16_t ask(std::uint32_t replica = 0) {
    const auto effect = faults.decide(
        {.replica = {.service = shop, .ordinal = replica}, .from = caller, .now = now},
        [] { return simulated::FaultDetails{}; });
    return effect ? effect->code() : code::none;
  }

  FaultTally tally(std::string_view id) const { return tally_among(faults.tallies(now), id); }

  std::uint32_t started = 0;
};

Fault refusing(double rate = 1) {
  return faults::Refuse{{.rate = *Probability::from(rate)}};
}

Fault failing(double rate = 1) {
  return faults::ErrorRate{.rate = *Probability::from(rate), .reply = 503};
}

TEST_CASE("what another fault has ended counts as suppressed, by that one", "[fault_table]") {
  Crowded table;
  table.start("slow", faults::Latency{.by = Constant{1s}});
  table.start("down", refusing());
  table.start("errors", failing());
  table.start("more", failing());

  for (int request = 0; request < 7; ++request) {
    CHECK(table.ask() == code::refused);
  }

  CHECK(table.tally("slow").injected == 7);  // delays come first
  CHECK(table.tally("slow").suppressed_by.empty());
  CHECK(table.tally("errors").injected == 0);
  CHECK(table.tally("errors").suppressed_by == Suppressions{{"down", 7}});
  CHECK(table.tally("more").suppressed_by == Suppressions{{"down", 7}});
  CHECK(table.tally("more").was_hidden());
  CHECK_FALSE(table.tally("more").touched_nothing());
}

TEST_CASE("of several that spoil an answer the first does, and the others are suppressed",
          "[fault_table]") {
  Crowded table;
  table.start("garbage", faults::Malformed{{.rate = *Probability::from(1)}});
  table.start("cut", faults::Truncate{{.rate = *Probability::from(1)}});
  table.start("late", faults::SlowAnswers{.by = Constant{1s}});

  table.ask();

  CHECK(table.tally("garbage").injected == 1);
  CHECK(table.tally("cut").injected == 0);
  CHECK(table.tally("cut").suppressed_by == Suppressions{{"garbage", 1}});
  CHECK(table.tally("late").injected == 1);
}

TEST_CASE("a change that nobody notices hides nothing, and yields to what callers notice",
          "[fault_table]") {
  Crowded table;
  table.start("wrong",
              faults::HeaderChange{
                  {.rate = *Probability::from(1)}, faults::RemoveHeader{.name = "etag"}, false});
  table.start("lost", faults::Partition{.loses = faults::Partition::Loses::answers});
  table.start("late", faults::SlowAnswers{.by = Constant{1s}});

  table.ask();

  CHECK(table.tally("wrong").suppressed_by == Suppressions{{"lost", 1}});
  CHECK(table.tally("lost").injected == 1);
  CHECK(table.tally("late").injected == 0);  // of what never comes
  CHECK(table.tally("late").suppressed_by == Suppressions{{"lost", 1}});
}

TEST_CASE("a link carries no answer of a request that another fault ends", "[fault_table]") {
  Crowded table;
  table.start("narrow", faults::Bandwidth{.rate = 1000, .size = 1000});  // a second for each
  table.start("down", refusing());
  for (int request = 0; request < 5; ++request) {
    CHECK(table.ask() == code::refused);
  }
  table.end("down");

  const auto effect =
      table.faults.decide({.replica = {.service = shop}, .from = caller, .now = table.now},
                          [] { return simulated::FaultDetails{}; });

  CHECK(effect->verdict.spoilt.late == 1s);
}

TEST_CASE("what would happen to work or to an answer is suppressed by whoever ends the request",
          "[fault_table]") {
  Crowded table;
  table.start("slow", faults::Latency{.by = Constant{1s}});
  table.start("theft", faults::CpuTheft{.factor = 2});
  table.start("late", faults::SlowAnswers{.by = Constant{1s}});
  table.start("cut", faults::Truncate{{.rate = *Probability::from(1)}});
  table.start("down", refusing());

  CHECK(table.ask() == code::refused);

  CHECK(table.tally("slow").injected == 1);  // it waits, and is refused then
  for (const char* id : {"theft", "late", "cut"}) {
    CAPTURE(id);
    CHECK(table.tally(id).injected == 0);
    CHECK(table.tally(id).suppressed_by == Suppressions{{"down", 1}});
  }
}

TEST_CASE("only what the fault would have hit is suppressed", "[fault_table]") {
  Crowded table;
  table.start("down", refusing());
  table.start("some", failing(0.3));
  table.start("second", failing(), {.service = "shop", .replicas = 1});
  table.start("others", failing(), {.service = "shop", .from = "shop"});
  table.start("none", failing(0));

  for (int request = 0; request < 5'000; ++request) {
    table.ask(0);
    table.ask(1);
  }

  CHECK(table.tally("some").suppressed() >= 2777);  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(table.tally("some").suppressed() <= 3226);
  CHECK(table.tally("second").suppressed() == 5'000);
  CHECK(table.tally("others").touched_nothing() == true);
  CHECK(table.tally("none").touched_nothing() == true);
}

TEST_CASE("what was hidden from a fault changes nothing of what it does to the rest",
          "[fault_table]") {
  const auto codes = [](bool was_hidden) {
    Crowded table;
    if (was_hidden) {
      table.start("down", refusing());
    }
    table.start("errors", failing(0.5));
    table.start("first", faults::DropFirst{.requests = 20});
    for (int request = 0; was_hidden && request < 100; ++request) {
      table.ask();
    }
    if (was_hidden) {
      CHECK(table.tally("first").suppressed() == 20);  // of those it counts no more either
      table.end("down");
    }
    std::vector<std::uint16_t> heard;
    for (int request = 0; request < 100; ++request) {
      heard.push_back(table.ask());
    }
    CHECK(table.tally("first").injected == 20);
    return heard;
  };

  CHECK(codes(true) == codes(false));
}

TEST_CASE("a fault that begins again begins to count anew what is hidden from it",
          "[fault_table]") {
  Crowded table;
  table.start("down", refusing());
  for (int times = 0; times < 2; ++times) {
    table.start("first", faults::DropFirst{.requests = 3});
    for (int request = 0; request < 10; ++request) {
      table.ask();
    }
    table.end("first");
  }

  CHECK(table.tally("first").suppressed_by == Suppressions{{"down", 6}});
}

TEST_CASE("of two clocks that refuse a token the first does it", "[fault_table]") {
  Crowded table;
  table.start("one", faults::ClockSkew{.ahead = 1h});
  table.start("two", faults::ClockSkew{.ahead = 2h});

  const auto cause = table.faults.refused_by_clock({.verifier = {.service = shop},
                                                    .provider = caller,
                                                    .issued = table.now,
                                                    .times = {.age = 1min, .left = 30min}});

  CHECK(cause == EventId{1});
  CHECK(table.tally("one").injected == 1);
  CHECK(table.tally("two").suppressed_by == Suppressions{{"one", 1}});
}

}  // namespace
}  // namespace firedrill
