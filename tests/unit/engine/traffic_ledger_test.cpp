#include "harness/engine/traffic_ledger.hpp"

#include <catch2/catch.hpp>

namespace firedrill {
namespace {

using namespace std::chrono_literals;
using Outcomes = std::vector<std::pair<std::string, std::uint64_t>>;

TEST_CASE("a response at exactly t belongs to the second that starts at t", "[ledger]") {
  TrafficLedger ledger{"clients"};
  ledger.record({.at = Instant{999'999'999ns}, .code = 200, .good = true});
  ledger.record({.at = Instant{1s}, .code = 200, .good = true});

  const auto records = ledger.take_ended(Instant{2s});

  REQUIRE(records.size() == 2);
  CHECK(records[0].second == Instant{0s});
  CHECK(records[0].good == 1);
  CHECK(records[1].second == Instant{1s});
  CHECK(records[1].good == 1);
}

TEST_CASE("a second that still runs is kept back, an empty one is not written", "[ledger]") {
  TrafficLedger ledger{"clients"};
  CHECK(ledger.take_ended(Instant{1s}).empty());

  ledger.record({.at = Instant{1500ms}, .code = 200, .good = true});
  CHECK(ledger.take_ended(Instant{1999ms}).empty());
  CHECK(ledger.take_ended(Instant{2s}).size() == 1);
  CHECK(ledger.take_ended(Instant{60s}).empty());
}

TEST_CASE("seconds before t = 0 are rounded down", "[ledger]") {
  TrafficLedger ledger{"clients"};
  ledger.record({.at = Instant{-1ns}, .code = 200, .good = true});

  CHECK(ledger.take_ended(Instant{0s}).front().second == Instant{-1s});
}

TEST_CASE("outcomes are counted by name, bad ones once more, shed ones are neither", "[ledger]") {
  TrafficLedger ledger{"clients"};
  ledger.record({.at = Instant{100ms}, .latency = 10ms, .code = 500});
  ledger.record({.at = Instant{200ms}, .latency = 10ms, .code = 200, .good = true});
  ledger.record({.at = Instant{300ms}, .latency = 3s, .code = 200});
  ledger.record({.at = Instant{400ms}, .latency = 10s, .code = code::timeout});
  ledger.record({.at = Instant{500ms}, .latency = 0s, .code = code::refused});
  ledger.record({.at = Instant{600ms}, .code = code::shed});

  const TrafficRecord record = ledger.take_ended(Instant{1s}).front();

  CHECK(record.population == "clients");
  CHECK(record.good == 1);
  CHECK(record.bad == 4);
  CHECK(record.shed == 1);
  CHECK(record.first_bad == Instant{100ms});
  CHECK(record.outcomes ==
        Outcomes{{"200", 2}, {"500", 1}, {"refused", 1}, {"shed", 1}, {"timeout", 1}});
  CHECK(record.bad_outcomes == Outcomes{{"200", 1}, {"500", 1}, {"refused", 1}, {"timeout", 1}});
  std::uint64_t latencies = 0;
  for (const auto& [bucket, responses] : record.latency) {
    latencies += responses;
  }
  CHECK(latencies == 5);
}

TEST_CASE("causes are tallied apart, those of shed responses as other", "[ledger]") {
  TrafficLedger ledger{"clients"};
  ledger.record({.at = Instant{1ms}, .code = 500, .cause = EventId{9}});
  ledger.record({.at = Instant{2ms}, .code = 500, .cause = EventId{4}});
  ledger.record({.at = Instant{3ms}, .code = 200, .good = true, .cause = EventId{9}});
  ledger.record({.at = Instant{4ms}, .code = 500});
  ledger.record({.at = Instant{5ms}, .code = code::shed, .cause = EventId{5}});

  const TrafficRecord record = ledger.take_ended(Instant{1s}).front();

  REQUIRE(record.causes.size() == 3);
  CHECK(record.causes[0].cause == EventId{4});
  CHECK(record.causes[0].bad == 1);
  CHECK(record.causes[1].cause == EventId{5});
  CHECK(record.causes[1].other == 1);
  CHECK(record.causes[2].cause == EventId{9});
  CHECK(record.causes[2].bad == 1);
  CHECK(record.causes[2].other == 1);
}

TEST_CASE("the longest wait that a clock can tell has a latency bucket", "[ledger]") {
  TrafficLedger ledger{"clients"};
  ledger.record({.at = Instant{1ms}, .latency = Duration::max(), .code = 200, .good = true});

  CHECK(ledger.take_ended(Instant{1s}).front().latency.size() == 1);
}

}  // namespace
}  // namespace firedrill
