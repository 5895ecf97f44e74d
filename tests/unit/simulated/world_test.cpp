#include "harness/simulated/world.hpp"

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace tests;

Behaviour quick() {
  return {.latency = Constant{10ms}, .startup = 5s};
}

TEST_CASE("every request of a quiet service is answered 200, counted in its second", "[world]") {
  WorldFixture fixture{
      {.services = {service_of("server", quick())}, .traffic = {clients_of("server", 40)}}};

  fixture.play_to_the_end(10s);

  REQUIRE(fixture.traffic().size() == 10);
  for (const TrafficRecord& record : fixture.traffic()) {
    CHECK(record.population == "clients");
    CHECK(record.good == 40);
    CHECK(record.bad == 0);
    CHECK_FALSE(record.first_bad);
    CHECK(record.outcomes == std::vector<std::pair<std::string, std::uint64_t>>{{"200", 40}});
    REQUIRE(record.latency.size() == 1);
    CHECK(record.latency.front().first == latency_bucket(10ms));
    CHECK(record.causes.empty());
  }
  CHECK(fixture.traffic()[3].second == Instant{3s});
}

TEST_CASE("traffic before t = 0 is recorded in negative seconds", "[world]") {
  WorldFixture fixture{
      {.services = {service_of("server", quick())}, .traffic = {clients_of("server", 40)}}, 2s};

  fixture.play_to_the_end(1s);

  REQUIRE(fixture.traffic().size() == 3);
  CHECK(fixture.traffic().front().second == Instant{-2s});
  CHECK(fixture.good(0s) == 40);
}

TEST_CASE("a restart takes the startup time, and nobody else answers meanwhile", "[world]") {
  WorldFixture fixture{
      {.services = {service_of("server", quick())}, .traffic = {clients_of("server", 40)}}};
  fixture.play_until(10s);

  const auto restart = fixture.perform(RestartReplicas{{"server", 0, 1}}, EventId{7});
  CHECK_FALSE(fixture.result(restart));
  CHECK_FALSE(fixture.scrape("server-0").up);
  fixture.play_to_the_end(20s);

  REQUIRE(fixture.result(restart));
  CHECK(fixture.result(restart)->at == Instant{15s});
  CHECK(fixture.result(restart)->result.outcome == Outcome::ok);
  CHECK(fixture.count("refused", 10s, 15s) == 200);
  CHECK(fixture.bad(0s, 10s) == 0);
  CHECK(fixture.bad(15s, 20s) == 0);
  CHECK(fixture.tally(EventId{7}).bad == 200);
  REQUIRE(fixture.changes().size() == 2);
  CHECK_FALSE(fixture.changes().front().up);
  CHECK(fixture.changes().back().up);
}

TEST_CASE("a restarted process begins with counters at zero", "[world]") {
  WorldFixture fixture{{.services = {service_of("server", quick())},
                        .traffic = {clients_of("server", 40)},
                        .starts_at_unix_ns = 1'000'000'000'000}};
  fixture.play_until(10s);
  CHECK(sample(fixture.scrape("server-0"), "http_requests_total", {{"code", "200"}}) == 400);

  fixture.perform(RestartReplicas{{"server", 0, 1}});
  fixture.play_until(16s);

  const ScrapeResult scrape = fixture.scrape("server-0");
  CHECK(sample(scrape, "http_requests_total", {{"code", "200"}}) == 40);
  CHECK(sample(scrape, "http_request_duration_seconds_count") == 40);
  CHECK(sample(scrape, "process_start_time_seconds") == 1010);
}

TEST_CASE("a process that takes over says when it began, not the one before it", "[world]") {
  Service server = service_of("server", quick());
  server.versions.push_back({.name = "2", .behaviour = quick()});
  WorldFixture fixture{{.services = {server},
                        .traffic = {clients_of("server", 40)},
                        .starts_at_unix_ns = 1'000'000'000'000}};
  fixture.play_until(10s);
  CHECK(sample(fixture.scrape("server-0"), "process_start_time_seconds") == 1000);

  fixture.perform(Install{.replicas = {"server", 0, 1}, .version = "2"});
  fixture.play_until(16s);

  CHECK(sample(fixture.scrape("server-0"), "process_start_time_seconds") == 1010);
}

}  // namespace
}  // namespace firedrill
