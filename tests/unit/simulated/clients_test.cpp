#include "harness/simulated/clients.hpp"

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// The load generator: what it asks for, what it calls good, and what it writes down.

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan shop(Behaviour behaviour = {.latency = Constant{100ms}}) {
  return {.services = {service_of("shop", std::move(behaviour))},
          .traffic = {clients_of("shop", 10)}};
}

StartFault answers_with(int reply) {
  return {{.id = "errors",
           .target = {.service = "shop"},
           .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = reply}}};
}

/// Good responses out of a hundred while the shop answers with this status.
std::uint64_t good_of(const Good& good, int reply) {
  simulated::WorldPlan plan = shop();
  plan.traffic.front().good = good;
  WorldFixture fixture{plan};
  fixture.perform(answers_with(reply));
  fixture.play_to_the_end(10s);
  return fixture.good();
}

TEST_CASE("which statuses are good is up to the population", "[clients]") {
  const Good usual;
  const Good expects_refusal{.statuses = {{200, 299}, {401, 401}}};

  CHECK(good_of(usual, 200) == 100);
  CHECK(good_of(usual, 302) == 100);
  CHECK(good_of(usual, 401) == 0);
  CHECK(good_of(usual, 500) == 0);
  CHECK(good_of(expects_refusal, 401) == 100);
  CHECK(good_of(expects_refusal, 302) == 0);
  CHECK(good_of(expects_refusal, 404) == 0);
}

TEST_CASE("an answer that comes exactly in time is good, a later one is bad whatever it says",
          "[clients]") {
  const auto good = [](Duration within) {
    simulated::WorldPlan plan = shop();
    plan.traffic.front().good.within = within;
    WorldFixture fixture{plan};
    fixture.play_to_the_end(10s);
    REQUIRE(fixture.count("200") + fixture.count("unanswered") == fixture.good() + fixture.bad());
    return fixture.good();
  };

  CHECK(good(100ms) > 0);
  CHECK(good(100ms - 1ns) == 0);
}

TEST_CASE("clients come whether or not anybody answers", "[clients]") {
  WorldFixture fixture{shop({.workers = 1, .queue = 5, .latency = Constant{1h}})};

  fixture.play_to_the_end(30s);

  // 94 of each 100 find the queue full; six wait until they give up after ten seconds.
  CHECK(fixture.count("503") + fixture.count("timeout") == 300);
  CHECK(fixture.count("timeout") == 6);
}

TEST_CASE("a response belongs to the second in which the client had it", "[clients]") {
  WorldFixture fixture{shop({.latency = Constant{2500ms}})};

  fixture.play_to_the_end(10s);

  REQUIRE_FALSE(fixture.traffic().empty());
  CHECK(fixture.traffic().front().second == Instant{2s});
  CHECK(fixture.traffic().front().good == 5);
}

TEST_CASE("a client's retries are one request to the client and many to the service", "[clients]") {
  simulated::WorldPlan plan = shop();
  plan.traffic.front().retry = RetryPolicy{.attempts = 3, .backoff = 1ms, .jitter = Jitter::none};
  WorldFixture fixture{plan};
  fixture.perform(answers_with(503));

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("503") == 100);
  CHECK(sample(fixture.scrape("shop-0"), "http_requests_total", {{"code", "503"}}) == 300);
  // Two back-offs, of 1 and 2 ms.
  CHECK(fixture.traffic().front().latency.front().first == latency_bucket(3ms));
}

TEST_CASE("populations are told apart, second by second", "[clients]") {
  simulated::WorldPlan plan = shop();
  plan.traffic.push_back(clients_of("shop", 4));
  plan.traffic.back().name = "others";
  plan.traffic.back().good = {.statuses = {{500, 599}}};
  WorldFixture fixture{plan};

  fixture.play_to_the_end(3s);

  std::vector<std::string> told;
  for (const TrafficRecord& record : fixture.traffic()) {
    told.push_back(std::to_string(record.second.time_since_epoch() / 1s) + " " + record.population +
                   " " + std::to_string(record.good) + "/" + std::to_string(record.bad));
  }
  REQUIRE(told.size() == 6);
  CHECK(told[2] == "1 clients 10/0");
  CHECK(told[3] == "1 others 0/4");
}

TEST_CASE("a share of one population is shed, and nobody else notices", "[clients]") {
  simulated::WorldPlan plan = shop();
  plan.traffic.push_back(clients_of("shop", 10));
  plan.traffic.back().name = "others";
  WorldFixture fixture{plan};
  fixture.perform(SetShedding{"others", 0.5}, EventId{5});

  fixture.play_to_the_end(100s);

  std::uint64_t shed = 0;
  for (const TrafficRecord& record : fixture.traffic()) {
    CHECK((record.population == "others" || record.shed == 0));
    shed += record.shed;
  }
  CHECK(shed > 400);
  CHECK(shed < 600);
  CHECK(fixture.bad() == 0);
  CHECK(fixture.tally(EventId{5}).bad == 0);  // on purpose is not bad
}

TEST_CASE("when the world stops the last second is told, and nobody comes any more", "[clients]") {
  WorldFixture fixture{shop()};

  fixture.play_to_the_end(2500ms);
  const std::size_t told = fixture.traffic().size();
  fixture.play_until(10s);

  REQUIRE(told == 3);
  CHECK(fixture.traffic().back().second == Instant{2s});
  CHECK(fixture.traffic().back().good == 5);
  CHECK(fixture.traffic().size() == told);
}

TEST_CASE("requests that the end of the run leaves unanswered are bad once they are slow",
          "[clients]") {
  const auto unanswered = [](Duration hung) {
    WorldFixture fixture{shop()};
    fixture.play_until(10s - hung);
    fixture.perform(StartFault{{.id = "stuck",
                                .target = {.service = "shop"},
                                .fault = faults::Hang{{.rate = *Probability::from(1)}}}});
    fixture.play_to_the_end(10s);
    REQUIRE(fixture.count("unanswered") == fixture.bad());
    return fixture.bad();
  };

  CHECK(unanswered(2s) >= 18);
  CHECK(unanswered(90ms) == 0);  // an answer takes 100 ms
}

}  // namespace
}  // namespace firedrill
