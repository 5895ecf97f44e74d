#include <cstdint>

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// The callee's side: workers, queues, abandoned work, warm-up, versions.

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan one_tier(Behaviour behaviour, double per_second, Duration timeout = 10s) {
  simulated::WorldPlan plan{.services = {service_of("server", std::move(behaviour))},
                            .traffic = {clients_of("server", per_second)}};
  plan.traffic.front().timeout = timeout;
  return plan;
}

TEST_CASE("requests beyond workers and queue are answered 503 at once", "[visits]") {
  WorldFixture fixture{one_tier({.workers = 2, .queue = 3, .latency = Constant{1h}}, 100)};

  fixture.play_until(1s);
  const ScrapeResult scrape = fixture.scrape("server-0");

  CHECK(sample(scrape, "http_requests_in_flight") == 5);
  CHECK(sample(scrape, "http_queue_length") == 3);
  CHECK(sample(scrape, "http_requests_total", {{"code", "503"}}) == 95);
  CHECK(fixture.count("503") == 95);
}

TEST_CASE(
    "who has a worker keeps it when a fault holds all others, and they come back with its end",
    "[visits][faults]") {
  WorldFixture fixture{one_tier({.workers = 4, .queue = 100, .latency = Constant{2s}}, 2, 1min)};
  fixture.play_until(4100ms);  // four at work
  REQUIRE(sample(fixture.scrape("server-0"), "http_queue_length") == 0);

  fixture.perform(
      StartFault{
          {.id = "held", .target = {.service = "server"}, .fault = faults::PoolExhaustion{1}}},
      EventId{7});
  fixture.play_until(8100ms);
  const std::uint64_t held = fixture.good();
  const auto waiting = sample(fixture.scrape("server-0"), "http_queue_length");
  fixture.perform(EndFault{"held"});
  fixture.play_until(8200ms);

  CHECK(held == 4 + 4 + 1);  // before, who had a worker, and one at a time
  CHECK(waiting == 6);
  CHECK(sample(fixture.scrape("server-0"), "http_queue_length") == 3);
}

TEST_CASE("waiting requests are served in the order of their arrival", "[visits]") {
  // Four a second, one worker that takes 500 ms: number k waits k * 250 ms.
  WorldFixture fixture{one_tier({.workers = 1, .queue = 100, .latency = Constant{500ms}}, 4)};

  fixture.play_to_the_end(10s);

  CHECK(fixture.good(0s, 10s) == 19);
  const auto& latency = fixture.traffic().back().latency;
  CHECK(latency.front().first >= latency_bucket(4500ms));
  CHECK(latency.back().first <= latency_bucket(5s));
}

TEST_CASE("work goes on whose caller has given up, unless the service cancels it", "[visits]") {
  const auto behaviour = [](AbandonedWork abandoned) {
    return Behaviour{
        .workers = 1, .queue = 100, .latency = Constant{400ms}, .abandoned_work = abandoned};
  };
  WorldFixture finishing{one_tier(behaviour(AbandonedWork::finish), 4, 300ms)};
  WorldFixture cancelling{one_tier(behaviour(AbandonedWork::cancel), 4, 300ms)};

  finishing.play_until(10s);
  cancelling.play_until(10s);

  CHECK(finishing.good() == 0);
  CHECK(cancelling.good() == 0);
  const ScrapeResult finished = finishing.scrape("server-0");
  const ScrapeResult cancelled = cancelling.scrape("server-0");
  CHECK(sample(finished, "http_requests_total", {{"code", "200"}}) == 24);
  CHECK(sample(finished, "http_queue_length") == 15);
  CHECK_FALSE(sample(cancelled, "http_requests_total", {{"code", "200"}}));
  CHECK(sample(cancelled, "http_requests_total", {{"code", "499"}}) > 30);
  CHECK(sample(cancelled, "http_requests_in_flight") <= 2);
}

TEST_CASE("cancelled work lets go of the calls that it had made", "[visits]") {
  Behaviour edge{.latency = Constant{1ms}, .calls = {{{.service = "server"}}}};
  edge.abandoned_work = AbandonedWork::cancel;
  simulated::WorldPlan plan{
      .services = {service_of("server",
                              {.latency = Constant{1h}, .abandoned_work = AbandonedWork::cancel}),
                   service_of("edge", edge)},
      .traffic = {clients_of("edge", 10)}};
  plan.traffic.front().timeout = 200ms;
  WorldFixture fixture{plan};

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("timeout") == 98);
  CHECK(fixture.world().usage().requests <= 3 * 4);
}

TEST_CASE("a worker is held while its request waits for others", "[visits]") {
  Behaviour edge{.workers = 2, .queue = 0, .latency = Constant{1ms}};
  edge.calls = {{{.service = "server"}}};
  WorldFixture fixture{
      {.services = {service_of("server", {.latency = Constant{1h}}), service_of("edge", edge)},
       .traffic = {clients_of("edge", 10)}}};

  fixture.play_until(1s);

  CHECK(fixture.count("503") == 8);
}

TEST_CASE("a process that has just started is slow at first", "[visits]") {
  Behaviour behaviour{.latency = Constant{100ms}, .startup = 1s};
  behaviour.warm_up = {.lasts = 10s, .factor = 3};
  WorldFixture fixture{one_tier(behaviour, 1)};
  fixture.play_until(10s);
  fixture.perform(RestartReplicas{{"server", 0, 1}});
  fixture.play_to_the_end(30s);

  const auto bucket_at = [&](Duration second) {
    for (const TrafficRecord& record : fixture.traffic()) {
      if (record.second == Instant{second}) {
        return record.latency.front().first;
      }
    }
    return 0U;
  };
  CHECK(bucket_at(5s) == latency_bucket(100ms));  // warm from the beginning
  CHECK(bucket_at(11s) == latency_bucket(290ms));
  CHECK(bucket_at(16s) == latency_bucket(190ms));
  CHECK(bucket_at(25s) == latency_bucket(100ms));
}

TEST_CASE("a replica that was warm from the start is never slow, before t = 0 or long after",
          "[visits]") {
  Behaviour behaviour{.latency = Constant{100ms}};
  behaviour.warm_up = {.lasts = 1h, .factor = 1000};
  WorldFixture fixture{one_tier(behaviour, 1), 10s};

  fixture.play_to_the_end(10min);

  CHECK(fixture.good() == 610);
  for (const TrafficRecord& record : fixture.traffic()) {
    REQUIRE(record.latency.size() == 1);
    REQUIRE(record.latency.front().first == latency_bucket(100ms));
  }
}

TEST_CASE("only the replica that was restarted warms up", "[visits]") {
  Behaviour behaviour{.latency = Constant{100ms}, .startup = 1s};
  behaviour.warm_up = {.lasts = 1min, .factor = 5};
  simulated::WorldPlan plan = one_tier(behaviour, 10);
  plan.services.front().replicas = 2;
  WorldFixture fixture{plan};
  fixture.play_until(10s);
  fixture.perform(RestartReplicas{{"server", 0, 1}});

  fixture.play_to_the_end(20s);

  const ScrapeResult restarted = fixture.scrape("server-0");
  const ScrapeResult other = fixture.scrape("server-1");
  const auto within = [](const ScrapeResult& scrape, std::string_view bound) {
    return *sample(scrape, "http_request_duration_seconds_bucket", {{"le", bound}});
  };
  CHECK(within(restarted, "0.25") == 0);
  CHECK(within(restarted, "0.5") > 30);
  CHECK(within(other, "0.1") == within(other, "+Inf"));
  CHECK(within(other, "0.1") > 80);
}

Service two_versions() {
  Service service = service_of("server", {.latency = Constant{100ms}, .startup = 5s}, 2);
  service.version = "1";
  service.versions = {{.name = "1", .behaviour = {.latency = Constant{400ms}, .startup = 5s}},
                      {.name = "2", .behaviour = {.latency = Constant{100ms}, .startup = 2s}}};
  return service;
}

TEST_CASE("an installed version takes new requests, those in flight finish", "[visits]") {
  WorldFixture fixture{{.services = {two_versions()}, .traffic = {clients_of("server", 10)}}};
  fixture.play_until(10s);

  const auto install = fixture.perform(Install{.replicas = {"server", 0, 2}, .version = "2"});
  fixture.play_until(20s);

  CHECK(fixture.result(install)->result.outcome == Outcome::ok);
  CHECK(fixture.bad() == 0);
  const ScrapeResult scrape = fixture.scrape("server-0");
  CHECK_FALSE(sample(scrape, "http_requests_total", {{"version", "1"}}));  // of a new process
  CHECK(sample(scrape, "http_requests_total", {{"version", "2"}}) > 45);
}

TEST_CASE("requests in flight are dropped when a version is installed so", "[visits]") {
  WorldFixture fixture{{.services = {two_versions()}, .traffic = {clients_of("server", 10)}}};
  fixture.play_until(10s);

  fixture.perform(
      Install{.replicas = {"server", 0, 2}, .version = "2", .in_flight = InFlight::drop},
      EventId{4});
  fixture.play_to_the_end(20s);

  CHECK(fixture.count("reset") == 4);
  CHECK(fixture.tally(EventId{4}).bad == 4);
}

TEST_CASE("a version that takes effect on restart waits for it", "[visits]") {
  WorldFixture fixture{{.services = {two_versions()}, .traffic = {clients_of("server", 10)}}};
  fixture.perform(
      Install{.replicas = {"server", 0, 1}, .version = "2", .activation = Activation::on_restart});
  fixture.play_until(10s);
  CHECK_FALSE(sample(fixture.scrape("server-0"), "http_requests_total", {{"version", "2"}}));

  const auto restart = fixture.perform(RestartReplicas{{"server", 0, 1}});
  fixture.play_until(20s);

  CHECK(fixture.result(restart)->at == Instant{12s});  // the startup of the version it starts with
  const ScrapeResult scrape = fixture.scrape("server-0");
  CHECK(sample(scrape, "http_requests_total", {{"version", "2"}}) > 30);
  CHECK_FALSE(sample(scrape, "http_requests_total", {{"version", "1"}}));
  CHECK_FALSE(sample(fixture.scrape("server-1"), "http_requests_total", {{"version", "2"}}));
}

TEST_CASE("what nobody waits for any more leaves nothing behind", "[visits]") {
  Behaviour server{.workers = 4, .queue = 10, .latency = Exponential{50ms}};
  Call call{.service = "server", .timeout = 60ms, .network = Exponential{5ms}};
  call.retry = RetryPolicy{.attempts = 3, .backoff = 5ms};
  Behaviour edge{.workers = 8, .queue = 10, .latency = Exponential{5ms}, .calls = {{call, call}}};
  edge.abandoned_work = AbandonedWork::cancel;
  simulated::WorldPlan plan{
      .services = {service_of("server", server, 2), service_of("edge", edge, 2)},
      .traffic = {clients_of("edge", 200)}};
  plan.traffic.front().timeout = 150ms;
  plan.traffic.front().rate.push_back({.at = 20s, .per_second = 0});
  WorldFixture fixture{plan};
  fixture.play_until(5s);
  fixture.perform(RestartReplicas{{"server", 0, 1}});
  fixture.play_until(10s);
  fixture.perform(StartFault{{.id = "hang",
                              .target = {.service = "server"},
                              .fault = faults::Hang{{.rate = *Probability::from(0.5)}}}});

  fixture.play_to_the_end(60s);

  CHECK(fixture.good() + fixture.bad() == 4000);
  CHECK(fixture.world().usage().requests == 0);
  CHECK(sample(fixture.scrape("server-1"), "http_requests_in_flight") == 0);
  CHECK(sample(fixture.scrape("edge-0"), "http_requests_in_flight") == 0);
}

}  // namespace
}  // namespace firedrill
