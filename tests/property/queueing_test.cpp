#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// Queueing truth: what the world must get right because mathematics says so.

namespace firedrill {
namespace {

using namespace tests;

/// Mean time in an M/M/c queue: waiting by Erlang's C formula, plus service.
/// Source: Kleinrock, "Queueing Systems I", 1975, section 3.5.
double erlang_c_sojourn_s(double per_second, double service_s, int servers) {
  const double load = per_second * service_s;
  double term = 1;  // load^k / k!
  double sum = 0;
  for (int k = 0; k < servers; ++k) {
    sum += term;
    term *= load / (k + 1);
  }
  const double busy = term * servers / (servers - load);
  const double waits = busy / (sum + busy);
  return service_s + waits * service_s / (servers - load);
}

Behaviour queue_of(std::size_t workers, Duration mean) {
  return {.workers = workers, .queue = 1'000'000, .latency = Exponential{mean}};
}

/// A gateway that calls `a`, `b` and `c` one after the other and takes no time itself: with Poisson
/// arrivals a tandem of M/M/c queues, each fed by a Poisson process (Burke's theorem).
simulated::WorldPlan tandem(double per_second) {
  Behaviour gateway{.workers = 1'000'000, .latency = Constant{}};
  gateway.calls = {{{.service = "a"}}, {{.service = "b"}}, {{.service = "c"}}};
  simulated::WorldPlan plan{.services = {service_of("a", queue_of(8, 10ms)),
                                         service_of("b", queue_of(8, 10ms)),
                                         service_of("c", queue_of(8, 10ms)),
                                         service_of("gateway", gateway)},
                            .traffic = {clients_of("gateway", per_second)},
                            .seed = Seed{1}};
  plan.traffic.front().arrivals = Arrivals::poisson;
  return plan;
}

double mean_latency_s(WorldFixture& fixture) {
  const ScrapeResult scrape = fixture.scrape("firedrill");
  return *sample(scrape, "client_request_duration_seconds_sum") /
         *sample(scrape, "client_request_duration_seconds_count");
}

TEST_CASE("a tandem of M/M/8 queues has the mean latency of Erlang's formula", "[queueing]") {
  WorldFixture fixture{tandem(560)};

  fixture.play_until(1786s);  // a million requests

  CHECK(fixture.good() > 995'000);
  CHECK(mean_latency_s(fixture) == Approx(3 * erlang_c_sojourn_s(560, 0.01, 8)).epsilon(0.003));
}

TEST_CASE("Little's law holds: requests inside are arrivals times latency", "[queueing]") {
  WorldFixture fixture{tandem(560)};
  double inside = 0;
  constexpr int samples = 2000;
  for (int count = 1; count <= samples; ++count) {
    fixture.play_until(count * 97ms);
    inside += *sample(fixture.scrape("gateway-0"), "http_requests_in_flight");
  }

  const double arrivals_per_s = static_cast<double>(fixture.good()) / 193.0;  // whole seconds
  CHECK(inside / samples == Approx(arrivals_per_s * mean_latency_s(fixture)).epsilon(0.02));
}

TEST_CASE("an open-loop overload grows as it must", "[queueing]") {
  Behaviour server{.workers = 1, .queue = 1'000'000, .latency = Constant{100ms}};
  simulated::WorldPlan plan{.services = {service_of("server", server)},
                            .traffic = {clients_of("server", 12)}};  // capacity is 10/s
  plan.traffic.front().timeout = 1h;
  WorldFixture fixture{plan};

  fixture.play_until(600s);

  // Two more wait every second; who is answered at t came at t / 1.2 and waited for the rest.
  CHECK(*sample(fixture.scrape("server-0"), "http_queue_length") == Approx(2 * 600).epsilon(0.01));
  for (const TrafficRecord& record : fixture.traffic()) {
    CHECK(record.good >= 9);
    CHECK(record.good <= 11);
    if (record.second >= Instant{60s}) {
      const auto answered = std::chrono::duration_cast<Duration>(record.second.time_since_epoch());
      const auto waited = Duration{answered.count() / 6};
      CHECK(latency_bucket_end(record.latency.back().first) >= waited);
      CHECK(latency_bucket(waited) + 1 >= record.latency.back().first);
    }
  }
}

/// 80 requests a second for a server that can do 100, 100 ms each; the clients wait for 400 ms.
simulated::WorldPlan near_the_edge(std::optional<RetryPolicy> retry) {
  Behaviour server{.workers = 10, .queue = 200, .latency = Constant{100ms}};
  server.abandoned_work = AbandonedWork::finish;
  Behaviour edge{.workers = 10'000, .queue = 0, .latency = Constant{1ms}};
  edge.calls = {{{.service = "server", .timeout = 400ms, .retry = retry}}};
  return {.services = {service_of("server", server), service_of("edge", edge)},
          .traffic = {clients_of("edge", 80)}};
}

/// The server hangs from 60 s to 90 s; returns the share of bad responses from 300 s to 600 s.
double bad_after_the_trigger(const simulated::WorldPlan& plan) {
  WorldFixture fixture{plan};
  fixture.play_until(60s);
  CHECK(fixture.bad() == 0);
  fixture.perform(StartFault{{.id = "slow",
                              .target = {.service = "server"},
                              .fault = faults::Latency{.by = Constant{500ms}}}});
  fixture.play_until(90s);
  fixture.perform(EndFault{"slow"});
  fixture.play_to_the_end(600s);
  const auto bad = static_cast<double>(fixture.bad(300s, 600s));
  return bad / (bad + static_cast<double>(fixture.good(300s, 600s)));
}

TEST_CASE("a retry storm outlives its trigger, and does not without retries", "[queueing]") {
  const RetryPolicy eager{.attempts = 3, .backoff = 50ms};
  RetryPolicy budgeted = eager;
  budgeted.budget = 0.1;

  CHECK(bad_after_the_trigger(near_the_edge(eager)) > 0.9);
  CHECK(bad_after_the_trigger(near_the_edge(budgeted)) == 0);
  CHECK(bad_after_the_trigger(near_the_edge({})) == 0);
}

}  // namespace
}  // namespace firedrill
