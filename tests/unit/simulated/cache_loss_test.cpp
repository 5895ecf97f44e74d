#include <catch2/catch.hpp>

#include "tests/support/tally.hpp"
#include "tests/support/world_fixture.hpp"

// A lost cache adds calls, and is named for what the load behind it breaks.

namespace firedrill {
namespace {

using namespace tests;

constexpr EventId losing{50};

/// "shop" asks "stock" for a part of its 20 requests a second, and gives up after half a second.
simulated::WorldPlan cached_shop(double share, Behaviour stock) {
  const Call call{.service = "stock", .timeout = 500ms, .fails = {.reply = 500}, .share = share};
  return {
      .services = {service_of("stock", std::move(stock)), service_of("shop", {.calls = {{call}}})},
      .traffic = {clients_of("shop", 20)}};
}

StartFault cache_lost(double lost,
                      std::optional<Duration> refills_in = {},
                      std::string id = "loss") {
  return {.fault = {.id = std::move(id),
                    .target = {.service = "stock", .from = "shop"},
                    .fault = faults::CacheLoss{.lost = lost, .refills_in = refills_in}}};
}

std::uint64_t added_calls_of(const StartFault& fault, double share, Duration until) {
  WorldFixture fixture{cached_shop(share, {})};
  fixture.play_until(10s);
  fixture.perform(fault, losing);
  fixture.play_to_the_end(until);
  CHECK(fixture.bad() == 0);
  return tally_among(fixture.world().fault_tallies(), "loss").injected;
}

TEST_CASE("a lost cache adds the calls that are left out, and no others", "[cache_loss]") {
  const std::uint64_t all = added_calls_of(cache_lost(1), 0, 60s);  // of 1000 requests

  CHECK(all > 900);
  CHECK(all < 1100);
  CHECK(added_calls_of(cache_lost(1), 1, 60s) == 0);
  const std::uint64_t some = added_calls_of(cache_lost(0.5), 0.2, 60s);
  CHECK(some > 320);  // 400 on average
  CHECK(some < 480);
  const std::uint64_t fewer = added_calls_of(cache_lost(1, 20s), 0, 60s);
  CHECK(fewer > 150);  // 200 on average
  CHECK(fewer < 250);
}

TEST_CASE("what the load behind a lost cache breaks names it", "[cache_loss]") {
  const std::vector<Behaviour> narrow = {
      {.workers = 1, .queue = 5, .latency = Constant{150ms}},    // it finds no room
      {.workers = 1, .queue = 500, .latency = Constant{150ms}},  // it waits too long
      {.latency = Constant{700ms}}};                             // it is too slow for anybody
  for (const Behaviour& stock : narrow) {
    INFO(stock.queue);
    const bool is_slow = stock.latency == Distribution{Constant{700ms}};
    WorldFixture fixture{cached_shop(is_slow ? 0 : 0.1, stock)};
    fixture.play_until(10s);
    const std::uint64_t before = fixture.bad();
    fixture.perform(cache_lost(1), losing);
    fixture.play_to_the_end(30s);

    CHECK(before == 0);
    CHECK(fixture.bad() > 100);
    CHECK(fixture.tally(losing).bad == fixture.bad());
  }
}

TEST_CASE("requests of a lost cache that are slow for another reason name that", "[cache_loss]") {
  WorldFixture fixture{cached_shop(0.5, {})};
  fixture.play_until(10s);
  fixture.perform(cache_lost(1), losing);
  fixture.perform(StartFault{.fault = {.id = "slow",
                                       .target = {.service = "stock"},
                                       .fault = faults::Latency{.by = Constant{2s}}}},
                  EventId{60});
  fixture.play_to_the_end(30s);

  CHECK(fixture.bad() > 300);
  CHECK(fixture.tally(EventId{60}).bad == fixture.bad());
}

TEST_CASE("of two losses of one cache the later one is suppressed", "[cache_loss]") {
  WorldFixture fixture{cached_shop(0, {})};
  fixture.play_until(1s);
  fixture.perform(cache_lost(1), losing);
  fixture.perform(cache_lost(0.5, {}, "again"), EventId{60});
  fixture.play_until(20s);
  const FaultTally hidden = tally_among(fixture.world().fault_tallies(), "again");
  CHECK(hidden.injected == 0);
  CHECK(hidden.suppressed() > 100);
  CHECK(hidden.suppressed_by.front().by == "loss");

  fixture.perform(EndFault{.id = "loss"});
  fixture.play_to_the_end(40s);
  CHECK(tally_among(fixture.world().fault_tallies(), "again").injected > 100);
  CHECK(fixture.tally(losing).bad == 0);
  CHECK(fixture.tally(losing).other > 300);
}

}  // namespace
}  // namespace firedrill
