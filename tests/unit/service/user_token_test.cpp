#include "mock_services/service/user_token.hpp"

#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/http/credentials.hpp"
#include "mock_services/service/provider.hpp"
#include "mock_services/service/verification.hpp"

// User tokens on the wire between clients and mock services.

using namespace firedrill;

namespace {

AuthUse verifier(const std::string& speaks) {
  return {.call = {.service = "identity"}, .speaks = speaks, .verifies = true};
}

}  // namespace

TEST_CASE("the key of a bearer token is read from its header", "[service][auth]") {
  http::Headers headers;
  CHECK_FALSE(mock::user_token_of(headers));
  headers.set("authorization", "Bearer " + http::encode_base64url(R"({"kid":"k1"})") + ".e30.AAAA");
  REQUIRE(mock::user_token_of(headers));
  CHECK(mock::user_token_of(headers)->key_id == "k1");
  CHECK_FALSE(mock::user_token_of(headers)->origin);
  for (const char* other : {"Bearer opaque", "Bearer e30.e30.AAAA", "Basic abc", "Bearer ..", ""}) {
    headers.set("authorization", other);
    CHECK_FALSE(mock::user_token_of(headers));
  }
}

TEST_CASE("where a token comes from travels beside it", "[service][auth]") {
  http::Headers headers;
  headers.set("authorization", "Bearer " + http::encode_base64url(R"({"kid":"k1"})") + ".e30.AAAA");
  headers.set(
      mock::token_header,
      mock::to_header(
          {.provider = "identity",
           .key_cause = EventId{12},
           .version_cause = EventId{9},
           .clock = {.fault = "skew", .cause = EventId{7}, .leeway = std::chrono::seconds(90)},
           .accepts = {"v1", "v2"}}));

  const auto token = mock::user_token_of(headers);

  REQUIRE(token);
  REQUIRE(token->origin);
  CHECK(token->origin->provider == "identity");
  CHECK(token->origin->key_cause == EventId{12});
  CHECK(token->origin->version_cause == EventId{9});
  CHECK(token->origin->clock.fault == "skew");
  CHECK(token->origin->clock.cause == EventId{7});
  CHECK(token->origin->clock.leeway == std::chrono::seconds(90));
  CHECK(token->has_wrong_times());
  CHECK(token->origin->accepts == std::vector<std::string>{"v1", "v2"});
  headers.set(mock::token_header, "nonsense");
  CHECK_FALSE(mock::user_token_of(headers)->origin);
}

TEST_CASE("a service refuses at sight what its contract rules out", "[service][auth]") {
  mock::ServiceSettings settings{.name = "api", .version_cause = EventId{3}};
  settings.contracts = {
      {.provider = "identity", .contract = {.name = "v1", .signing_algs = {"RS256"}}},
      {.provider = "identity", .contract = {.name = "v2", .signing_algs = {"ES256"}}}};
  mock::UserToken token{.text = "a.b.c", .key_id = "k"};

  CHECK(mock::refusal_at_sight(settings, verifier("v1"), std::nullopt) == EventId{3});
  CHECK_FALSE(mock::refusal_at_sight(settings, verifier("v1"), token));
  token.origin = {.provider = "other"};
  CHECK(mock::refusal_at_sight(settings, verifier("v1"), token) == EventId{3});
  token.origin = {.provider = "identity", .version_cause = EventId{8}, .accepts = {"v2"}};
  CHECK(mock::refusal_at_sight(settings, verifier("v1"), token) == EventId{8});
  CHECK_FALSE(mock::refusal_at_sight(settings, verifier("v2"), token));
}

TEST_CASE("a token is so old and has so much left as it says", "[service][auth]") {
  const auth::SigningKey signer = mock::signing_key("secret", "identity", 0);
  const auto seen = [&](const std::string& claims) {
    return mock::times_of(
        {.text = auth::make_jws(signer, "at+jwt", claims, {}), .key_id = signer.id()}, 1000);
  };

  CHECK(seen(R"({"iat": 400, "exp": 4000})").age == std::chrono::seconds(600));
  CHECK(seen(R"({"iat": 400, "exp": 4000})").left == std::chrono::seconds(3000));
  CHECK(seen(R"({"iat": 1030, "exp": 4000})").age == -std::chrono::seconds(30));
  CHECK(seen(R"({"iat": -9e99, "exp": 9e99})").left == std::chrono::seconds(1'000'000'000));
  CHECK(seen(R"({"exp": 4000})").age == std::chrono::seconds(1000));
}
