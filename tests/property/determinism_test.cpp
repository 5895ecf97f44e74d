#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// The same seed gives the same run; a fault re-rolls nothing but what it touches.

namespace firedrill {
namespace {

using namespace tests;

/// Everything that draws: Poisson arrivals, network, service times, shares, retries, tokens.
simulated::WorldPlan busy_world(std::uint64_t seed) {
  const Distribution latency = Lognormal{.median = 10ms, .p99 = 80ms};
  Call call{.service = "server", .timeout = 100ms, .share = 0.9, .network = Exponential{1ms}};
  call.retry = RetryPolicy{.attempts = 3, .backoff = 10ms};
  AuthUse use{.call = {.service = "identity", .timeout = 1s}, .speaks = "v1"};
  use.token_cache = 20s;
  Behaviour server{.workers = 4, .queue = 50, .latency = latency, .auth = {use}, .startup = 2s};
  Behaviour edge{.workers = 40, .latency = latency, .calls = {{call, {.service = "other"}}}};
  simulated::WorldPlan plan{
      .services = {provider_of("identity", {.latency = latency}),
                   service_of("server", server, 3),
                   service_of("other", {.workers = 500, .latency = latency}, 2),
                   service_of("edge", edge, 2)},
      .traffic = {clients_of("edge", 100), clients_of("other", 50)},
      .seed = Seed{seed}};
  plan.traffic.back().name = "direct";
  for (Population& population : plan.traffic) {
    population.arrivals = Arrivals::poisson;
    population.network = Uniform{1ms, 5ms};
  }
  return plan;
}

StartFault half_errors(std::string service) {
  return {{.id = "errors",
           .target = {.service = std::move(service)},
           .fault = faults::ErrorRate{.rate = *Probability::from(0.5)}}};
}

struct Run {
  std::uint64_t digest = 0;
  std::uint64_t tasks = 0;
  std::uint64_t good = 0;

  bool operator==(const Run&) const = default;
};

Run play(std::uint64_t seed) {
  WorldFixture fixture{busy_world(seed), 10s};
  fixture.play_until(20s);
  fixture.perform(half_errors("server"));
  fixture.perform(RestartReplicas{{"server", 0, 2}});
  fixture.play_to_the_end(60s);
  return {fixture.scheduler().digest(), fixture.scheduler().executed(), fixture.good()};
}

TEST_CASE("the same seed gives the same run, another seed another", "[determinism]") {
  const Run first = play(1);

  CHECK(play(1) == first);
  CHECK(play(2).digest != first.digest);
}

bool same(const TrafficRecord& left, const TrafficRecord& right) {
  return left.second == right.second && left.outcomes == right.outcomes &&
         left.latency == right.latency;
}

/// The records of "direct", whose requests go to "other" alone.
std::vector<TrafficRecord> direct_traffic(const std::optional<StartFault>& fault) {
  WorldFixture fixture{busy_world(1)};
  if (fault) {
    fixture.perform(*fault);
  }
  fixture.play_to_the_end(60s);
  std::vector<TrafficRecord> direct;
  for (const TrafficRecord& record : fixture.traffic()) {
    if (record.population == "direct") {
      direct.push_back(record);
    }
  }
  return direct;
}

TEST_CASE("a fault in one service changes no draw of the others", "[determinism]") {
  // "edge" calls "server" and "other" side by side and fails as soon as "server" does; what
  // "other" draws stays the same all the same, and so does all that its own clients see.
  const auto quiet = direct_traffic({});
  const auto faulty = direct_traffic(half_errors("server"));

  REQUIRE(quiet.size() == 60);
  CHECK(std::equal(quiet.begin(), quiet.end(), faulty.begin(), faulty.end(), same));
}

TEST_CASE("a fault that never strikes changes nothing at all", "[determinism]") {
  const auto inert = [](bool injected) {
    WorldFixture fixture{busy_world(1)};
    if (injected) {
      fixture.perform(StartFault{{.id = "inert",
                                  .target = {.service = "server"},
                                  .fault = faults::Hang{{.rate = *Probability::from(0)}}}});
    }
    fixture.play_to_the_end(30s);
    return fixture.traffic();
  };
  const auto without = inert(false);
  const auto with = inert(true);

  CHECK(std::equal(without.begin(), without.end(), with.begin(), with.end(), same));
}

}  // namespace
}  // namespace firedrill
