#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/simulated/fault_table.hpp"
#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace tests;
using simulated::FaultEffect;
using simulated::FaultTable;

FaultSpec failing(std::string id) {
  return {.id = std::move(id),
          .target = {},
          .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 503}};
}

TEST_CASE("a fault of one version is that of who runs it, on an edge of who calls",
          "[fault_table]") {
  Service shop = service_of("shop");
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  shop.version = "1";
  const simulated::Blueprint blueprint({shop, service_of("stock")}, {});
  FaultTable faults(blueprint, Seed{1});
  FaultSpec own = failing("own");
  own.target = {.service = "shop", .version = "2"};
  FaultSpec of_caller = failing("of caller");
  of_caller.target = {.service = "stock", .from = "shop", .version = "2"};
  CHECK(faults.start(own, EventId{5}, Instant{}) == FaultTable::Change::done);
  CHECK(faults.start(of_caller, EventId{6}, Instant{}) == FaultTable::Change::done);
  const auto cause = [&](const simulated::FaultProbe& probe, std::uint32_t caller_version) {
    return faults
        .decide(probe, [&] { return simulated::FaultDetails{.caller_version = caller_version}; })
        .value_or(FaultEffect{})
        .cause;
  };

  CHECK(cause({.replica = {.service = 0, .version = 0}}, simulated::nothing) == EventId::none);
  CHECK(cause({.replica = {.service = 0, .version = 1}}, simulated::nothing) == EventId{5});
  CHECK(faults.has_looked_at_callers());
  CHECK(cause({.replica = {.service = 1}, .from = 0}, 0) == EventId::none);
  CHECK(cause({.replica = {.service = 1}, .from = 0}, 1) == EventId{6});

  own.target.version = "3";
  own.id = "none";
  CHECK(faults.start(own, EventId{5}, Instant{}) == FaultTable::Change::unknown_target);
}

TEST_CASE("a fault of one version strikes its calls also when they arrive after it gave up",
          "[faults]") {
  Service shop = service_of("shop");
  Call call{.service = "stock", .timeout = 20ms};
  call.network = Constant{50ms};
  shop.versions = {{.name = "1", .behaviour = {.calls = {{call}}}}};
  shop.version = "1";
  WorldFixture fixture{
      {.services = {service_of("stock"), shop}, .traffic = {clients_of("shop", 10)}}};
  FaultSpec of_caller = failing("of caller");
  of_caller.target = {.service = "stock", .from = "shop", .version = "1"};
  fixture.perform(StartFault{of_caller}, EventId{5});

  fixture.play_to_the_end(10s);

  CHECK(fixture.count("200") == 0);
  REQUIRE(fixture.world().fault_tallies().size() == 1);
  CHECK(fixture.world().fault_tallies().front().injected > 90);
}

TEST_CASE("a process that an upgrade has left keeps the age that a fault asks for", "[faults]") {
  Service shop = service_of("shop");
  const Behaviour behaviour{.latency = Constant{3s}, .calls = {{Call{.service = "stock"}}}};
  shop.versions = {{.name = "1", .behaviour = behaviour}, {.name = "2", .behaviour = behaviour}};
  shop.version = "1";
  WorldFixture fixture{
      {.services = {service_of("stock"), shop}, .traffic = {clients_of("shop", 10)}}};
  fixture.play_until(5s);
  fixture.perform(StartFault{{.id = "config",
                              .target = {.service = "stock", .from = "shop"},
                              .fault = faults::StaleConfig{}}});
  fixture.play_until(6s);
  fixture.perform(Install{.replicas = {"shop", 0, 1}, .version = "2"});

  fixture.play_to_the_end(15s);

  CHECK(fixture.good(6s, 9s) == 0);  // begun before the upgrade, by a process older than the fault
  CHECK(fixture.bad(6s, 9s) == 30);
  CHECK(fixture.bad(10s, 15s) == 0);
}

}  // namespace
}  // namespace firedrill
