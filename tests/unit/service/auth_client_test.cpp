#include "mock_services/service/auth_client.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "mock_services/http/credentials.hpp"

// A mock service as the client of an auth provider.

using namespace std::chrono_literals;
using namespace firedrill;
using mock::AuthClient;
using mock::AuthVerdict;
using mock::CallAnswer;

namespace {

const mock::Clock wall{1};

AuthUse use(WhenUnavailable policy = WhenUnavailable::fail_closed) {
  return {.call = {.service = "identity", .fails = {.reply = 500}},
          .speaks = "v1",
          .when_unavailable = policy};
}

CallAnswer granted(const std::string& lifetime_s) {
  return {
      .code = 200,
      .reply = http::json_reply(200, R"({"access_token": "t", "expires_in": )" + lifetime_s + "}")};
}

CallAnswer refused_by(EventId cause) {
  return {.code = 401, .cause = cause, .reply = http::json_reply(401, "{}")};
}

CallAnswer keys(const std::string& ids) {
  return {.code = 200, .reply = http::json_reply(200, R"({"keys": [)" + ids + "]}")};
}

}  // namespace

TEST_CASE("a service without a token cache asks for each request", "[service][auth]") {
  AuthClient client(use(), wall, 1);

  CHECK(client.needs_token());
  CHECK(client.token_fetched(granted("3600")).reply == code::none);
  CHECK(client.needs_token());
}

TEST_CASE("a cached token is used until it is purged", "[service][auth]") {
  AuthUse caching = use();
  caching.token_cache = 1h;
  AuthClient client(caching, wall, 1);

  client.token_fetched(granted("3600"));
  CHECK_FALSE(client.needs_token());
  client.purge_tokens();
  CHECK(client.needs_token());
}

TEST_CASE("a token without a lifetime is not kept", "[service][auth]") {
  AuthUse caching = use();
  caching.token_cache = 1h;
  AuthClient client(caching, wall, 1);

  client.token_fetched({.code = 200, .reply = http::json_reply(200, "no JSON")});

  CHECK(client.needs_token());
}

TEST_CASE("who fails closed answers what its scenario says", "[service][auth]") {
  AuthClient client(use(), wall, 1);

  const AuthVerdict verdict = client.token_fetched(refused_by(EventId{4}));

  CHECK(verdict.reply == 500);
  CHECK(verdict.cause == EventId{4});
  CHECK(verdict.disagreed);
  CHECK_FALSE(client.token_fetched({.code = 503}).disagreed);
  CHECK_FALSE(client.token_fetched({.code = code::timeout}).disagreed);
}

TEST_CASE("who fails open goes on", "[service][auth]") {
  AuthClient client(use(WhenUnavailable::fail_open), wall, 1);

  CHECK(client.token_fetched({.code = code::timeout}).reply == code::none);
}

TEST_CASE("who uses what is cached needs to have something", "[service][auth]") {
  AuthUse caching = use(WhenUnavailable::use_cached);
  caching.token_cache = 1h;
  AuthClient client(caching, wall, 1);

  CHECK(client.token_fetched({.code = 503}).reply == 500);
  client.token_fetched(granted("3600"));
  CHECK(client.token_fetched({.code = 503}).reply == code::none);
}

TEST_CASE("keys are fetched once, and an unknown one is refused within the cooldown",
          "[service][auth]") {
  AuthUse verifying = use();
  verifying.verifies = true;
  AuthClient client(verifying, wall, 1);
  CHECK_FALSE(client.verify("a"));

  CHECK(client.keys_fetched(keys(R"({"kid": "a"}, {"kid": "b"})"), "a").reply == code::none);

  REQUIRE(client.verify("b"));
  CHECK(client.verify("b")->reply == code::none);
  REQUIRE(client.verify("c"));
  CHECK(client.verify("c")->reply == 401);
  client.purge_keys();
  CHECK_FALSE(client.verify("a"));
}

TEST_CASE("a fetched set without the token's key is a 401, and no set a failure",
          "[service][auth]") {
  AuthUse verifying = use();
  verifying.verifies = true;
  AuthClient client(verifying, wall, 1);

  CHECK(client.keys_fetched(keys(R"({"kid": "a"})"), "z").reply == 401);
  CHECK(client.keys_fetched({.code = 200, .reply = http::json_reply(200, "[]")}, "a").reply == 500);
}

TEST_CASE("the key of a bearer token is read from its header", "[service][auth]") {
  http::Headers headers;
  CHECK_FALSE(mock::key_id_of_bearer(headers));
  headers.set("authorization", "Bearer " + http::encode_base64url(R"({"kid":"k1"})") + ".e30.x");
  CHECK(mock::key_id_of_bearer(headers) == "k1");
  headers.set("authorization", "Bearer opaque");
  CHECK_FALSE(mock::key_id_of_bearer(headers));
  headers.set("authorization", "Basic abc");
  CHECK_FALSE(mock::key_id_of_bearer(headers));
}
