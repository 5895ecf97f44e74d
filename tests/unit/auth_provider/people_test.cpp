#include <chrono>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

std::string access_token(AuthDesk& desk, const char* scope, const std::string& login = "anna") {
  const std::string uri = desk.log_in(AuthDesk::authorization({{"scope", scope}}), login);
  return text_in(desk.exchange(parameter_of(uri, "code")), "access_token");
}

TEST_CASE("userinfo gives the claims of the scopes, and those of no scope always", "[auth]") {
  AuthDesk desk(auth_desk_config);

  CHECK(json_of(desk.get("/me", bearer(access_token(desk, "openid")))) ==
        nlohmann::json({{"sub", "anna"}, {"role", "admin"}}));
  CHECK(json_of(desk.get("/me", bearer(access_token(desk, "openid profile email")))) ==
        nlohmann::json(
            {{"sub", "anna"}, {"role", "admin"}, {"name", "Anna"}, {"email", "anna@example.com"}}));
  CHECK(text_in(desk.get("/me", bearer(access_token(desk, "openid", "otto"))), "sub") == "user-7");
}

TEST_CASE("userinfo takes one token, from header or body, and challenges the rest", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token = access_token(desk, "openid");
  const std::string realm = "Bearer realm=\"" + std::string(AuthDesk::issuer) + "\"";

  CHECK(desk.post("/me", {{"access_token", token}}).status == 200);
  CHECK(desk.post("/me", {{"access_token", token}}, bearer(token)).status == 400);
  const http::Reply none = desk.get("/me");
  CHECK(none.status == 401);
  CHECK(*none.headers.find("www-authenticate") == realm);
  const http::Reply bad = desk.get("/me", bearer("nonsense"));
  CHECK(*bad.headers.find("www-authenticate") ==
        realm + ", error=\"invalid_token\", error_description=\"invalid token provided\"");
  const http::Reply poor = desk.get("/me", bearer(access_token(desk, "email")));
  CHECK(poor.status == 403);
  CHECK(poor.headers.find("www-authenticate")->ends_with("scope=\"openid\""));
}

TEST_CASE("without users any login will do", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "web", "secret": "s3cret",
                                 "redirect_uris": ["https://web.example/cb"]}]})");

  CHECK(text_in(desk.get("/me", bearer(access_token(desk, "openid", "whoever"))), "sub") ==
        "whoever");
}

http::Reply start_device(AuthDesk& desk) {
  return desk.post("/device/auth", {{"scope", "openid"}}, basic("web", "s3cret"));
}

http::Reply poll(AuthDesk& desk, const http::Reply& started) {
  return desk.post("/token",
                   {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                    {"device_code", text_in(started, "device_code")}},
                   basic("web", "s3cret"));
}

TEST_CASE("a device gets its tokens once, when its person has agreed", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply started = start_device(desk);
  const std::string code = text_in(started, "user_code");
  CHECK(json_of(started)["expires_in"] == 600);
  CHECK(!json_of(started).contains("interval"));

  CHECK(text_in(poll(desk, started), "error") == "authorization_pending");
  CHECK(desk.get("/device?user_code=" + code).body.find(code) != std::string::npos);
  CHECK(desk.post("/device", {{"user_code", "BBBB-BBBB"}, {"login", "anna"}}).status == 400);
  CHECK(desk.post("/device", {{"user_code", code}, {"login", "nobody"}}).status == 401);
  CHECK(desk.post("/device", {{"user_code", code}, {"login", "anna"}}).status == 200);
  CHECK(part_of_jwt(text_in(poll(desk, started), "id_token"))["sub"] == "anna");
  CHECK(error_of(poll(desk, started)) == wrong_grant);
}

TEST_CASE("a device is denied, expires, and belongs to its client", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply denied = start_device(desk);
  const http::Reply late = start_device(desk);
  desk.post("/device", {{"user_code", text_in(denied, "user_code")}, {"deny", "1"}});

  CHECK(text_in(poll(desk, denied), "error") == "access_denied");
  CHECK(desk.post("/token",
                  {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                   {"device_code", text_in(late, "device_code")},
                   {"client_id", "app"}})
            .status == 400);
  desk.now += 10min;
  CHECK(text_in(poll(desk, late), "error") == "expired_token");
}

std::string hidden_id(const http::Reply& page) {
  const auto begin = page.body.find("name=\"id\" value=\"") + 17;
  return page.body.substr(begin, page.body.find('"', begin) - begin);
}

TEST_CASE("logging out asks first, then leads back to a registered place", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string hint = text_in(desk.exchange(desk.code()), "id_token");
  const std::string query =
      http::encode_form({{"id_token_hint", hint},
                         {"post_logout_redirect_uri", "https://web.example/bye"},
                         {"state", "s 1"}});

  const http::Reply page = desk.get("/session/end?" + query);
  REQUIRE(page.status == 200);
  const http::Reply done = desk.post("/session/end/confirm", {{"id", hidden_id(page)}});

  CHECK(*done.headers.find("location") == "https://web.example/bye?state=s+1");
  CHECK(desk.post("/session/end/confirm", {{"id", hidden_id(page)}}).status == 400);
}

TEST_CASE("logging out goes nowhere else", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string hint = text_in(desk.exchange(desk.code()), "id_token");
  const auto status = [&](const http::FormPairs& parameters) {
    return desk.get("/session/end?" + http::encode_form(parameters)).status;
  };
  const std::string bye = "https://web.example/bye";

  CHECK(status({}) == 200);
  CHECK(status({{"post_logout_redirect_uri", bye}}) == 400);
  CHECK(status({{"client_id", "web"}, {"post_logout_redirect_uri", bye}}) == 200);
  CHECK(status({{"client_id", "app"}, {"post_logout_redirect_uri", bye}}) == 400);
  CHECK(status({{"client_id", "app"}, {"id_token_hint", hint}}) == 400);
  CHECK(status({{"id_token_hint", hint + "x"}}) == 400);
  CHECK(status({{"id_token_hint", hint}, {"post_logout_redirect_uri", "https://evil.example/"}}) ==
        400);
}

}  // namespace
}  // namespace firedrill::tests
