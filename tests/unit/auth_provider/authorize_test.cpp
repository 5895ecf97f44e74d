#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a login sends the client a code, its state and the issuer", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const std::string uri = desk.log_in(AuthDesk::authorization());

  CHECK(uri.starts_with("https://web.example/cb?"));
  CHECK(parameter_of(uri, "state") == "st&te");
  CHECK(parameter_of(uri, "iss") == AuthDesk::issuer);
  CHECK(!parameter_of(uri, "code").empty());
}

TEST_CASE("a code gives access, ID and refresh token", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const http::Reply reply = desk.exchange(desk.code());

  const auto json = json_of(reply);
  CHECK(reply.status == 200);
  CHECK(json["expires_in"] == 3600);
  CHECK(json["scope"] == "openid offline_access email");
  CHECK(json.contains("refresh_token"));
  const auto claims = part_of_jwt(text_in(reply, "id_token"));
  CHECK(claims["iss"] == AuthDesk::issuer);
  CHECK(claims["aud"] == "web");
  CHECK(claims["sub"] == "anna");
  CHECK(claims["nonce"] == "n-1");
  CHECK(claims["auth_time"] == 1704067200);
  CHECK(claims.contains("at_hash"));
}

TEST_CASE("every wrong exchange of a code is the same error", "[auth]") {
  AuthDesk desk(auth_desk_config);

  for (const http::FormPairs& wrong :
       std::vector<http::FormPairs>{{{"code_verifier", std::string(43, 'x')}},
                                    {{"code_verifier", "-"}},
                                    {{"redirect_uri", "http://127.0.0.1/cb"}},
                                    {{"code", "nonsense"}}}) {
    CHECK(error_of(desk.exchange(desk.code(), wrong)) == wrong_grant);
  }
  const std::string late = desk.code();
  desk.now += 61s;
  CHECK(error_of(desk.exchange(late)) == wrong_grant);
}

TEST_CASE("a code belongs to its client", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const http::Reply reply = desk.post("/token",
                                      {{"grant_type", "authorization_code"},
                                       {"code", desk.code()},
                                       {"redirect_uri", "https://web.example/cb"},
                                       {"code_verifier", pkce_verifier},
                                       {"client_id", "app"}});

  CHECK(error_of(reply) == wrong_grant);
}

TEST_CASE("a replayed code revokes all that came of it", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string code = desk.code();
  const std::string token = text_in(desk.exchange(code), "access_token");
  REQUIRE(desk.get("/me", bearer(token)).status == 200);

  CHECK(error_of(desk.exchange(code)) == wrong_grant);

  CHECK(desk.get("/me", bearer(token)).status == 401);
}

TEST_CASE("a replayed code is only refused where that is relaxed", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "web", "secret": "s3cret",
                                 "redirect_uris": ["https://web.example/cb"]}],
                    "relax": ["code_reuse"]})");
  const std::string code = desk.code();
  const std::string token = text_in(desk.exchange(code), "access_token");

  CHECK(error_of(desk.exchange(code)) == wrong_grant);

  CHECK(desk.get("/me", bearer(token)).status == 200);
}

TEST_CASE("mistakes about client and redirect URI are shown and never redirected", "[auth]") {
  AuthDesk desk(auth_desk_config);

  struct Case {
    http::FormPairs changed;
    std::string_view error;
  };

  for (const Case& one :
       std::vector<Case>{{{{"client_id", "-"}}, "missing required parameter 'client_id'"},
                         {{{"client_id", "nobody"}}, "client is invalid"},
                         {{{"redirect_uri", "-"}}, "missing required parameter 'redirect_uri'"},
                         {{{"redirect_uri", "https://web.example/cb2"}}, "did not match any"},
                         {{{"redirect_uri", "https://web.example/cb?x=1"}}, "did not match any"},
                         {{{"redirect_uri", "https://evil.example/cb"}}, "did not match any"}}) {
    const http::Reply reply =
        desk.get("/auth?" + http::encode_form(AuthDesk::authorization(one.changed)));

    CHECK(reply.status == 400);
    CHECK(!reply.headers.has("location"));
    CHECK(reply.headers.find("content-type")->starts_with("text/html"));
    CHECK(reply.body.find(one.error == "missing required parameter 'client_id'"
                              ? "missing required parameter"
                              : one.error.substr(0, 20)) != std::string::npos);
  }
}

TEST_CASE("all other mistakes go to the client", "[auth]") {
  AuthDesk desk(auth_desk_config);

  struct Case {
    http::FormPairs changed;
    std::string_view error;
    std::string_view description;
  };

  for (const Case& one : std::vector<Case>{
           {{{"response_type", "-"}},
            "invalid_request",
            "missing required parameter 'response_type'"},
           {{{"response_type", "token"}},
            "unsupported_response_type",
            "unsupported response_type requested"},
           {{{"code_challenge", "-"}, {"code_challenge_method", "-"}},
            "invalid_request",
            "Authorization Server policy requires PKCE to be used for this request"},
           {{{"code_challenge_method", "plain"}},
            "invalid_request",
            "not supported value of code_challenge_method"},
           {{{"scope", "a\"b"}}, "invalid_scope", "invalid scope value"},
           {{{"prompt", "none"}}, "login_required", "End-User authentication is required"},
           {{{"request", "x"}},
            "request_not_supported",
            "request parameter provided but not supported"}}) {
    const http::Reply reply =
        desk.get("/auth?" + http::encode_form(AuthDesk::authorization(one.changed)));

    REQUIRE(reply.status == 303);
    const std::string uri = *reply.headers.find("location");
    CHECK(uri.starts_with("https://web.example/cb?"));
    CHECK(parameter_of(uri, "error") == one.error);
    CHECK(parameter_of(uri, "error_description") == one.description);
    CHECK(parameter_of(uri, "state") == "st&te");
    CHECK(parameter_of(uri, "iss") == AuthDesk::issuer);
  }
}

TEST_CASE("PKCE may be left out where that is relaxed, but not half of it", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "web", "secret": "s3cret",
                                 "redirect_uris": ["https://web.example/cb"]}],
                    "relax": ["pkce"]})");
  const http::FormPairs without = {{"code_challenge", "-"}, {"code_challenge_method", "-"}};

  CHECK(desk.exchange(desk.code(without), {{"code_verifier", "-"}}).status == 200);
  CHECK(error_of(desk.exchange(desk.code(without))) == wrong_grant);
  CHECK(error_of(desk.exchange(desk.code(), {{"code_verifier", "-"}})) == wrong_grant);
}

TEST_CASE("a loopback redirect URI may have any port, another host's may not", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto status = [&](const char* uri) {
    return desk.get("/auth?" + http::encode_form(AuthDesk::authorization({{"redirect_uri", uri}})))
        .status;
  };

  CHECK(status("http://127.0.0.1:49152/cb") == 303);
  CHECK(status("http://127.0.0.1:49152/other") == 400);
  CHECK(status("http://127.0.0.1.evil.example/cb") == 400);
  CHECK(status("https://web.example:8443/cb") == 400);
}

TEST_CASE("a session spares the next login until it is asked for again", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply asked = desk.get("/auth?" + http::encode_form(AuthDesk::authorization()));
  const std::string page =
      asked.headers.find("location")->substr(std::string(AuthDesk::issuer).size());
  const http::Reply done = desk.post(page, {{"login", "anna"}});
  const std::string cookie = *done.headers.find("set-cookie");
  const http::Headers browser{{"cookie", "other=1; " + cookie.substr(0, cookie.find(';'))}};
  desk.now += 100s;
  const auto next = [&](const http::FormPairs& changed) {
    const auto parameters = AuthDesk::authorization(changed);
    return *desk.get("/auth?" + http::encode_form(parameters), browser).headers.find("location");
  };

  CHECK(!parameter_of(next({}), "code").empty());
  CHECK(!parameter_of(next({{"prompt", "none"}}), "code").empty());
  CHECK(!parameter_of(next({{"max_age", "100"}}), "code").empty());
  CHECK(next({{"max_age", "99"}}).find("/interaction/") != std::string::npos);
  CHECK(next({{"prompt", "login"}}).find("/interaction/") != std::string::npos);
}

TEST_CASE("a login form works once, knows its users and their passwords", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply asked = desk.get("/auth?" + http::encode_form(AuthDesk::authorization()));
  const std::string page =
      asked.headers.find("location")->substr(std::string(AuthDesk::issuer).size());

  CHECK(desk.get(page).body.find("name=\"password\"") != std::string::npos);
  CHECK(desk.post(page, {{"login", "nobody"}}).status == 401);
  CHECK(desk.post(page, {{"login", "otto"}, {"password", "wrong"}}).status == 401);
  CHECK(desk.post(page, {{"login", ""}}).status == 401);
  CHECK(desk.post(page, {{"login", "otto"}, {"password", "right"}}).status == 303);
  CHECK(desk.post(page, {{"login", "otto"}, {"password", "right"}}).status == 400);
}

TEST_CASE("who cancels the login is denied", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const http::Reply asked = desk.get("/auth?" + http::encode_form(AuthDesk::authorization()));
  const std::string page =
      asked.headers.find("location")->substr(std::string(AuthDesk::issuer).size());

  const http::Reply reply = desk.post(page, {{"deny", "1"}});

  CHECK(parameter_of(*reply.headers.find("location"), "error") == "access_denied");
}

TEST_CASE("what an attacker puts into names and parameters stays text on the page", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "<script>", "secret": "x",
                                 "redirect_uris": ["https://web.example/cb"]}]})");
  const auto parameters = AuthDesk::authorization(
      {{"client_id", "<script>"}, {"response_mode", "form_post"}, {"state", "\"><script>"}});
  const http::Reply asked = desk.get("/auth?" + http::encode_form(parameters));
  const std::string page =
      asked.headers.find("location")->substr(std::string(AuthDesk::issuer).size());

  CHECK(desk.get(page).body.find("<script>") == std::string::npos);
  const http::Reply form = desk.post(page, {{"login", "anna"}});
  CHECK(form.status == 200);
  CHECK(form.body.find("\"><script>") == std::string::npos);
  CHECK(form.body.find("name=\"code\"") != std::string::npos);
}

TEST_CASE("a pushed request is used once, by its client", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto parameters = AuthDesk::authorization({{"client_id", "-"}});
  const http::Reply pushed = desk.post("/request", parameters, basic("web", "s3cret"));
  REQUIRE(pushed.status == 201);
  CHECK(json_of(pushed)["expires_in"] == 60);
  const std::string uri = http::encode_form(text_in(pushed, "request_uri"));

  CHECK(desk.get("/auth?client_id=app&request_uri=" + uri).status == 400);
  CHECK(desk.get("/auth?client_id=web&request_uri=" + uri).status == 303);
  CHECK(desk.get("/auth?client_id=web&request_uri=" + uri).status == 400);
}

TEST_CASE("a pushed request is checked when it is pushed", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto push = [&](const http::FormPairs& changed) {
    return desk.post("/request", AuthDesk::authorization(changed), basic("web", "s3cret"));
  };

  CHECK(error_of(push({{"code_challenge_method", "plain"}})) ==
        "invalid_request: not supported value of code_challenge_method");
  CHECK(push({{"redirect_uri", "https://evil.example/"}}).status == 400);
  CHECK(desk.post("/request", AuthDesk::authorization()).status == 401);
}

}  // namespace
}  // namespace firedrill::tests
