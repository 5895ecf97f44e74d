#include "mock_services/service/provider.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/scenario/load.hpp"
#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"

// An auth provider of a scenario as one of its processes, and the mock services that ask it.

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

constexpr const char* two_contracts = R"({
  "firedrill": 1, "name": "provider", "script": [],
  "services": {
    "identity": {"kind": "auth_provider", "accepts": ["basic", "signed", "posted"],
      "contracts": {"basic": {"token_auth": ["client_secret_basic"]},
                    "posted": {"token_auth": ["client_secret_post"]},
                    "signed": {"token_auth": ["private_key_jwt"]},
                    "none": {"token_auth": ["none"]},
                    "old": {"pkce": ["none"]}, "plain": {"pkce": ["plain"]},
                    "unprotected": {"extends": "old"}}},
    "shop": {"auth": {"identity": {"speaks": "basic"}}}},
  "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}], "targets": {"recover": "5m"}})";

struct Desk {
  Desk() : loaded(load_scenario(SourceText("provider.json", two_contracts))) {
    REQUIRE(loaded.scenario);
    provider.name = "identity";
    provider.client = {.id = "identity", .secret = "run"};
    provider.addresses = {{"identity", {{.address = "127.0.0.1", .port = 9000}}}};
    shop.name = "shop";
    shop.client = {.id = "shop", .secret = "run"};
    shop.addresses = provider.addresses;
    REQUIRE(mock::fill_from(*loaded.scenario, provider));
    REQUIRE(mock::fill_from(*loaded.scenario, shop));
    mock::answer_as_provider(*loaded.scenario, provider);
    REQUIRE(provider.answer);
  }

  http::Reply ask(const http::Request& request) const {
    const http::Answer answer = provider.answer(request);
    REQUIRE(std::holds_alternative<http::Reply>(answer.delivery));
    return std::get<http::Reply>(answer.delivery);
  }

  LoadResult loaded;
  mock::ServiceSettings provider;
  mock::ServiceSettings shop;
};

AuthUse speaking(const std::string& contract) {
  return {.call = {.service = "identity"}, .speaks = contract};
}

}  // namespace

TEST_CASE("a service gets its token with each way of proving who it is", "[service][auth]") {
  const Desk desk;

  mock::TokenRequests requests(desk.shop);
  for (const char* contract : {"basic", "posted", "signed", "signed"}) {
    CAPTURE(contract);
    CHECK(desk.ask(requests.make(speaking(contract))).status == 200);
  }
  CHECK(desk.ask(requests.make(speaking("none"))).status == 401);
}

TEST_CASE("a service logs a user in, whatever its contract sends for PKCE, at any replica",
          "[service][auth]") {
  Desk desk;
  Desk other_replica;
  mock::TokenRequests requests(desk.shop);
  for (Desk* each : {&desk, &other_replica}) {
    each->provider.behaviour.accepts = {"old", "plain", "basic"};
    mock::answer_as_provider(*each->loaded.scenario, each->provider);
  }
  for (const char* contract : {"old", "plain", "basic"}) {
    CAPTURE(contract);
    const AuthUse use = speaking(contract);
    const std::string verifier = requests.code_verifier(use);
    CHECK(verifier.empty() == (use.speaks == "old"));

    const std::string code = mock::code_in(desk.ask(requests.authorization(use, verifier)));
    REQUIRE_FALSE(code.empty());
    CHECK(desk.ask(requests.redemption(use, code, verifier)).status == 200);
    const http::Reply again = other_replica.ask(requests.redemption(use, code, verifier));
    CHECK(again.status == 200);  // a retry
    CHECK(nlohmann::json::parse(again.body).contains("access_token"));
    CHECK(desk.ask(requests.redemption(use, code, verifier + "x")).status == 400);
    CHECK(desk.ask(requests.redemption(use, code + "x", verifier)).status == 400);
  }
}

TEST_CASE("whom a provider's version shuts out is sent back with what has put it in place",
          "[service][auth]") {
  Desk desk;
  desk.provider.behaviour.accepts = {"plain"};
  desk.provider.version_cause = EventId{21};
  mock::answer_as_provider(*desk.loaded.scenario, desk.provider);
  mock::TokenRequests requests(desk.shop);

  const http::Reply refused = desk.ask(requests.authorization(speaking("unprotected"), ""));

  CHECK(refused.status == 303);
  CHECK(mock::code_in(refused).empty());
  CHECK(*refused.headers.find(mock::cause_header) == "21");
  CHECK(mock::auth_result({.code = 303, .reply = refused}) == "invalid_request");
  const http::Reply taken =
      desk.ask(requests.authorization(speaking("plain"), std::string(43, 'v')));
  CHECK_FALSE(taken.headers.has(mock::cause_header));
  CHECK(mock::auth_result({.code = 303, .reply = taken}) == "ok");
}

TEST_CASE("a service refreshes the token of an account that was connected once",
          "[service][auth]") {
  const Desk desk;
  mock::TokenRequests requests(desk.shop);
  AuthUse use = speaking("basic");
  use.refreshes = true;

  const http::Reply given = desk.ask(requests.make(use, "refresh-3"));

  CHECK(given.status == 200);
  const nlohmann::json told = nlohmann::json::parse(given.body);
  CHECK(told["refresh_token"] == "refresh-3");
  CHECK(told.contains("expires_in"));
  CHECK(desk.ask(requests.make(use, "another")).status == 400);
}

TEST_CASE("tokens live as long on the wire as the speed leaves of their lifetime, 1s at least",
          "[service][auth]") {
  Desk desk;
  const auto lifetime_at = [&](Duration lifetime, double speed) {
    desk.provider.behaviour.token_lifetime = lifetime;
    desk.provider.speed = speed;
    mock::answer_as_provider(*desk.loaded.scenario, desk.provider);
    const http::Reply reply = desk.ask(mock::TokenRequests(desk.shop).make(speaking("basic")));
    return nlohmann::json::parse(reply.body).at("expires_in").get<int>();
  };

  CHECK(lifetime_at(30min, 1) == 1800);
  CHECK(lifetime_at(30min, 60) == 30);
  CHECK(lifetime_at(30s, 60) == 1);
}

TEST_CASE("an assertion of another secret proves nothing", "[service][auth]") {
  Desk desk;
  desk.shop.client.secret = "another";

  CHECK(desk.ask(mock::TokenRequests(desk.shop).make(speaking("signed"))).status == 401);
}

TEST_CASE("a program of the user's own logs in with a secret of its own", "[service][auth]") {
  const LoadResult loaded = load_scenario(SourceText("own.json", R"({
    "firedrill": 1, "name": "own", "script": [],
    "services": {
      "identity": {"kind": "auth_provider",
                   "contracts": {"v1": {"token_auth": ["client_secret_basic"]}}},
      "shop": {"auth": {"identity": {"speaks": "v1"}}, "live": {"attach": "http://127.0.0.1:1"}}},
    "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}], "targets": {"recover": "5m"}})"));
  REQUIRE(loaded.scenario);
  Desk desk;
  desk.provider.answer = {};
  desk.provider.contracts.clear();
  REQUIRE(mock::fill_from(*loaded.scenario, desk.provider));
  mock::answer_as_provider(*loaded.scenario, desk.provider);
  const auto status_with = [&](const std::string& secret) {
    desk.shop.client = {.id = "shop", .secret = secret};
    return desk.ask(mock::TokenRequests(desk.shop).make(speaking("v1"))).status;
  };
  desk.shop.contracts = desk.provider.contracts;

  CHECK(status_with(mock::own_client_secret("run", "shop")) == 200);
  CHECK(status_with(mock::own_client_secret("run", "cart")) == 401);
  CHECK(status_with("run") == 401);
}

TEST_CASE("all replicas of a provider publish the same keys, before and after a rotation",
          "[service][auth]") {
  const Desk first;
  const Desk second;
  const http::Request keys = mock::key_set_request(first.shop);
  const std::string before = first.ask(keys).body;
  CHECK(before == second.ask(keys).body);

  http::Request rotation = http::request_to("POST", "/__firedrill/signing_keys");
  rotation.body = mock::to_json({.oldest = 0, .newest = 1, .cause = EventId{5}});
  CHECK(first.ask(rotation).status == 200);
  CHECK(second.ask(rotation).status == 200);

  CHECK(first.ask(keys).body == second.ask(keys).body);
  CHECK(first.ask(keys).body != before);
  CHECK(mock::event_in(first.ask(keys).headers, mock::keys_cause_header) == EventId{5});
  for (const std::uint32_t generation : {0U, 1U}) {
    const auth::SigningKey key = mock::signing_key("run", "identity", generation);
    const mock::UserToken token{.text = auth::make_jws(key, "at+jwt", R"({"exp": 9e9})", {}),
                                .key_id = key.id()};
    CHECK(mock::genuine_until(token, auth::KeySet(first.ask(keys).body)).value_or(0) > 1e9);
    CHECK((mock::genuine_until(token, auth::KeySet(before)).value_or(0) > 1e9) ==
          (generation == 0));
  }
}

TEST_CASE("a rotation that makes no sense changes nothing", "[service][auth]") {
  const Desk desk;
  const http::Request keys = mock::key_set_request(desk.shop);
  const std::string before = desk.ask(keys).body;
  http::Request rotation = http::request_to("POST", "/__firedrill/signing_keys");

  for (const char* body : {"", "[]", R"({"oldest_key": 2, "newest_key": 1})", R"({"old": 1})"}) {
    rotation.body = body;
    CHECK(desk.ask(rotation).status == 400);
  }
  CHECK(desk.ask(keys).body == before);
}

TEST_CASE("a provider knows its users' tokens by its keys", "[service][auth]") {
  Desk desk;
  mock::TokenRequests requests(desk.shop);
  const auto token_by = [](std::uint32_t generation, const std::string& expires) {
    return auth::make_jws(mock::signing_key("run", "identity", generation),
                          "at+jwt",
                          R"({"exp": )" + expires + "}",
                          {});
  };
  mock::TokenOrigin origin{.provider = "identity"};
  const auto is_active = [&](const std::string& text) {
    const mock::UserToken token{.text = text, .key_id = {}, .origin = origin};
    const http::Reply told = desk.ask(requests.introspection(speaking("basic"), token));
    CHECK(told.status == 200);
    const int status = desk.ask(mock::userinfo_request(desk.shop, token)).status;
    CHECK(status == (mock::says_active(told.body) ? 200 : 401));
    return mock::says_active(told.body);
  };

  CHECK(is_active(token_by(0, "9e9")));
  CHECK_FALSE(is_active(token_by(0, "1e9")));
  CHECK_FALSE(is_active(token_by(1, "9e9")));
  CHECK_FALSE(is_active("opaque"));
  origin.clock.cause = EventId{7};
  CHECK(is_active(token_by(0, "1e9")));  // by the clock that it has that time from
  CHECK_FALSE(is_active(token_by(1, "1e9")));
  origin.clock = {};

  http::Request rotation = http::request_to("POST", "/__firedrill/signing_keys");
  rotation.body = R"({"oldest_key": 1, "newest_key": 1})";
  CHECK(desk.ask(rotation).status == 200);
  CHECK_FALSE(is_active(token_by(0, "9e9")));
  CHECK(is_active(token_by(1, "9e9")));
}

TEST_CASE("who asks about a token proves who it is", "[service][auth]") {
  const Desk desk;
  mock::TokenRequests requests(desk.shop);

  CHECK(desk.ask(requests.introspection(speaking("signed"), {.text = "t", .key_id = {}})).status ==
        200);
  CHECK(desk.ask(requests.introspection(speaking("posted"), {.text = "t", .key_id = {}})).status ==
        200);
  CHECK(desk.ask(http::request_to("POST", "/token/introspection")).status == 400);
}
