#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

// Which of several changes the failing responses name when an auth provider turns a client down.

namespace firedrill {
namespace {

using namespace tests;

constexpr EventId by_client{50};
constexpr EventId by_provider{60};

AuthUse uses(std::string contract, bool verifies) {
  return {.call = {.service = "identity", .timeout = 1s, .fails = {.reply = 500}},
          .speaks = std::move(contract),
          .verifies = verifies};
}

/// A provider that accepts v1, then v1 and v2, then v2; a client that speaks v1 in its versions 1
/// and 1b, v2 in version 2. Two replicas each.
simulated::WorldPlan pair_plan(bool verifies) {
  Service provider = provider_of("identity", {.latency = Constant{1ms}, .startup = 1s});
  provider.replicas = 2;
  provider.version = "v1";
  Behaviour accepting = provider.versions.front().behaviour;
  for (Contract& contract : accepting.contracts) {
    contract.signing_algs = {contract.name};
  }
  provider.versions.clear();
  for (const auto& [name, accepts] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"v1", {"v1"}}, {"both", {"v1", "v2"}}, {"v2", {"v2"}}}) {
    accepting.accepts = accepts;
    provider.versions.push_back({.name = name, .behaviour = accepting});
  }
  Behaviour calling{.latency = Constant{1ms}, .auth = {uses("v1", verifies)}, .startup = 1s};
  Service client = service_of("server", calling, 2);
  client.version = "1";
  client.versions.front().name = "1";
  client.versions.push_back({.name = "1b", .behaviour = calling});
  calling.auth = {uses("v2", verifies)};
  client.versions.push_back({.name = "2", .behaviour = calling});
  Population clients = clients_of("server", 10);
  clients.token = UserToken{.provider = "identity", .lifetime = 1h};
  return {.services = {provider, client}, .traffic = {clients}};
}

/// A deploy on both replicas of a service, five seconds after the one before or at the same time.
struct Change {
  std::string service;
  std::string version;
  EventId cause;
  Duration after = 5s;
};

struct AuthStory {
  std::string what;
  std::vector<Change> changes;
  EventId guilty;
};

/// The changes, and ten seconds more; what the last five seconds of failures name.
std::vector<CauseTally> causes_in_the_end(bool verifies, const std::vector<Change>& changes) {
  WorldFixture fixture{pair_plan(verifies)};
  Duration now = 0s;
  for (const Change& change : changes) {
    now += change.after;
    fixture.play_until(now);
    fixture.perform(Install{.replicas = {change.service, 0, 2}, .version = change.version},
                    change.cause);
  }
  fixture.play_to_the_end(now + 10s);
  CHECK(fixture.bad(now + 5s, now + 10s) == 50);
  return fixture.traffic().back().causes;
}

TEST_CASE("of two changes the one that made client and provider incompatible is named", "[auth]") {
  const auto story = GENERATE(
      AuthStory{"a harmless deploy at the same time as the provider's change, and after it",
                {{"identity", "v2", by_provider}, {"server", "1b", by_client, 0s}},
                by_provider},
      AuthStory{"a harmless deploy at the same time as the provider's change, and before it",
                {{"server", "1b", by_client}, {"identity", "v2", by_provider, 0s}},
                by_provider},
      AuthStory{"a harmless deploy during the outage",
                {{"identity", "v2", by_provider}, {"server", "1b", by_client}},
                by_provider},
      AuthStory{"a harmless change of the provider at the same time as the client's, and after it",
                {{"server", "2", by_client}, {"identity", "v1", by_provider, 0s}},
                by_client},
      AuthStory{"the client follows a provider that takes both, and is rolled back too late",
                {{"identity", "both", EventId{1}},
                 {"server", "2", EventId{2}},
                 {"identity", "v2", EventId{3}},
                 {"server", "1", by_client}},
                by_client},
      AuthStory{"a provider that cuts off the client that others had left behind",
                {{"identity", "both", EventId{1}}, {"identity", "v2", by_provider}},
                by_provider},
      AuthStory{"a second change that would have been enough, after the first",
                {{"server", "2", by_client},
                 {"server", "1b", EventId{1}},
                 {"identity", "v2", by_provider}},
                by_provider});
  const bool verifies = GENERATE(false, true);
  INFO(story.what << (verifies ? ", verifying" : ", asking for tokens"));

  const std::vector<CauseTally> causes = causes_in_the_end(verifies, story.changes);

  REQUIRE(causes.size() == 1);
  CHECK(causes.front().cause == story.guilty);
}

TEST_CASE("what the provider turned down from the beginning is nobody's change", "[auth]") {
  WorldFixture fixture{[] {
    simulated::WorldPlan plan = pair_plan(false);
    plan.services.front().version = "v2";
    return plan;
  }()};
  fixture.perform(Install{.replicas = {"server", 0, 2}, .version = "1b"}, by_client);

  fixture.play_to_the_end(10s);

  CHECK(fixture.bad() == 100);
  CHECK(fixture.tally(by_client).bad == 0);
}

TEST_CASE("in a mixed fleet each replica's failures name its own deploy", "[auth]") {
  WorldFixture fixture{pair_plan(false)};
  fixture.perform(Install{.replicas = {"server", 0, 1}, .version = "2"}, EventId{1});
  fixture.perform(Install{.replicas = {"server", 1, 1}, .version = "2"}, EventId{2});

  fixture.play_to_the_end(10s);

  CHECK(fixture.tally(EventId{1}).bad == 50);
  CHECK(fixture.tally(EventId{2}).bad == 50);
}

}  // namespace
}  // namespace firedrill
