#include "mock_services/service/auth_client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/service/provider.hpp"
#include "mock_services/service/user_token.hpp"

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

CallAnswer key_set(const std::vector<auth::SigningKey>& keys) {
  std::string all;
  for (const auth::SigningKey& key : keys) {
    all += (all.empty() ? "" : ", ") + key.public_jwk();
  }
  return {.code = 200, .reply = http::json_reply(200, R"({"keys": [)" + all + "]}")};
}

auth::SigningKey key(std::uint32_t generation) {
  return mock::signing_key("secret", "identity", generation);
}

mock::UserToken token_of(const auth::SigningKey& signer, const std::string& expires = "9e9") {
  return {.text = auth::make_jws(signer, "at+jwt", R"({"exp": )" + expires + "}", {}),
          .key_id = signer.id()};
}

AuthUse verifying() {
  AuthUse verifying = use();
  verifying.verifies = true;
  return verifying;
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
  AuthClient client(verifying(), wall, 1);
  CHECK_FALSE(client.verify(token_of(key(0))));

  CHECK(client.keys_fetched(key_set({key(0), key(1)}), token_of(key(0))).reply == code::none);

  REQUIRE(client.verify(token_of(key(1))));
  CHECK(client.verify(token_of(key(1)))->reply == code::none);
  REQUIRE(client.verify(token_of(key(2))));
  CHECK(client.verify(token_of(key(2)))->reply == 401);
  client.purge_keys();
  CHECK_FALSE(client.verify(token_of(key(0))));
}

TEST_CASE("keys that were fetched before the run are fetched again when their time is over",
          "[service][auth]") {
  AuthUse daily = verifying();
  daily.key_cache = 24h;
  AuthClient young(daily, wall, 1, {.keys = 23h});
  AuthClient old(daily, wall, 1, {.keys = 24h});

  young.keys_fetched(key_set({key(0)}), token_of(key(0)));
  old.keys_fetched(key_set({key(0)}), token_of(key(0)));

  CHECK(young.verify(token_of(key(0))));
  CHECK_FALSE(old.verify(token_of(key(0))));
  CHECK(old.keys_fetched(key_set({key(0)}), token_of(key(0))).reply == code::none);
  CHECK(old.verify(token_of(key(0))));
}

TEST_CASE("a known key is not enough: the signature must be its own, and the token alive",
          "[service][auth]") {
  AuthClient client(verifying(), wall, 1);
  client.keys_fetched(key_set({key(0)}), token_of(key(0)));
  client.keys_fetched(key_set({}), token_of(key(0)));  // of a request that was on its way too
  mock::UserToken forged = token_of(key(1));
  forged.key_id = key(0).id();

  CHECK(client.verify(forged)->reply == 401);
  CHECK(client.verify(token_of(key(0), "1000"))->reply == 401);
  CHECK(client.verify(token_of(key(0)))->reply == code::none);
}

TEST_CASE("a token that was accepted is refused when its time is over", "[service][auth]") {
  mock::Clock clock{1};
  AuthUse patient = verifying();
  patient.key_cache = 24h;
  AuthClient client(patient, clock, 1);
  const auto expires = static_cast<std::int64_t>(clock.calendar_s()) + 100;
  const mock::UserToken token = token_of(key(0), std::to_string(expires));

  CHECK(client.keys_fetched(key_set({key(0)}), token).reply == code::none);
  clock.advance(90s);
  CHECK(client.verify(token)->reply == code::none);
  clock.advance(11s);
  CHECK(client.verify(token)->reply == 401);
}

TEST_CASE("a client keeps the refresh token that it gets", "[service][auth]") {
  AuthUse refreshing = use();
  refreshing.refreshes = true;
  AuthClient client(refreshing, wall, 1);
  CHECK(client.refresh_token() == "refresh-0");

  client.token_fetched(granted("60"));
  CHECK(client.refresh_token() == "refresh-0");
  CallAnswer rotated = granted("60");
  rotated.reply.body = R"({"access_token": "t", "refresh_token": "refresh-2"})";
  client.token_fetched(rotated);
  client.token_fetched(refused_by(EventId{7}));
  client.purge_tokens();

  CHECK(client.refresh_token() == "refresh-2");
}

TEST_CASE("the times of a clock that was off are for others to judge", "[service][auth]") {
  AuthClient client(verifying(), wall, 1);
  mock::UserToken token = token_of(key(0), "1000");
  token.origin = {.provider = "identity", .clock = {.fault = "skew", .cause = EventId{7}}};

  CHECK(client.keys_fetched(key_set({key(0)}), token).verified);
  token.origin->clock = {};
  CHECK_FALSE(client.verify(token)->verified);
}

TEST_CASE("who refuses a token for its key blames the rotation that it knows of",
          "[service][auth]") {
  AuthClient client(verifying(), wall, 1);
  CallAnswer answer = key_set({key(1)});
  mock::UserToken token = token_of(key(0));

  CHECK(client.keys_fetched(answer, token).cause == EventId::none);
  token.origin = {.provider = "identity", .key_cause = EventId{7}};
  CHECK(client.verify(token)->cause == EventId{7});
  answer.reply.headers.set(mock::keys_cause_header, "9");
  CHECK(client.keys_fetched(answer, token).cause == EventId{9});
}

TEST_CASE("a fetched set without the token's key is a 401, and no set a failure",
          "[service][auth]") {
  AuthClient client(verifying(), wall, 1);
  const CallAnswer nonsense{.code = 200, .reply = http::json_reply(200, "[]")};

  CHECK(client.keys_fetched(nonsense, token_of(key(0))).reply == 500);
  CHECK(client.keys_fetched(key_set({key(0)}), token_of(key(5))).reply == 401);
}

TEST_CASE("a success without a token is a failure to get one", "[service][auth]") {
  for (const char* body : {R"({"error": "bad_verification_code"})",
                           R"({"access_token": {"value": "t"}, "expires_in": 60})",
                           R"({"access_token": "", "expires_in": 60})"}) {
    CAPTURE(body);
    AuthClient client(use(), wall, 1);
    const CallAnswer answer{.code = 200, .cause = EventId{5}, .reply = http::json_reply(200, body)};

    const AuthVerdict verdict = client.token_fetched(answer);

    CHECK(verdict.reply == 500);
    CHECK(verdict.cause == EventId{5});
  }
}

TEST_CASE("a token whose lifetime is no number is not kept", "[service][auth]") {
  AuthUse caching = use();
  caching.token_cache = 10min;
  AuthClient client(caching, wall, 1);

  CHECK(client.token_fetched(granted(R"("3600")")).reply == code::none);

  CHECK(client.needs_token());
}

TEST_CASE("only a strict client gives up a set for the sake of one key that it cannot read",
          "[service][auth]") {
  AuthUse strictly = verifying();
  strictly.strict_keys = true;
  AuthClient strict(strictly, wall, 1);
  AuthClient lenient(verifying(), wall, 1);
  const CallAnswer odd{
      .code = 200,
      .reply = http::json_reply(
          200, R"({"keys": [{"kty": "AKP", "kid": "pq"}, )" + key(0).public_jwk() + "]}")};

  CHECK(strict.keys_fetched(odd, token_of(key(0))).reply == 500);
  CHECK(strict.keys_fetched(key_set({key(0)}), token_of(key(0))).reply == code::none);
  CHECK(lenient.keys_fetched(odd, token_of(key(0))).reply == code::none);
}

TEST_CASE("a client that takes the first key refuses tokens of all others", "[service][auth]") {
  AuthUse simple = verifying();
  simple.first_key = true;
  simple.refetch_unknown_key = false;
  AuthClient client(simple, wall, 1);
  CallAnswer two = key_set({key(1), key(0)});
  two.reply.headers.add(mock::first_key_cause_header, "8");

  CHECK(client.keys_fetched(two, token_of(key(1))).reply == code::none);
  const std::optional<AuthVerdict> old = client.verify(token_of(key(0)));

  REQUIRE(old);
  CHECK(old->reply == 401);
  CHECK(old->cause == EventId{8});
}

TEST_CASE("what stands before a known key is nobody's fault to who looks keys up",
          "[service][auth]") {
  AuthClient client(verifying(), wall, 1);
  CallAnswer two = key_set({key(1), key(0)});
  two.reply.headers.add(mock::first_key_cause_header, "8");
  client.keys_fetched(two, token_of(key(0)));

  const std::optional<AuthVerdict> unknown = client.verify(token_of(key(2)));

  REQUIRE(unknown);
  CHECK(unknown->cause == EventId::none);
}

TEST_CASE("a strict client takes no token response that is not as it was", "[service][auth]") {
  const auto [body, is_odd] =
      GENERATE(std::pair{std::string(R"({"access_token": "t", "scope": "read write"})"), false},
               std::pair{std::string(R"({"access_token": "t", "scope": "read,write"})"), true},
               std::pair{std::string(R"({"access_token": "t", "scope": ["read"]})"), true},
               std::pair{R"({"access_token": ")" + std::string(255, 't') + "\"}", false},
               std::pair{R"({"access_token": ")" + std::string(256, 't') + "\"}", true});
  AuthUse strictly = use();
  strictly.strict_tokens = true;
  AuthClient strict(strictly, wall, 1);
  AuthClient lenient(use(), wall, 1);
  const CallAnswer answer{.code = 200, .reply = http::json_reply(200, body)};

  CHECK(strict.token_fetched(answer).reply == (is_odd ? 500 : code::none));
  CHECK(lenient.token_fetched(answer).reply == code::none);
}

TEST_CASE("the last token goes along, and what made it too long", "[service][auth]") {
  AuthUse open = use(WhenUnavailable::fail_open);
  AuthClient client(open, wall, 1);
  const std::string text(mock::longest_service_token + 1, 't');

  client.token_fetched({.code = 200,
                        .cause = EventId{6},
                        .reply = http::json_reply(200, R"({"access_token": ")" + text + "\"}")});
  CHECK(client.token() == text);
  CHECK(client.token_cause() == EventId{6});

  client.token_fetched(granted("3600"));
  CHECK(client.token() == "t");
  CHECK(client.token_cause() == EventId::none);
  client.token_fetched(refused_by(EventId{7}));
  CHECK(client.token().empty());
}

TEST_CASE("a token that is not active is refused, and an answer that says nothing is a failure",
          "[service][auth]") {
  AuthUse asking = verifying();
  asking.verifies_by = VerifiesBy::introspection;
  const AuthClient client(asking, wall, 1);
  mock::UserToken token = token_of(key(0));
  token.origin = mock::TokenOrigin{.provider = "identity", .key_cause = EventId{3}};
  const auto says = [](const char* body) {
    return CallAnswer{.code = 200, .reply = http::json_reply(200, body)};
  };

  CHECK(client.told_about(token, says(R"({"active": true})")).reply == code::none);
  CHECK(client.told_about(token, says(R"({"active": false})")).reply == 401);
  CHECK(client.told_about(token, says(R"({"active": false})")).cause == EventId{3});
  CHECK(client.told_about(token, refused_by(EventId{4})).reply == 500);
  CHECK(client.told_about(token, refused_by(EventId{4})).cause == EventId{4});
}

TEST_CASE("whose token it is nobody may know, or nobody can tell", "[service][auth]") {
  AuthUse asking = verifying();
  asking.verifies_by = VerifiesBy::userinfo;
  const AuthClient client(asking, wall, 1);

  CHECK(client.told_about(token_of(key(0)), {.code = 200}).reply == code::none);
  CHECK(client.told_about(token_of(key(0)), {.code = 401}).reply == 401);
  CHECK(client.told_about(token_of(key(0)), {.code = 403}).reply == 500);
}
