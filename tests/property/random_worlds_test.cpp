#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// Worlds of any shape, struck by anything: every request ends, once, and nothing of it remains.

namespace firedrill {
namespace {

using namespace tests;

/// Draws worlds and what happens to them; everything from one stream.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(stream(Seed{seed}, "random worlds")) {}

  std::size_t up_to(std::size_t most) { return random_.below(most + 1); }

  bool one_in(std::size_t many) { return random_.below(many) == 0; }

  /// Few different values: many things happen at one instant.
  Duration coarse(std::size_t most) { return 100ms * up_to(most); }

  /// Services in the order of their names; each calls only later ones, the last is a provider.
  simulated::WorldPlan world() {
    const std::size_t size = 3 + up_to(3);
    simulated::WorldPlan plan;
    for (std::size_t place = 0; place < size; ++place) {
      plan.services.push_back(service(place, size));
    }
    Behaviour tokens{.workers = 1 + up_to(3), .queue = up_to(5), .latency = Constant{coarse(1)}};
    plan.services.push_back(provider_of(name_of(size), tokens));
    plan.traffic = {clients_of(name_of(0), 8), clients_of(name_of(up_to(size - 1)), 5)};
    plan.traffic.back().name = "others";
    for (Population& population : plan.traffic) {
      population.timeout = 100ms + coarse(20);
      population.rate.push_back({.at = 30s, .per_second = 0});
    }
    return plan;
  }

  Operation blow(const simulated::WorldPlan& plan, std::size_t number) {
    const Service& service = plan.services[up_to(plan.services.size() - 1)];
    if (one_in(4)) {
      return RestartReplicas{{service.name, 0, service.replicas}};
    }
    if (one_in(3) && service.kind == ServiceKind::service) {
      return Install{.replicas = {service.name, 0, service.replicas},
                     .version = one_in(2) ? "" : "next",
                     .in_flight = one_in(2) ? InFlight::drop : InFlight::finish};
    }
    return StartFault{
        {.id = std::to_string(number), .target = {.service = service.name}, .fault = fault()}};
  }

 private:
  static std::string name_of(std::size_t place) { return "s" + std::to_string(place); }

  Service service(std::size_t place, std::size_t size) {
    Service service = service_of(name_of(place), behaviour(place, size), 1 + up_to(1));
    service.versions.push_back({.name = "next", .behaviour = behaviour(place, size)});
    return service;
  }

  Behaviour behaviour(std::size_t place, std::size_t size) {
    Behaviour drawn{.workers = 1 + up_to(2), .queue = up_to(20), .latency = Constant{coarse(4)}};
    drawn.startup = coarse(10);
    drawn.abandoned_work = one_in(2) ? AbandonedWork::cancel : AbandonedWork::finish;
    if (one_in(2)) {
      drawn.auth = {{.call = call(size), .speaks = one_in(6) ? "v2" : "v1"}};
    }
    for (std::size_t groups = up_to(2); groups > 0 && place + 1 < size; --groups) {
      drawn.calls.emplace_back();
      for (std::size_t calls = 1 + up_to(2); calls > 0; --calls) {
        drawn.calls.back().push_back(call(place + 1 + up_to(size - place - 2)));
      }
    }
    return drawn;
  }

  Call call(std::size_t callee) {
    Call call{.service = name_of(callee), .timeout = 100ms + coarse(10)};
    call.fails.reply = one_in(4) ? 200 : 500;
    call.share = one_in(4) ? 0.5 : 1;
    call.network = Constant{one_in(3) ? 100ms : 0ms};
    if (one_in(4)) {
      call.retry = RetryPolicy{.attempts = 2, .backoff = coarse(3), .jitter = Jitter::none};
    }
    if (one_in(4)) {
      call.breaker = BreakerPolicy{.failures = 2, .open_for = 1s};
    }
    return call;
  }

  Fault fault() {
    const Probability half = *Probability::from(0.5);
    switch (up_to(5)) {
      case 0:
        return faults::Crash{.restarts_after = coarse(20)};
      case 1:
        return faults::CrashLoop{.lives = 1s + coarse(20), .backoff = coarse(5)};
      case 2:
        return faults::Hang{{.rate = half}};
      case 3:
        return faults::Refuse{{.rate = half}};
      case 4:
        return faults::Latency{.by = Constant{coarse(3)}};
      default:
        return faults::ErrorRate{.rate = half};
    }
  }

  Rng random_;
};

/// Every client got one answer, nothing waits or is worked on, and no worker is lost.
void check_at_rest(WorldFixture& fixture, const simulated::WorldPlan& plan) {
  CHECK(fixture.good() + fixture.bad() == 8 * 30 + 5 * 30);
  CHECK(fixture.world().usage().requests == 0);
  for (const Service& service : plan.services) {
    for (std::size_t ordinal = 0; ordinal < service.replicas; ++ordinal) {
      const ScrapeResult scrape = fixture.scrape(service.name + "-" + std::to_string(ordinal));
      CHECK(sample(scrape, "http_requests_in_flight") == 0);
      CHECK(sample(scrape, "http_queue_length") == 0);
    }
  }
}

TEST_CASE("whatever strikes a world of whatever shape, every request ends once", "[random]") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Chance chance{seed};
    const simulated::WorldPlan plan = chance.world();
    WorldFixture fixture{plan};
    constexpr std::size_t blows = 10;

    for (std::size_t number = 0; number < blows; ++number) {
      fixture.play_until(3s * number + chance.coarse(20));
      fixture.perform(chance.blow(plan, number));
    }
    fixture.play_until(32s);
    for (std::size_t number = 0; number < blows; ++number) {
      fixture.perform(EndFault{std::to_string(number)});
    }
    fixture.play_until(10min);

    check_at_rest(fixture, plan);
  }
}

}  // namespace
}  // namespace firedrill
