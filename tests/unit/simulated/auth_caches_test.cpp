#include "harness/simulated/auth_caches.hpp"

#include <optional>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/simulated/auth_fixture.hpp"

// What replicas keep of their auth providers when the world begins, after a purge and an upgrade.

namespace firedrill {
namespace {

using namespace tests;

Service cached_client(std::size_t replicas) {
  AuthUse use{.call = {.service = "identity"}, .speaks = "v1"};
  use.token_cache = 100s;
  use.verifies = true;
  use.key_cache = 50s;
  return service_of("shop", {.auth = {use}}, replicas);
}

/// The state of a world of twenty clients of one provider, long before anybody comes.
struct Client {
  explicit Client(Seed seed = Seed{1}) {
    fabric.emplace(std::vector<Service>{provider_of("identity"), cached_client(20)},
                   std::vector<Population>{},
                   seed,
                   scheduler);
    simulated::fill_auth_caches(*fabric);
  }

  simulated::AuthCache& cache(std::size_t replica) {
    const std::size_t place = fabric->blueprint.services[1].first_replica + replica;
    return fabric->auth_caches.at(fabric->replicas.at(place).first_auth_cache);
  }

  bool has_token(std::size_t replica, Duration at) {
    return cache(replica).token.look(Instant{at}) == TokenCache::Content::fresh;
  }

  bool has_keys(std::size_t replica, Duration at) {
    return cache(replica).keys.look({.lifetime = 50s}, Instant{at}, 0) ==
           KeySetCache::Answer::known;
  }

  /// How many of the twenty still have a token, or keys, at that time.
  template <class Has>
  std::size_t count(Has has) {
    std::size_t number = 0;
    for (std::size_t replica = 0; replica < 20; ++replica) {
      number += has(replica) ? 1U : 0U;
    }
    return number;
  }

  simulated::Scheduler scheduler;
  std::optional<simulated::Fabric> fabric;
};

TEST_CASE("in the beginning every replica holds a token and keys, each of its own age",
          "[auth_caches]") {
  Client client;

  const auto tokens = [&](Duration at) {
    return client.count([&](std::size_t replica) { return client.has_token(replica, at); });
  };
  const auto keys = [&](Duration at) {
    return client.count([&](std::size_t replica) { return client.has_keys(replica, at); });
  };

  CHECK(tokens(0s) == 20);
  CHECK(tokens(50s) > 4);  // about half of them, spread evenly
  CHECK(tokens(50s) < 16);
  CHECK(tokens(100s) == 0);
  CHECK(keys(0s) == 20);
  CHECK(keys(25s) > 4);
  CHECK(keys(25s) < 16);
  CHECK(keys(50s) == 0);
}

TEST_CASE("the ages are drawn from the seed", "[auth_caches]") {
  const auto fresh_at_half_time = [](Seed seed) {
    Client client{seed};
    std::set<std::size_t> fresh;
    client.count([&](std::size_t replica) {
      return client.has_token(replica, 50s) && fresh.insert(replica).second;
    });
    return fresh;
  };

  CHECK(fresh_at_half_time(Seed{1}) == fresh_at_half_time(Seed{1}));
  CHECK(fresh_at_half_time(Seed{1}) != fresh_at_half_time(Seed{2}));
}

TEST_CASE("a purge empties what it names, at one replica", "[auth_caches]") {
  Client client;
  const std::size_t first = client.fabric->blueprint.services[1].first_replica;
  const auto purge = [&](std::size_t ordinal, CacheKind kind) {
    simulated::purge_auth_caches(
        *client.fabric, client.fabric->replicas[first + ordinal], kind, EventId{9});
  };

  purge(0, CacheKind::tokens);
  purge(1, CacheKind::keys);
  purge(2, CacheKind::all);

  CHECK_FALSE(client.has_token(0, 0s));
  CHECK(client.has_keys(0, 0s));
  CHECK(client.has_token(1, 0s));
  CHECK_FALSE(client.has_keys(1, 0s));
  CHECK_FALSE(client.has_token(2, 0s));
  CHECK_FALSE(client.has_keys(2, 0s));
  CHECK(client.has_token(3, 0s));
  CHECK(client.has_keys(3, 0s));
}

TEST_CASE("clients that ask for a token with each request have none to begin with",
          "[auth_caches]") {
  simulated::Scheduler scheduler;
  const AuthUse use{.call = {.service = "identity"}, .speaks = "v1"};
  simulated::Fabric fabric{
      {provider_of("identity"), service_of("shop", {.auth = {use}})}, {}, Seed{1}, scheduler};

  simulated::fill_auth_caches(fabric);

  REQUIRE(fabric.blueprint.services[1].auth_caches == 1);
  CHECK_FALSE(fabric.auth_caches.front().token.filled);
  CHECK_FALSE(fabric.auth_caches.front().keys.filled);
}

TEST_CASE("a token that the old process has asked for is none of the new one's", "[auth_caches]") {
  AuthUse use = speaks("v1");
  use.token_per_request = false;
  use.token_cache = 1h;
  simulated::WorldPlan plan = plan_of(use);
  plan.services.front().versions.front().behaviour.latency = Constant{1s};
  plan.services.back().versions.push_back(
      {.name = "2", .behaviour = plan.services.back().versions.front().behaviour});
  WorldFixture fixture{plan};
  fixture.perform(EmptyCaches{.service = "server", .cache = CacheKind::tokens});
  fixture.play_until(500ms);  // it is on its way
  const auto upgrade = [&](const char* version) {
    fixture.perform(Install{.replicas = {"server", 0, 2}, .version = version}, EventId{42});
  };
  upgrade("2");
  fixture.perform(StartFault{{.id = "away",
                              .target = {.service = "identity"},
                              .fault = faults::Refuse{{.rate = *Probability::from(1)}}}});

  fixture.play_to_the_end(10s);

  CHECK(fixture.good(0s, 2s) > 0);
  CHECK(fixture.good(2s, 10s) == 0);
}

}  // namespace
}  // namespace firedrill
