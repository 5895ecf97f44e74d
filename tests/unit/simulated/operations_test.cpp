#include "harness/simulated/operations.hpp"

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace tests;

simulated::WorldPlan plan() {
  Service shop = service_of("server", {}, 2);
  shop.version = "1";
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  return {.services = {shop, provider_of("identity")}, .traffic = {clients_of("server", 10)}};
}

FaultSpec some_fault(std::string service) {
  return {.id = "fault",
          .target = {.service = std::move(service)},
          .fault = faults::Refuse{{.rate = *Probability::from(1)}}};
}

Outcome outcome_of(WorldFixture& fixture, const Operation& operation) {
  const auto place = fixture.perform(operation);
  CHECK_FALSE(fixture.result(place));  // never from inside the call
  fixture.scheduler().run_until(fixture.scheduler().now() + 30s);
  REQUIRE(fixture.result(place));
  const OperationResult result = fixture.result(place)->result;
  CHECK((result.outcome == Outcome::ok || result.outcome == Outcome::no_effect ||
         !result.detail.empty()));
  return result.outcome;
}

TEST_CASE("an operation that names something unknown is refused with the reason", "[operations]") {
  WorldFixture fixture{plan()};

  CHECK(outcome_of(fixture, Install{.replicas = {"nobody", 0, 1}, .version = "1"}) ==
        Outcome::refused);
  CHECK(outcome_of(fixture, Install{.replicas = {"server", 0, 3}, .version = "1"}) ==
        Outcome::refused);
  CHECK(outcome_of(fixture, Install{.replicas = {"server", 0, 2}, .version = "3"}) ==
        Outcome::refused);
  CHECK(outcome_of(fixture, RestartReplicas{{"server", 2, 1}}) == Outcome::refused);
  CHECK(outcome_of(fixture, RotateSigningKeys{.provider = "server"}) == Outcome::refused);
  CHECK(outcome_of(fixture, EmptyCaches{.service = "nobody"}) == Outcome::refused);
  CHECK(outcome_of(fixture, SetShedding{.population = "nobody", .share = 1}) == Outcome::refused);
  CHECK(outcome_of(fixture, StartFault{some_fault("nobody")}) == Outcome::refused);
  CHECK(outcome_of(fixture, EndFault{"nothing"}) == Outcome::refused);
  CHECK(outcome_of(fixture, Probe{.service = "nobody"}) == Outcome::refused);
}

TEST_CASE("what is already so has no effect", "[operations]") {
  WorldFixture fixture{plan()};
  const Install install{.replicas = {"server", 0, 2}, .version = "2"};

  CHECK(outcome_of(fixture, install) == Outcome::ok);
  CHECK(outcome_of(fixture, install) == Outcome::no_effect);
  CHECK(outcome_of(fixture, StartFault{some_fault("server")}) == Outcome::ok);
  CHECK(outcome_of(fixture, StartFault{some_fault("server")}) == Outcome::no_effect);
  CHECK(outcome_of(fixture, EndFault{"fault"}) == Outcome::ok);
  CHECK(outcome_of(fixture, EndFault{"fault"}) == Outcome::no_effect);
  CHECK(outcome_of(fixture, EmptyCaches{.service = "server"}) == Outcome::no_effect);
}

TEST_CASE("going back before the restart leaves the running version alone", "[operations]") {
  WorldFixture fixture{plan()};
  const ReplicaRange all{"server", 0, 2};

  CHECK(
      outcome_of(fixture,
                 Install{.replicas = all, .version = "2", .activation = Activation::on_restart}) ==
      Outcome::ok);
  CHECK(
      outcome_of(fixture,
                 Install{.replicas = all, .version = "1", .activation = Activation::on_restart}) ==
      Outcome::ok);
  CHECK(outcome_of(fixture, RestartReplicas{all}) == Outcome::ok);

  CHECK_FALSE(sample(fixture.scrape("server-0"), "http_requests_total", {{"version", "2"}}));
}

TEST_CASE("shed requests reach nothing and are an outcome of their own", "[operations]") {
  WorldFixture fixture{plan()};
  fixture.perform(SetShedding{.population = "clients", .share = 0.5}, EventId{6});
  fixture.play_until(100s);
  const auto shed = fixture.count("shed");

  fixture.perform(SetShedding{.population = "", .share = 0});
  fixture.play_to_the_end(200s);

  CHECK(shed > 400);
  CHECK(shed < 600);
  CHECK(fixture.count("shed") == shed);
  CHECK(fixture.bad() == 0);
  CHECK(fixture.good() == 2000 - shed);
  CHECK(fixture.tally(EventId{6}).other == shed);
  CHECK(sample(fixture.scrape("firedrill"), "client_requests_total", {{"outcome", "shed"}}) ==
        static_cast<double>(shed));
}

TEST_CASE("a fault that comes again continues its own tally", "[operations]") {
  WorldFixture fixture{plan()};
  for (int round = 0; round < 2; ++round) {
    CHECK(outcome_of(fixture, StartFault{some_fault("server")}) == Outcome::ok);
    CHECK(outcome_of(fixture, EndFault{"fault"}) == Outcome::ok);
  }

  const auto tallies = fixture.world().fault_tallies();

  REQUIRE(tallies.size() == 1);
  CHECK(tallies.front().started == 2);
  CHECK(tallies.front().injected == 600);
}

TEST_CASE("workers that a version adds begin with what waits already", "[operations]") {
  simulated::WorldPlan stuck{
      .services = {service_of("server", {.workers = 1, .queue = 100, .latency = Constant{1h}})},
      .traffic = {clients_of("server", 1)}};
  stuck.services.front().versions.push_back(
      {.name = "2", .behaviour = {.workers = 2, .queue = 100, .latency = Constant{10ms}}});
  stuck.traffic.front().rate.push_back({.at = 10s, .per_second = 0});
  stuck.traffic.front().timeout = 1h;
  WorldFixture fixture{stuck};
  fixture.play_until(20s);

  fixture.perform(Install{.replicas = {"server", 0, 1}, .version = "2"});

  CHECK(sample(fixture.scrape("server-0"), "http_queue_length") == 7);
}

}  // namespace
}  // namespace firedrill
