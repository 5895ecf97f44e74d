// Each change of an auth provider by name, in every world: what its clients make of it.
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/behaviour/provider_change.hpp"
#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr EventId culprit{42};

/// A service that uses the provider in its own way, with clients of its own.
struct AuthClient {
  std::string name;
  std::string use;  ///< keys of its use of the provider
  std::string more = {};
  std::string speaks = "v1";
};

const std::vector<AuthClient> auth_clients = {
    {"asker", R"("tokens": "per_request")", R"(, "calls": [{"service": "store"}])"},
    {"strict", R"("tokens": {"strict": true})"},
    {"verifier", R"("verifies": true, "keys": {"cache": "500ms", "cooldown": "100ms"})"},
    {"strict-verifier",
     R"("verifies": true, "keys": {"cache": "500ms", "cooldown": "100ms", "strict": true})"},
    {"first-key",
     R"("verifies": "keys", "keys": {"cache": "500ms", "cooldown": "100ms", "lookup": "first"})"},
    {"introspector", R"("verifies": "introspection")"},
    {"profiler", R"("verifies": "userinfo")"},
    {"log-in", R"("logs_in": true)"},
    {"old-log-in", R"("logs_in": true)", "", "old"},
    {"refreshers",
     R"("tokens": {"cache": "200ms", "grant": "refresh_token"})",
     R"(, "replicas": 2)"},
};

/// What becomes of whom while a change acts; whoever is not named does not notice.
struct Expected {
  std::string change;
  std::string result;  ///< label of auth_requests
  std::map<std::string, std::string> outcomes;
};

const std::map<std::string, std::string> no_tokens = {{"asker", "500"},
                                                      {"strict", "500"},
                                                      {"log-in", "500"},
                                                      {"old-log-in", "500"},
                                                      {"refreshers", "500"}};

const std::vector<Expected> changes = {
    {"secret_expired",
     "invalid_client",
     {{"asker", "500"},
      {"strict", "500"},
      {"introspector", "500"},
      {"log-in", "500"},
      {"old-log-in", "500"},
      {"refreshers", "500"}}},
    {"token_auth_method", "invalid_client", no_tokens},
    {"grant_removed", "unsupported_grant_type", no_tokens},
    {"endpoints_moved",
     "404",
     {{"asker", "500"},
      {"strict", "500"},
      {"verifier", "500"},
      {"strict-verifier", "500"},
      {"first-key", "500"},
      {"introspector", "500"},
      {"profiler", "500"},
      {"log-in", "500"},
      {"old-log-in", "500"},
      {"refreshers", "500"}}},
    {"error_with_200", "ok", no_tokens},
    {"token_type_changed", "ok", no_tokens},
    {"expires_in_string", "ok", {}},
    {"scope_as_list", "ok", {{"strict", "500"}}},
    {"scope_delimiter", "ok", {{"strict", "500"}}},
    {"token_longer", "ok", {{"strict", "500"}}},
    {"token_too_long", "ok", {{"asker", "431"}, {"strict", "500"}}},
    {"key_removed", "ok", {{"verifier", "401"}, {"strict-verifier", "401"}, {"first-key", "401"}}},
    {"unknown_key_type", "ok", {{"strict-verifier", "500"}, {"first-key", "401"}}},
    {"key_added", "ok", {{"first-key", "401"}}},
    {"introspection_needs_auth", "invalid_client", {{"introspector", "500"}}},
    {"introspection_error", "ok", {}},
    {"introspection_inactive", "ok", {{"introspector", "401"}}},
    {"userinfo_scope", "insufficient_scope", {{"profiler", "500"}}},
    {"subject_changed", "ok", {}},
    {"pkce_required", "invalid_request", {{"old-log-in", "500"}}},
    {"refresh_rotation", "invalid_grant", {{"refreshers", "500"}}},
};

constexpr const char* provider_text = R"("identity": {"kind": "auth_provider", "latency": "1ms",
    "startup": "200ms", "contracts": {"v1": {"scopes": ["read", "write"]},
                                      "old": {"pkce": ["none"]}}})";

std::string service_text(const AuthClient& user) {
  return fmt::format(R"("{}": {{"latency": "2ms", "startup": "200ms", "auth": {{"identity": {{
                "speaks": "{}", "timeout": "500ms", "fails": {{"reply": 500}}, {}}}}}{}}})",
                     user.name,
                     user.speaks,
                     user.use,
                     user.more);
}

std::string population_of(const std::string& service, int per_second) {
  return fmt::format(R"({{"name": "{0}", "to": "{0}", "rate": "{1}/s", "timeout": "2s",
                      "token": {{"from": "identity", "lifetime": "1h"}}}})",
                     service,
                     per_second);
}

std::string provider_and_server(const std::string& use) {
  return fmt::format("{{{}, {}}}", provider_text, service_text({.name = "server", .use = use}));
}

const std::string logged_in = "[" + population_of("server", 50) + "]";

std::string inject(const std::string& change) {
  return fmt::format(
      R"("id": "{0}", "fault": "auth_change", "change": "{0}", "service": "identity")", change);
}

/// How the requests of each population have failed since there were so many records.
std::map<std::string, std::set<std::string>> failures(const Stage& stage, std::size_t since) {
  std::map<std::string, std::set<std::string>> found;
  for (std::size_t place = since; place < stage.traffic().size(); ++place) {
    const TrafficRecord& record = stage.traffic()[place];
    for (const auto& [outcome, count] : record.bad_outcomes) {
      found[record.population].insert(outcome);
    }
  }
  return found;
}

std::map<std::string, std::set<std::string>> as_failures(const Expected& expected) {
  std::map<std::string, std::set<std::string>> sets;
  for (const auto& [user, outcome] : expected.outcomes) {
    sets[user].insert(outcome);
  }
  return sets;
}

/// How the requests of clients have failed, apart from `outcome`.
std::uint64_t other_outcomes(const Stage& stage, const std::string& outcome) {
  std::uint64_t others = 0;
  for (const TrafficRecord& record : stage.traffic()) {
    for (const auto& [name, count] : record.bad_outcomes) {
      others += name == outcome ? 0 : count;
    }
  }
  return others;
}

/// All auth_clients side by side, and every change as a fault of its own name.
Stage stage_of_all(const WorldKind& kind) {
  std::string services =
      R"({"store": {"latency": "1ms", "startup": "200ms"}, )" + std::string(provider_text);
  std::string traffic;
  std::vector<std::string> faults;
  for (const AuthClient& user : auth_clients) {
    services += ", " + service_text(user);
    traffic += (traffic.empty() ? "[" : ", ") + population_of(user.name, 20);
  }
  for (const Expected& expected : changes) {
    faults.push_back(inject(expected.change));
  }
  return {kind, services + "}", traffic + "]", faults};
}

/// Lets one change act on all users, and undoes it.
void play(Stage& stage, const Expected& expected, EventId cause) {
  CAPTURE(expected.change);
  const std::size_t since = stage.traffic().size();
  const double before = stage.total("auth_requests_total", "result", expected.result);

  CHECK(stage.perform(StartFault{stage.fault(expected.change)}, cause).outcome == Outcome::ok);
  if (expected.outcomes.empty()) {
    REQUIRE(stage.run_until([&] { return stage.tally_of(expected.change).injected > 20; }));
  } else {
    CHECK(
        stage.run_until([&] { return failures(stage, since).size() >= expected.outcomes.size(); }));
    CHECK(stage.has_blamed(cause));
  }
  CHECK(stage.total("auth_requests_total", "result", expected.result) > before);
  CHECK(stage.tally_of(expected.change).injected > 0);

  CHECK(stage.perform(EndFault{.id = expected.change}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
  CHECK(failures(stage, since) == as_failures(expected));
}

}  // namespace

TEST_CASE("each change of the provider has its row", "[contract][world]") {
  REQUIRE(changes.size() == provider_changes.size());
  for (std::size_t place = 0; place < changes.size(); ++place) {
    CHECK(changes[place].change == provider_changes.at(place).name);
  }
}

TEST_CASE(
    "a change of the provider fails those of its clients that it is about, in its own way, "
    "until it is undone",
    "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  Stage stage = stage_of_all(kind);
  REQUIRE(stage.becomes_well());

  EventId cause = culprit;
  for (const Expected& expected : changes) {
    play(stage, expected, cause);
    cause = static_cast<EventId>(static_cast<std::uint32_t>(cause) + 1);
  }
}

TEST_CASE("who asks about a token that is not active any more is refused, or gets no answer",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  Stage stage(kind,
              provider_and_server(R"("verifies": "introspection")"),
              logged_in,
              {inject("introspection_error")});
  REQUIRE(stage.becomes_well());

  stage.perform(RotateSigningKeys{.provider = "identity"}, EventId{43});
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(EventId{43}));
  CHECK(other_outcomes(stage, "401") == 0);

  stage.perform(StartFault{stage.fault("introspection_error")}, culprit);
  CHECK(stage.run_until([&] { return other_outcomes(stage, "401") > 0; }));
  CHECK(stage.has_blamed(culprit));
  CHECK(stage.total("auth_requests_total", "result", "invalid_token") > 0);
}

TEST_CASE("a key set that was fetched before hides that its keys are gone", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              provider_and_server(R"("verifies": true, "keys": {"cache": "24h"})"),
              logged_in,
              {inject("key_removed")});
  REQUIRE(stage.becomes_well());

  stage.perform(StartFault{stage.fault("key_removed")}, culprit);
  CHECK(stage.becomes_well());
  CHECK(stage.tally_of("key_removed").injected == 0);

  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::keys}, EventId{43});
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(culprit));
  CHECK_FALSE(stage.has_blamed(EventId{43}));
}

TEST_CASE("a token without a lifetime in a number is good for one request", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              provider_and_server(R"("tokens": {"cache": "24h"})"),
              logged_in,
              {inject("expires_in_string")});
  const auto fetched = [&] { return stage.total("auth_requests_total", "result", "ok"); };
  REQUIRE(stage.becomes_well());
  const double at_first = fetched();  // by all who came before there was a token
  REQUIRE(stage.becomes_well());
  REQUIRE(fetched() == at_first);

  stage.perform(StartFault{stage.fault("expires_in_string")}, culprit);
  stage.perform(EmptyCaches{.service = "server", .cache = CacheKind::tokens}, EventId{43});
  CHECK(stage.run_until([&] { return stage.tally_of("expires_in_string").injected > 20; }));

  CHECK(stage.becomes_well());
  CHECK_FALSE(stage.has_blamed(culprit));
}

TEST_CASE("tokens of another format, by any word, shut users out until the provider goes back",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({
    "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms", "version": "1",
                 "contracts": {"old": {"token_formats": ["aud-text"]},
                               "new": {"token_formats": ["aud-list"]}},
                 "versions": {"1": {"accepts": ["old"]}, "2": {"accepts": ["new"]}}},
    "server": {"latency": "2ms", "startup": "200ms", "auth": {"identity": {
               "speaks": "old", "verifies": true, "timeout": "500ms", "fails": {"reply": 500}}}}})",
              logged_in);
  REQUIRE(stage.becomes_well());
  Install upgrade{.replicas = {.service = "identity", .count = 1},
                  .version = "2",
                  .activation = Activation::now};

  stage.perform(upgrade, culprit);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(culprit));
  CHECK(other_outcomes(stage, "401") == 0);

  upgrade.version = "1";
  stage.perform(upgrade, EventId{43});
  CHECK(stage.becomes_well());
}

TEST_CASE(
    "a provider that comes to want PKCE lets nobody log in until one of the two goes on or back",
    "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  CAPTURE(kind.name);
  const std::string use = R"("timeout": "500ms", "fails": {"reply": 500}, "logs_in": true)";
  Stage stage(kind,
              R"({
    "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms", "replicas": 2,
                 "contracts": {"old": {"pkce": ["none"]}, "new": {"pkce": ["S256"]}},
                 "version": "1", "versions": {"1": {}, "2": {"accepts": ["new"]}}},
    "server": {"latency": "2ms", "startup": "200ms", "version": "1", "auth": {"identity": {
               "speaks": "old", )" +
                  use + R"(}},
               "versions": {"1": {}, "2": {"auth": {"identity": {"speaks": "new"}}}}}})",
              R"([{"name": "users", "to": "server", "rate": "50/s", "timeout": "2s"}])");
  REQUIRE(stage.becomes_well());
  const auto install = [&](const std::string& service, std::size_t replicas, const char* version) {
    return Install{.replicas = {.service = service, .count = replicas},
                   .version = version,
                   .activation = Activation::now};
  };

  stage.perform(install("identity", 2, "2"), culprit);
  REQUIRE(stage.becomes_bad());
  CHECK(stage.has_blamed(culprit));
  CHECK(other_outcomes(stage, "500") == 0);
  CHECK(stage.total("auth_requests_total", "result", "invalid_request") > 0);

  stage.perform(install("server", 1, "2"), EventId{43});
  CHECK(stage.becomes_well());
}

}  // namespace firedrill::tests
