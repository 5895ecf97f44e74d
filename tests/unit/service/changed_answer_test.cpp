#include "mock_services/service/changed_answer.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill {
namespace {

const ProviderChange& change_named(std::string_view name) {
  const auto* const found = std::find_if(
      provider_changes.begin(), provider_changes.end(), [&](const ProviderChange& change) {
        return change.name == name;
      });
  REQUIRE(found != provider_changes.end());
  return *found;
}

http::Reply changed(std::string_view name, http::Reply own) {
  return mock::changed_answer(change_named(name), {}, std::move(own), EventId{7});
}

http::Reply token() {
  return http::json_reply(200, R"({"access_token": "t", "expires_in": 60})");
}

http::Reply keys() {
  return http::json_reply(200, R"({"keys": [{"kty": "EC", "kid": "one"}]})");
}

}  // namespace

TEST_CASE("only who asks a provider for tokens or keys meets its changes", "[service][auth]") {
  CHECK(mock::endpoint_of(http::request_to("POST", "/token")) == AuthEndpoint::token);
  CHECK(mock::endpoint_of(http::request_to("GET", "/jwks")) == AuthEndpoint::keys);
  CHECK(mock::endpoint_of(http::request_to("POST", "/token/introspection")) ==
        AuthEndpoint::introspection);
  CHECK(mock::endpoint_of(http::request_to("GET", "/me")) == AuthEndpoint::userinfo);
  CHECK(mock::endpoint_of(http::request_to("GET", "/auth")) == AuthEndpoint::authorize);
  CHECK(mock::endpoint_of(http::request_to("GET", "/token")) == AuthEndpoint::none);
  CHECK(mock::endpoint_of(http::request_to("GET", "/")) == AuthEndpoint::none);
}

TEST_CASE("a refusal has the code of its protocol", "[service][auth]") {
  const http::Reply expired = changed("secret_expired", token());

  CHECK(expired.status == 401);
  CHECK(expired.body.find(R"("error":"invalid_client")") != std::string::npos);
  CHECK(expired.headers.find("www-authenticate") != nullptr);
  CHECK(changed("grant_removed", token()).status == 400);
  CHECK(changed("endpoints_moved", token()).status == 404);
}

TEST_CASE("only who sends no challenge is sent back with an error", "[service][auth]") {
  const http::Reply own{
      .status = 303, .headers = {{"location", "https://a.example/cb?code=7"}}, .body = {}};
  http::Request request = http::request_to("GET", "/auth");
  request.query = {{"redirect_uri", "https://a.example/cb"}};
  const auto answered = [&] {
    return mock::changed_answer(change_named("pkce_required"), request, own, EventId{7});
  };

  CHECK(answered().status == 303);
  CHECK(answered()
            .headers.find("location")
            ->starts_with("https://a.example/cb?error=invalid_request&"));
  request.query.emplace_back("code_challenge", "x");
  CHECK(mock::code_in(answered()) == "7");
}

TEST_CASE("a token response loses its token or the number of its lifetime", "[service][auth]") {
  CHECK(changed("error_with_200", token()).status == 200);
  CHECK(changed("error_with_200", token()).body.find("access_token") == std::string::npos);
  CHECK(changed("token_type_changed", token()).body ==
        R"({"access_token":{"value":"moved"},"expires_in":60})");
  CHECK(changed("expires_in_string", token()).body ==
        R"({"access_token":"t","expires_in":"3600"})");
}

TEST_CASE("a refresh token is answered with another, and once only", "[service][auth]") {
  mock::RefreshBook book("");
  const auto answered = [&](const std::string& body, http::Reply own) {
    http::Request request = http::request_to("POST", "/token");
    request.headers.add(mock::caller_header, "shop");
    request.body = body;
    return mock::rotated_answer(book, request, std::move(own), EventId{7});
  };
  const std::string refresh = "grant_type=refresh_token&refresh_token=refresh-";

  CHECK(answered("grant_type=client_credentials", token()).body == token().body);
  CHECK(answered(refresh + "0", http::json_reply(401, "{}")).status == 401);
  CHECK(answered(refresh + "0", token()).body.find(R"("refresh_token":"refresh-2")") !=
        std::string::npos);
  CHECK(answered(refresh + "2", token()).status == 200);
  CHECK(answered(refresh + "2", token()).status == 400);
  CHECK(answered(refresh + "3", token()).body.find("invalid_grant") != std::string::npos);
}

TEST_CASE("a key set loses its keys and says whose fault that is", "[service][auth]") {
  const http::Reply removed = changed("key_removed", keys());

  CHECK(removed.body == R"({"keys":[]})");
  CHECK(*removed.headers.find(mock::keys_cause_header) == "7");
}

TEST_CASE("a key of an unknown type stands beside the good ones", "[service][auth]") {
  const http::Reply more = changed("unknown_key_type", keys());

  CHECK(more.body.find(R"("kty":"AKP")") != std::string::npos);
  CHECK(more.body.find(R"("kid":"one")") != std::string::npos);
  CHECK(more.headers.find(mock::keys_cause_header) == nullptr);
}

TEST_CASE("a token response names its scopes in another way, if it names any", "[service][auth]") {
  const http::Reply scoped = http::json_reply(200, R"({"access_token":"t","scope":"read write"})");

  CHECK(changed("scope_as_list", scoped).body == R"({"access_token":"t","scope":["all"]})");
  CHECK(changed("scope_delimiter", scoped).body == R"({"access_token":"t","scope":"read,write"})");
  CHECK(changed("scope_delimiter", token()).body == token().body);
}

TEST_CASE("tokens get longer than clients keep, or than headers may be", "[service][auth]") {
  const std::size_t longer = changed("token_longer", token()).body.size();
  const std::size_t too_long = changed("token_too_long", token()).body.size();

  CHECK(longer > 300);
  CHECK(longer < 400);
  CHECK(too_long > mock::longest_service_token);
}

TEST_CASE("a key that signs nothing stands before the good ones and says whose fault that is",
          "[service][auth]") {
  const http::Reply added = changed("key_added", keys());

  CHECK(added.body.find("another-key") < added.body.find(R"("kid":"one")"));
  CHECK(*added.headers.find(mock::first_key_cause_header) == "7");
  CHECK(added.headers.find(mock::keys_cause_header) == nullptr);
  CHECK(*changed("unknown_key_type", keys()).headers.find(mock::first_key_cause_header) == "7");
}

TEST_CASE("who asks about a token is told otherwise", "[service][auth]") {
  const http::Reply active = http::json_reply(200, R"({"active":true,"sub":"user"})");
  const http::Reply inactive = http::json_reply(200, R"({"active":false})");

  CHECK_FALSE(mock::says_active(changed("introspection_inactive", active).body));
  CHECK(changed("introspection_error", active).body == active.body);
  CHECK(changed("introspection_error", inactive).status == 400);
  CHECK(changed("introspection_needs_auth", active).status == 401);
  CHECK(changed("userinfo_scope", active).status == 403);
  CHECK(changed("subject_changed", active).body ==
        R"({"active":true,"sub":"another name for the same user"})");
}

TEST_CASE("what a provider refuses itself stays refused", "[service][auth]") {
  const http::Reply own = changed("error_with_200", http::json_reply(401, R"({"error": "x"})"));

  CHECK(own.status == 401);
  CHECK(own.body == R"({"error": "x"})");
}

}  // namespace firedrill
