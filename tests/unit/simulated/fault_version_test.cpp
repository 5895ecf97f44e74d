#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/simulated/fault_table.hpp"
#include "tests/support/world_fixture.hpp"

using namespace firedrill;
using namespace tests;
using simulated::FaultEffect;
using simulated::FaultTable;

namespace {

FaultSpec failing(std::string id) {
  return {.id = std::move(id),
          .target = {},
          .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 503}};
}

}  // namespace

TEST_CASE("a fault of one version is that of who runs it, and blamed on what put it in place",
          "[fault_table]") {
  Service shop = service_of("shop");
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  shop.version = "1";
  const simulated::Blueprint blueprint({shop, service_of("stock")}, {});
  FaultTable faults(blueprint, Seed{1});
  const simulated::FaultedVersion old{.version = 0};
  const simulated::FaultedVersion deployed{.version = 1, .cause = EventId{9}};
  FaultSpec own = failing("own");
  own.target = {.service = "shop", .version = "2"};
  FaultSpec of_caller = failing("of caller");
  of_caller.target = {.service = "stock", .from = "shop", .version = "2"};
  CHECK(faults.start(own, EventId{5}, Instant{}) == FaultTable::Change::done);
  CHECK(faults.start(of_caller, EventId{10}, Instant{}) == FaultTable::Change::done);

  const auto decide = [&](const simulated::FaultedVersion& server,
                          std::uint32_t service,
                          const simulated::FaultedVersion& caller) {
    const simulated::FaultProbe probe{.replica = {server, service, 0},
                                      .from = service == 0 ? simulated::nothing : 0};
    return faults.decide(probe, [&] { return simulated::FaultDetails{.caller = caller}; })
        .value_or(FaultEffect{});
  };
  CHECK(decide(old, 0, {}).code() == code::none);
  CHECK(decide(deployed, 0, {}).code() == 503);
  CHECK(decide(deployed, 0, {}).cause == EventId{9});

  CHECK(faults.has_looked_at_callers());
  CHECK(decide({}, 1, old).code() == code::none);
  CHECK(decide({}, 1, deployed).code() == 503);
  CHECK(decide({}, 1, deployed).cause == EventId{10});

  own.target.version = "3";
  own.id = "none";
  CHECK(faults.start(own, EventId{5}, Instant{}) == FaultTable::Change::unknown_target);
}
