#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// The caller's side: timeouts, network, retries, breakers, groups of calls.

namespace firedrill {
namespace {

using namespace tests;

Behaviour takes(Duration latency) {
  return {.latency = Constant{latency}, .startup = 5s};
}

Behaviour calls(Call call) {
  return {.latency = Constant{1ms}, .calls = {{std::move(call)}}};
}

/// One request a second to "edge", which makes `call` to "server".
simulated::WorldPlan two_tiers(Behaviour server, Call call) {
  return {.services = {service_of("server", std::move(server)),
                       service_of("edge", calls(std::move(call)))},
          .traffic = {clients_of("edge", 1)}};
}

std::uint32_t bucket_of_only_latency(const WorldFixture& fixture) {
  REQUIRE_FALSE(fixture.traffic().empty());
  REQUIRE(fixture.traffic().front().latency.size() == 1);
  return fixture.traffic().front().latency.front().first;
}

StartFault errors(std::string service, double rate, int reply = 500) {
  return {{.id = "errors",
           .target = {.service = std::move(service)},
           .fault = faults::ErrorRate{.rate = *Probability::from(rate), .reply = reply}}};
}

TEST_CASE("a call takes the callee's time on top of the caller's own", "[calls]") {
  WorldFixture fixture{two_tiers(takes(20ms), {.service = "server"})};

  fixture.play_to_the_end(10s);

  CHECK(fixture.good() == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(21ms));
}

TEST_CASE("the network is travelled both ways", "[calls]") {
  WorldFixture fixture{two_tiers(takes(20ms), {.service = "server", .network = Constant{100ms}})};

  fixture.play_to_the_end(10s);

  CHECK(fixture.good() == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(221ms));
}

TEST_CASE("a call that takes too long makes the service answer what `fails` says", "[calls]") {
  WorldFixture fixture{
      two_tiers(takes(200ms), {.service = "server", .timeout = 100ms, .fails = {.reply = 504}})};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("504") == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(101ms));
}

TEST_CASE("an answer on its way back counts as too late when the timeout comes first", "[calls]") {
  WorldFixture fixture{
      two_tiers(takes(50ms), {.service = "server", .timeout = 100ms, .network = Constant{40ms}})};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("502") == 10);
  CHECK(fixture.world().usage().requests == 0);
}

TEST_CASE("a client gives up after its own timeout", "[calls]") {
  simulated::WorldPlan plan{.services = {service_of("server", takes(10s))},
                            .traffic = {clients_of("server", 1)}};
  plan.traffic.front().timeout = 300ms;
  WorldFixture fixture{plan};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("timeout") == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(300ms));
}

TEST_CASE("a failure whose reply is 2xx is swallowed", "[calls]") {
  WorldFixture fixture{
      two_tiers(takes(200ms), {.service = "server", .timeout = 100ms, .fails = {.reply = 200}})};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("200") == 10);
}

TEST_CASE("the client's own mistakes are passed on, the callee's are translated", "[calls]") {
  WorldFixture fixture{two_tiers(takes(1ms), {.service = "server"})};
  fixture.perform(errors("server", 1, 404));
  fixture.play_until(5s);
  fixture.perform(EndFault{"errors"});
  fixture.perform(
      StartFault{{.id = "overload",
                  .target = {.service = "server"},
                  .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 429}}});
  fixture.play_to_the_end(10s);

  CHECK(fixture.count("404") == 5);
  CHECK(fixture.count("502") == 5);
}

TEST_CASE("a failed attempt is made again after the back-off", "[calls]") {
  Call call{.service = "server", .timeout = 100ms};
  call.retry = RetryPolicy{.attempts = 3, .backoff = 50ms, .factor = 2, .jitter = Jitter::none};
  WorldFixture fixture{two_tiers(takes(200ms), call)};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("502") == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(1ms + 3 * 100ms + 50ms + 100ms));
}

TEST_CASE("a retry that is answered saves the request, which keeps the cause", "[calls]") {
  Call call{.service = "server"};
  call.retry = RetryPolicy{.attempts = 20, .backoff = 1ms, .jitter = Jitter::none};
  WorldFixture fixture{two_tiers(takes(1ms), call)};
  fixture.perform(errors("server", 0.5), EventId{9});

  fixture.play_to_the_end(100s);

  CHECK(fixture.good() == 100);
  CHECK(fixture.tally(EventId{9}).bad == 0);
  CHECK(fixture.tally(EventId{9}).other > 30);
  CHECK(fixture.tally(EventId{9}).other < 70);
}

TEST_CASE("a retry waits as long as Retry-After asks for", "[calls]") {
  Call call{.service = "server"};
  call.retry = RetryPolicy{.attempts = 2, .backoff = 1ms, .jitter = Jitter::none};
  WorldFixture fixture{two_tiers(takes(1ms), call)};
  fixture.perform(
      StartFault{{.id = "limit",
                  .target = {.service = "server"},
                  .fault = faults::AuthRateLimited{.limit = {.per_second = 0.001, .burst = 1},
                                                   .retry_after = 500ms}}});

  fixture.play_to_the_end(3s);

  CHECK(fixture.good(0s, 1s) == 1);
  CHECK(fixture.count("502", 1s, 2s) == 0);
  CHECK(fixture.count("502", 2s, 3s) == 1);
}

TEST_CASE("a retry budget bounds the extra load of a lasting failure", "[calls]") {
  Call call{.service = "server"};
  call.retry = RetryPolicy{.attempts = 10, .backoff = 1ms, .jitter = Jitter::none, .budget = 0.1};
  WorldFixture fixture{two_tiers(takes(1ms), call)};
  fixture.perform(errors("server", 1));

  fixture.play_to_the_end(1000s);

  const auto attempts = fixture.world().fault_tallies().front().injected;
  CHECK(attempts <= 1000 + 100 + 10);
  CHECK(attempts >= 1000 + 90);
}

TEST_CASE("an open breaker refuses at once and lets a probe find out", "[calls]") {
  Call call{.service = "server"};
  call.breaker = BreakerPolicy{.failures = 5, .open_for = 10s, .probes = 1};
  WorldFixture fixture{two_tiers(takes(1ms), call)};
  fixture.perform(errors("server", 1), EventId{9});
  fixture.play_until(8s);
  CHECK(fixture.world().fault_tallies().front().injected == 5);

  fixture.perform(EndFault{"errors"});
  fixture.play_to_the_end(30s);

  CHECK(fixture.bad(0s, 14s) == 14);
  CHECK(fixture.bad(15s, 30s) == 0);
  CHECK(fixture.tally(EventId{9}).bad == fixture.bad());
}

TEST_CASE("calls of a group run side by side, groups one after the other", "[calls]") {
  Behaviour edge{.latency = Constant{1ms},
                 .calls = {{{.service = "slow"}, {.service = "quick"}}, {{.service = "quick"}}}};
  WorldFixture fixture{{.services = {service_of("slow", takes(100ms)),
                                     service_of("quick", takes(10ms)),
                                     service_of("edge", edge)},
                        .traffic = {clients_of("edge", 1)}}};

  fixture.play_to_the_end(10s);

  CHECK(fixture.good() == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(111ms));
}

TEST_CASE("the first failure of a group does not wait for the others", "[calls]") {
  Behaviour edge{.latency = Constant{1ms}, .calls = {{{.service = "slow"}, {.service = "quick"}}}};
  WorldFixture fixture{{.services = {service_of("slow", takes(100ms)),
                                     service_of("quick", takes(10ms)),
                                     service_of("edge", edge)},
                        .traffic = {clients_of("edge", 1)}}};
  fixture.perform(errors("quick", 1));

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("502") == 10);
  CHECK(bucket_of_only_latency(fixture) == latency_bucket(1ms));
  CHECK(fixture.world().usage().requests == 0);
}

TEST_CASE("a share of the requests makes a call that is not made always", "[calls]") {
  WorldFixture fixture{two_tiers(takes(1ms), {.service = "server", .share = 0.25})};

  fixture.play_to_the_end(1000s);

  const auto made = sample(fixture.scrape("server-0"), "http_requests_total");
  REQUIRE(made);
  CHECK(*made > 200);
  CHECK(*made < 300);
  CHECK(fixture.good() == 1000);
}

TEST_CASE("callers go round the replicas that are up", "[calls]") {
  WorldFixture fixture{
      {.services = {service_of("server", takes(1ms), 3)}, .traffic = {clients_of("server", 30)}}};
  fixture.perform(RestartReplicas{{"server", 1, 1}});

  fixture.play_until(4s);

  CHECK(fixture.good() == fixture.count("200"));
  CHECK(fixture.bad() == 0);
  CHECK(sample(fixture.scrape("server-0"), "http_requests_total") == 60);
  CHECK(sample(fixture.scrape("server-2"), "http_requests_total") == 60);
  CHECK_FALSE(fixture.scrape("server-1").up);
}

TEST_CASE("a request that was on its way to a replica that went down is refused", "[calls]") {
  simulated::WorldPlan plan{.services = {service_of("server", takes(1ms))},
                            .traffic = {clients_of("server", 1)}};
  plan.traffic.front().network = Constant{400ms};
  WorldFixture fixture{plan};
  fixture.play_until(600ms);  // sent at 500 ms

  fixture.perform(RestartReplicas{{"server", 0, 1}}, EventId{5});
  fixture.play_to_the_end(1400ms);

  CHECK(fixture.count("refused") == 1);
  CHECK(fixture.tally(EventId{5}).bad == 1);
}

/// What "edge" shows of its calls that ended so.
double shown_calls(WorldFixture& fixture, std::string_view metric, std::string_view code) {
  double sum = 0;
  for (const ScrapedSample& sample : fixture.scrape("edge-0").samples) {
    const bool is_asked_for = sample.labels.get(promql::name_label) == metric &&
                              sample.labels.get("to") == "server" &&
                              sample.labels.get("code") == code;
    sum += is_asked_for ? sample.value : 0;
  }
  return sum;
}

simulated::WorldPlan showing_calls(simulated::WorldPlan plan) {
  plan.services.back().shown = make_shown({{.name = "calls",
                                            .shows = ShownSource::calls,
                                            .as = MetricType::summary,
                                            .labels = {{"to", "${callee}"}, {"code", "${code}"}}}});
  return plan;
}

TEST_CASE("a caller shows each attempt, with its own duration", "[calls]") {
  const RetryPolicy retry{.attempts = 3, .backoff = 10ms, .jitter = Jitter::none};
  WorldFixture fixture{showing_calls(
      two_tiers(takes(200ms), {.service = "server", .timeout = 100ms, .retry = retry}))};

  fixture.play_until(10s);

  CHECK(fixture.count("502") == 10);
  CHECK(shown_calls(fixture, "calls_count", "timeout") == 30);
  CHECK(shown_calls(fixture, "calls_sum", "timeout") == Approx(3));
  CHECK(shown_calls(fixture, "calls_count", "200") == 0);
}

TEST_CASE("what a breaker turns away, or nobody waits for any more, is no attempt", "[calls]") {
  simulated::WorldPlan plan = showing_calls(
      two_tiers(takes(1ms),
                {.service = "server", .breaker = BreakerPolicy{.failures = 2, .open_for = 1min}}));
  WorldFixture fixture{plan};
  fixture.perform(errors("server", 1, 500));
  fixture.play_until(10s);
  CHECK(shown_calls(fixture, "calls_count", "500") == 2);
  CHECK(shown_calls(fixture, "calls_count", "refused") == 0);

  simulated::WorldPlan slow = showing_calls(two_tiers(takes(5s), {.service = "server"}));
  slow.services.back().versions.front().behaviour.abandoned_work = AbandonedWork::cancel;
  slow.traffic.front().timeout = 100ms;
  WorldFixture forsaken{slow};
  forsaken.play_until(10s);
  CHECK(forsaken.count("timeout") == 10);
  CHECK(forsaken.scrape("edge-0").up);
  CHECK(shown_calls(forsaken, "calls_count", "timeout") == 0);
}

}  // namespace
}  // namespace firedrill
