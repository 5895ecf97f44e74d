#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// Two ways to one service: a request that ends frees a worker and ends callers at the same instant.

namespace firedrill {
namespace {

using namespace tests;

Call call_of(std::string service, Duration timeout) {
  return {.service = std::move(service), .timeout = timeout, .fails = {.reply = 500}};
}

/// a calls b and c side by side, c calls b, and b needs the provider `idp` first. When that refuses
/// connections, the next request in b's queue ends the moment it begins.
simulated::WorldPlan diamond(AbandonedWork abandoned, Duration timeout) {
  Behaviour shared{.workers = 1, .queue = 100, .latency = Constant{400ms}};
  shared.auth = {{.call = call_of("idp", 2s), .speaks = "v1"}};
  shared.abandoned_work = abandoned;
  const Behaviour middle{.latency = Constant{100ms}, .calls = {{call_of("b", 5s)}}};
  const Behaviour top{.calls = {{call_of("c", 5s), call_of("b", timeout)}}};
  return {.services = {provider_of("idp"),
                       service_of("b", shared),
                       service_of("c", middle),
                       service_of("a", top)},
          .traffic = {clients_of("a", 1)}};
}

/// Breaks the provider `after` the request that came at 500 ms, and lets everything end.
void break_provider(WorldFixture& fixture, Duration after) {
  fixture.play_until(500ms + after);
  fixture.perform(
      StartFault{{.id = "down", .target = {.service = "idp"}, .fault = faults::Crash{}}});
  fixture.play_until(950ms);
}

TEST_CASE("a queued request that fails at once ends the callers it shares with the last one",
          "[visits]") {
  WorldFixture fixture{diamond(AbandonedWork::finish, 5s)};

  break_provider(fixture, 200ms);  // c's request waits for the worker that serves a's
  fixture.play_to_the_end(1200ms);

  CHECK(fixture.count("500") == 1);
  CHECK(fixture.tally(EventId{1}).bad == 1);
  CHECK(fixture.world().usage().requests == 0);
}

TEST_CASE("a call that times out may end the caller through the request that was queued behind",
          "[visits]") {
  WorldFixture fixture{diamond(AbandonedWork::cancel, 300ms)};

  break_provider(fixture, 200ms);  // a's call times out at 810 ms; c's request would begin and fail
  fixture.play_to_the_end(1200ms);

  CHECK(fixture.count("500") == 1);
  CHECK(fixture.world().usage().requests == 0);
}

TEST_CASE("a worker that has just become free counts as room in a full queue", "[visits]") {
  // Each of two clients calls b twice in a row; b has one worker and room for one more.
  Behaviour twice{.latency = Constant{}, .calls = {{call_of("b", 5s)}, {call_of("b", 5s)}}};
  simulated::WorldPlan plan{
      .services = {service_of("b", {.workers = 1, .queue = 1, .latency = Constant{400ms}}),
                   service_of("a", twice)},
      .traffic = {clients_of("a", 5)}};
  plan.traffic.front().rate.push_back({.at = 350ms, .per_second = 0});
  WorldFixture fixture{plan};

  fixture.play_to_the_end(3s);

  CHECK(fixture.good() == 2);
  CHECK(fixture.bad() == 0);
}

}  // namespace
}  // namespace firedrill
