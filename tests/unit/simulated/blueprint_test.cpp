#include "harness/simulated/blueprint.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// A scenario's services with every name replaced by an index.

namespace firedrill {
namespace {

using namespace tests;
using simulated::Blueprint;
using simulated::EdgeKind;
using simulated::nothing;
using simulated::PlanStep;
using Kind = PlanStep::Kind;

AuthUse client_of(std::string contract) {
  return {.call = {.service = "identity"}, .speaks = std::move(contract)};
}

Call to(std::string service) {
  return {.service = std::move(service)};
}

std::vector<Kind> kinds(const Blueprint& blueprint, std::string_view service) {
  const auto& plan = blueprint.services[blueprint.find_service(service)];
  std::vector<Kind> result;
  for (const PlanStep& step : blueprint.versions[plan.version].steps) {
    result.push_back(step.kind);
  }
  return result;
}

/// The provider and one client of it; `change` sees the provider before the blueprint is drawn.
template <class Change>
simulated::Refusals refusals_of(const std::string& contract, Change change) {
  Service provider = provider_of("identity");
  change(provider.versions.front().behaviour);
  const Blueprint blueprint{{provider, service_of("shop", {.auth = {client_of(contract)}})}, {}};
  return blueprint.auth.front().refusals.front();
}

TEST_CASE("services, replicas and versions are numbered in the order of the scenario",
          "[blueprint]") {
  Service shop = service_of("shop", {}, 3);
  shop.version = "2";
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  const Blueprint blueprint{{service_of("database", {}, 2), shop}, {clients_of("shop", 1)}};

  const auto& plan = blueprint.services[blueprint.find_service("shop")];
  CHECK(blueprint.replicas == 5);
  CHECK(plan.first_replica == 2);
  CHECK(blueprint.find_version(plan, "1") == 1);
  CHECK(plan.version == 2);
  CHECK(blueprint.find_version(plan, "3") == nothing);
  CHECK(blueprint.find_service("nobody") == nothing);
  CHECK(blueprint.edges[blueprint.populations.front().edge].to == 1);
}

TEST_CASE("versions are told apart by their own work and by how much they can carry",
          "[blueprint]") {
  Service shop = service_of("shop");
  shop.version = "2";
  shop.versions = {{.name = "1", .behaviour = {.workers = 3}},
                   {.name = "2", .behaviour = {}},
                   {.name = "2-again", .behaviour = {}},
                   {.name = "slow", .behaviour = {.latency = Constant{1s}}}};
  const Blueprint blueprint{{shop}, {}};

  CHECK(blueprint.versions[1].works_like == 0);
  CHECK(blueprint.versions[1].carries_like == 1);
  CHECK(blueprint.versions[2].works_like == 0);
  CHECK(blueprint.versions[2].carries_like == 1);
  CHECK(blueprint.versions[3].works_like == 3);
  CHECK(blueprint.versions[3].carries_like == 3);
}

TEST_CASE("a request goes through auth, then the work, then the groups of calls", "[blueprint]") {
  AuthUse verifying = client_of("v1");
  verifying.verifies = true;
  AuthUse both = verifying;
  both.token_cache = 1min;
  const auto shop = [](AuthUse use) {
    return service_of("shop",
                      {.calls = {{to("stock")}, {to("stock"), to("price")}}, .auth = {use}});
  };
  const auto kinds_with = [&](const AuthUse& use) {
    return kinds(
        Blueprint{{provider_of("identity"), service_of("stock"), service_of("price"), shop(use)},
                  {}},
        "shop");
  };

  CHECK(kinds_with(client_of("v1")) ==
        std::vector{Kind::token, Kind::work, Kind::calls, Kind::calls});
  CHECK(kinds_with(verifying) == std::vector{Kind::verify, Kind::work, Kind::calls, Kind::calls});
  CHECK(kinds_with(both) ==
        std::vector{Kind::verify, Kind::token, Kind::work, Kind::calls, Kind::calls});
}

TEST_CASE("calls of one group are edges side by side, each way with a stream of its own",
          "[blueprint]") {
  const Blueprint blueprint{
      {service_of("stock"),
       service_of("price"),
       service_of("shop", {.calls = {{to("stock"), to("price")}, {to("stock")}}})},
      {clients_of("shop", 1)}};
  const auto& shop = blueprint.services[2];
  const PlanStep& group = blueprint.versions[shop.version].steps[1];
  const PlanStep& again = blueprint.versions[shop.version].steps[2];

  REQUIRE(group.count == 2);
  CHECK(blueprint.edges[group.first].to == 0);
  CHECK(blueprint.edges[group.first + 1].to == 1);
  CHECK(shop.edge_states == 3);
  // One pair of caller and callee shares its stream, whoever it calls for.
  CHECK(blueprint.edges[group.first].streams == blueprint.edges[again.first].streams);
  CHECK(blueprint.edges[group.first].state != blueprint.edges[again.first].state);
  CHECK(blueprint.stream_names[blueprint.edges[group.first].streams] == "call/shop->stock");
  CHECK(blueprint.stream_names[blueprint.edges[blueprint.populations[0].edge].streams] ==
        "traffic/clients");
  CHECK(blueprint.edges[shop.probe_edge].kind == EdgeKind::probe);
}

TEST_CASE("an edge without network is known as such", "[blueprint]") {
  Call far = to("stock");
  far.network = Constant{5ms};
  const Blueprint blueprint{
      {service_of("stock"), service_of("shop", {.calls = {{far}, {to("stock")}}})}, {}};
  const auto& steps = blueprint.versions[1].steps;

  CHECK(blueprint.edges[steps[1].first].has_network);
  CHECK_FALSE(blueprint.edges[steps[2].first].has_network);
}

TEST_CASE("versions that speak one contract share what is cached, others do not", "[blueprint]") {
  Service shop = service_of("shop");
  shop.version = "1";
  shop.versions = {{.name = "1", .behaviour = {.auth = {client_of("v1")}}},
                   {.name = "2", .behaviour = {.auth = {client_of("v2")}}},
                   {.name = "3", .behaviour = {.workers = 9, .auth = {client_of("v1")}}}};
  const Blueprint blueprint{{provider_of("identity"), shop}, {}};

  CHECK(blueprint.services[1].auth_caches == 2);
  CHECK(blueprint.auth[0].cache == blueprint.auth[2].cache);
  CHECK(blueprint.auth[0].cache != blueprint.auth[1].cache);
}

TEST_CASE("what a provider refuses is compared once, by version of the provider", "[blueprint]") {
  const auto as_it_is = [](Behaviour&) {};

  CHECK(refusals_of("v1", as_it_is).token == 0);
  const simulated::Refusals refused = refusals_of("v2", as_it_is);
  CHECK(refused.token != 0);
  CHECK(refused.keys == 0);  // the way to prove who one is has nothing to do with the keys
  CHECK(refused.verification == 0);
}

TEST_CASE("a provider that accepts nobody gives no tokens and still publishes its keys",
          "[blueprint]") {
  const simulated::Refusals refused =
      refusals_of("v1", [](Behaviour& provider) { provider.accepts.clear(); });

  CHECK(refused.token != 0);
  CHECK(refused.keys == 0);
  CHECK(refused.verification == 0);
}

TEST_CASE("clients that verify fail where the provider signs in a way they do not know",
          "[blueprint]") {
  const simulated::Refusals refused = refusals_of("v2", [](Behaviour& provider) {
    provider.contracts[0].signing_algs = {"ES256"};
    provider.contracts[1].signing_algs = {"RS256"};
  });

  CHECK(refused.verification != 0);
  CHECK(refused.keys == 0);
}

TEST_CASE("one wire error is listed once, however many get it", "[blueprint]") {
  const Blueprint blueprint{{provider_of("identity"),
                             service_of("shop", {.auth = {client_of("v2")}}),
                             service_of("office", {.auth = {client_of("v2")}})},
                            {}};

  CHECK(std::count_if(blueprint.wire_errors.begin(),
                      blueprint.wire_errors.end(),
                      [](const WireError& error) { return error.error == "invalid_client"; }) == 1);
  CHECK(blueprint.wire_errors[1].error == "invalid_client");
  CHECK(blueprint.auth[0].refusals[0].token == 1);
  CHECK(blueprint.auth[1].refusals[0].token == 1);
}

}  // namespace
}  // namespace firedrill
