#include <chrono>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

std::string rotating_config() {
  std::string config = auth_desk_config;
  config.insert(config.find('{') + 1, R"("rotate_refresh_tokens": true,)");
  return config;
}

http::Reply refresh(AuthDesk& desk, const std::string& token, const std::string& scope = "") {
  return desk.post("/token",
                   {{"grant_type", "refresh_token"}, {"refresh_token", token}, {"scope", scope}},
                   basic("web", "s3cret"));
}

TEST_CASE("a refresh gives new tokens, and a confidential client keeps its own", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply first = desk.exchange(desk.code());
  const std::string token = text_in(first, "refresh_token");

  const http::Reply second = refresh(desk, token);

  CHECK(second.status == 200);
  CHECK(text_in(second, "refresh_token") == token);
  CHECK(text_in(second, "access_token") != text_in(first, "access_token"));
  CHECK(part_of_jwt(text_in(second, "id_token"))["sub"] == "anna");
}

TEST_CASE("a refresh token is replaced once 70 % of its life are over", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token = text_in(desk.exchange(desk.code()), "refresh_token");

  desk.now += 24h * 14 * 69 / 100;
  CHECK(text_in(refresh(desk, token), "refresh_token") == token);
  desk.now += 24h * 14 * 2 / 100;
  CHECK(text_in(refresh(desk, token), "refresh_token") != token);
}

TEST_CASE("a refresh token that comes back after its rotation kills the family", "[auth]") {
  AuthDesk desk(rotating_config());
  const std::string first = text_in(desk.exchange(desk.code()), "refresh_token");
  const http::Reply rotated = refresh(desk, first);
  const std::string second = text_in(rotated, "refresh_token");
  REQUIRE(second != first);

  CHECK(error_of(refresh(desk, first)) == wrong_grant);

  CHECK(error_of(refresh(desk, second)) == wrong_grant);
  CHECK(desk.get("/me", bearer(text_in(rotated, "access_token"))).status == 401);
}

TEST_CASE("a refresh may ask for less, never for more", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token = text_in(desk.exchange(desk.code()), "refresh_token");

  CHECK(text_in(refresh(desk, token, "openid"), "scope") == "openid");
  const http::Reply more = refresh(desk, token, "openid phone");
  CHECK(error_of(more) == "invalid_scope: refresh token missing requested scope");
  CHECK(text_in(more, "scope") == "phone");
}

TEST_CASE("there is no refresh token without offline_access, unless relaxed", "[auth]") {
  std::string relaxed = auth_desk_config;
  relaxed.insert(relaxed.find('{') + 1, R"("relax": ["offline_access"],)");
  AuthDesk strict(auth_desk_config);
  AuthDesk lax(relaxed);
  const http::FormPairs online = {{"scope", "openid"}};

  CHECK(text_in(strict.exchange(strict.code(online)), "refresh_token").empty());
  CHECK(!text_in(lax.exchange(lax.code(online)), "refresh_token").empty());
}

TEST_CASE("an expired refresh token is refused", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token = text_in(desk.exchange(desk.code()), "refresh_token");

  desk.now += 24h * 14;

  CHECK(error_of(refresh(desk, token)) == wrong_grant);
}

TEST_CASE("revoking a refresh token ends its grant, an access token only itself", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply tokens = desk.exchange(desk.code());
  const std::string access = text_in(tokens, "access_token");
  const std::string token = text_in(tokens, "refresh_token");
  const auto revoke = [&](const std::string& one) {
    return desk.post("/token/revocation", {{"token", one}}, basic("web", "s3cret"));
  };

  CHECK(revoke(access).status == 200);
  CHECK(desk.get("/me", bearer(access)).status == 401);
  const std::string next = text_in(refresh(desk, token), "access_token");
  CHECK(desk.get("/me", bearer(next)).status == 200);

  CHECK(revoke(token).body.empty());
  CHECK(desk.get("/me", bearer(next)).status == 401);
  CHECK(error_of(refresh(desk, token)) == wrong_grant);
  CHECK(revoke("unknown").status == 200);
}

TEST_CASE("nobody revokes another client's token", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string access = text_in(desk.exchange(desk.code()), "access_token");

  const http::Reply reply =
      desk.post("/token/revocation", {{"token", access}}, basic("worker", "w"));

  CHECK(reply.status == 200);
  CHECK(desk.get("/me", bearer(access)).status == 200);
}

TEST_CASE("introspection wants a client and a token, and tells of refresh tokens", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token = text_in(desk.exchange(desk.code()), "refresh_token");

  const auto json =
      json_of(desk.post("/token/introspection", {{"token", token}}, basic("web", "s3cret")));

  CHECK(json["active"] == true);
  CHECK(json["sub"] == "anna");
  CHECK(!json.contains("token_type"));
  CHECK(desk.post("/token/introspection", {{"token", token}}).status == 400);
  CHECK(desk.post("/token/introspection", {{"token", token}}, basic("web", "no")).status == 401);
  CHECK(error_of(desk.post("/token/introspection", {}, basic("web", "s3cret"))) ==
        "invalid_request: missing required parameter 'token'");
}

}  // namespace
}  // namespace firedrill::tests
