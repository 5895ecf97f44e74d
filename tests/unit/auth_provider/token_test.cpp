#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/http/credentials.hpp"
#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

TEST_CASE("client credentials give a bearer token and nothing else", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const http::Reply reply = desk.post("/token", client_credentials, basic("web", "s3cret"));

  CHECK(reply.status == 200);
  CHECK(*reply.headers.find("cache-control") == "no-store");
  const auto json = json_of(reply);
  CHECK(json["expires_in"] == 600);
  CHECK(json["token_type"] == "Bearer");
  CHECK(json.size() == 3);
}

TEST_CASE("secrets and ids with reserved characters are decoded as forms say", "[auth]") {
  AuthDesk desk(auth_desk_config);
  http::FormPairs posted = client_credentials;
  posted.emplace_back("client_id", "post-er");
  posted.emplace_back("client_secret", "+ / = & : ");
  const http::Headers raw{
      {"authorization", "Basic " + http::encode_base64("odd-one:a+b/c=d&e:f ")}};
  const http::Headers hyphen_escaped{
      {"authorization", "Basic " + http::encode_base64("odd%2Done:a%2Bb%2Fc%3Dd%26e%3Af+")}};

  CHECK(desk.post("/token", client_credentials, basic("odd-one", "a+b/c=d&e:f ")).status == 200);
  CHECK(desk.post("/token", client_credentials, hyphen_escaped).status == 200);
  CHECK(desk.post("/token", posted).status == 200);
  CHECK(desk.post("/token", client_credentials, raw).status == 401);
}

TEST_CASE("raw Basic credentials pass where that is relaxed", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "a", "secret": "x+y%z"}], "relax": ["basic_encoding"]})");

  const http::Headers raw{{"authorization", "Basic " + http::encode_base64("a:x+y%z")}};

  CHECK(desk.post("/token", client_credentials, raw).status == 200);
  CHECK(desk.post("/token", client_credentials, basic("a", "x+y%z")).status == 200);
  CHECK(desk.post("/token", client_credentials, basic("a", "x y%z")).status == 401);
}

TEST_CASE("each way to get client authentication wrong has its error", "[auth]") {
  AuthDesk desk(auth_desk_config);

  struct Case {
    http::FormPairs form;
    http::Headers headers;
    int status;
    std::string_view error;
  };

  const std::string failed = "invalid_client: client authentication failed";
  for (const Case& one : std::vector<Case>{
           {{}, {}, 400, "invalid_request: no client authentication mechanism provided"},
           {{}, basic("web", "wrong"), 401, failed},
           {{}, basic("nobody", "s3cret"), 401, failed},
           {{}, basic("app", ""), 401, failed},
           {{{"client_id", "web"}, {"client_secret", "s3cret"}}, {}, 401, failed},
           {{{"client_id", "web"}}, {}, 401, failed},
           {{}, bearer("x"), 400, "invalid_request: invalid authorization header value format"},
           {{{"client_secret", "s3cret"}},
            basic("web", "s3cret"),
            400,
            "invalid_request: client authentication must only be provided using one mechanism"},
           {{{"client_id", "app"}},
            basic("web", "s3cret"),
            400,
            "invalid_request: mismatch in body and authorization client ids"}}) {
    http::FormPairs form = client_credentials;
    form.insert(form.end(), one.form.begin(), one.form.end());
    const http::Reply reply = desk.post("/token", form, one.headers);

    CAPTURE(reply.body);
    CHECK(reply.status == one.status);
    CHECK(error_of(reply) == one.error);
    CHECK(reply.headers.has("www-authenticate") ==
          (one.status == 401 && one.headers.has("authorization")));
  }
}

TEST_CASE("each way to ask for a token wrongly has its error", "[auth]") {
  AuthDesk desk(auth_desk_config);

  struct Case {
    http::FormPairs form;
    std::string_view error;
  };

  for (const Case& one : std::vector<Case>{
           {{}, "invalid_request: missing required parameter 'grant_type'"},
           {{{"grant_type", ""}}, "invalid_request: missing required parameter 'grant_type'"},
           {{{"grant_type", "password"}},
            "unsupported_grant_type: unsupported grant_type requested"},
           {{{"grant_type", "client_credentials"}, {"grant_type", "client_credentials"}},
            "invalid_request: 'grant_type' parameter must not be provided twice"},
           {{{"grant_type", "client_credentials"}, {"scope", "a\"b"}},
            "invalid_scope: invalid scope value"},
           {{{"grant_type", "authorization_code"}},
            "invalid_request: missing required parameter 'code'"},
           {{{"grant_type", "authorization_code"}, {"code", "x"}, {"redirect_uri", "x"}},
            "invalid_grant: grant request is invalid"},
           {{{"grant_type", "refresh_token"}, {"refresh_token", "x"}},
            "invalid_grant: grant request is invalid"}}) {
    const http::Reply reply = desk.post("/token", one.form, basic("web", "s3cret"));

    CHECK(reply.status == 400);
    CHECK(error_of(reply) == one.error);
  }
  CHECK(error_of(desk.post("/token", {{"grant_type", "refresh_token"}}, basic("worker", "w"))) ==
        "unauthorized_client: requested grant type is not allowed for this client");
}

TEST_CASE("the token endpoint takes forms by POST and nothing else", "[auth]") {
  AuthDesk desk(auth_desk_config);
  http::Request request;
  request.method = "POST";
  request.target = "/token";
  request.headers = basic("web", "s3cret");
  request.headers.add("content-type", "application/json");
  request.body = R"({"grant_type":"client_credentials"})";

  const auto json = std::get<http::Reply>(desk.ask(request).delivery);
  request.headers.set("content-type", "application/x-www-form-urlencoded");
  request.body = "grant_type=%zz";
  const auto broken = std::get<http::Reply>(desk.ask(request).delivery);

  CHECK(json.status == 400);
  CHECK(text_in(json, "error") == "invalid_request");
  CHECK(broken.status == 400);
  CHECK(desk.get("/token").status == 404);
  CHECK(desk.get("/nowhere").status == 404);
}

TEST_CASE("unknown scopes are left out, those of people too where there is none", "[auth]") {
  AuthDesk desk(R"({"scopes": ["openid", "api:read", "api:write"]})");
  http::FormPairs form = client_credentials;
  form.emplace_back("scope", "openid api:read admin");

  const http::Reply reply = desk.post("/token", form, basic("firedrill", "secret"));

  CHECK(text_in(reply, "scope") == "api:read");
}

TEST_CASE("an expired access token is no longer active", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token =
      text_in(desk.post("/token", client_credentials, basic("web", "s3cret")), "access_token");
  const auto introspect = [&] {
    return json_of(desk.post("/token/introspection", {{"token", token}}, basic("web", "s3cret")));
  };

  CHECK(introspect()["active"] == true);
  CHECK(introspect()["client_id"] == "web");
  desk.now += 599s;
  CHECK(introspect()["active"] == true);
  desk.now += 1s;
  CHECK(introspect() == nlohmann::json({{"active", false}}));
}

TEST_CASE("JWT access tokens are as RFC 9068 says, and verify with the published keys", "[auth]") {
  AuthDesk desk(R"({"access_token": "jwt", "audience": "https://api.example",
                    "scopes": ["api"]})");
  http::FormPairs form = client_credentials;
  form.emplace_back("scope", "api");

  const std::string token =
      text_in(desk.post("/token", form, basic("firedrill", "secret")), "access_token");

  const auto header = part_of_jwt(token, 0);
  const auto claims = part_of_jwt(token);
  CHECK(header["typ"] == "at+jwt");
  CHECK(claims["iss"] == AuthDesk::issuer);
  CHECK(claims["aud"] == "https://api.example");
  CHECK(claims["sub"] == "firedrill");
  CHECK(claims["client_id"] == "firedrill");
  CHECK(claims["scope"] == "api");
  CHECK(claims["exp"].get<int>() - claims["iat"].get<int>() == 600);
  CHECK(claims.contains("jti"));
  const auto dot = token.rfind('.');
  CHECK(auth::KeySet(desk.get("/jwks").body)
            .verify(header["alg"].get<std::string>(),
                    header["kid"].get<std::string>(),
                    token.substr(0, dot),
                    http::decode_base64url(token.substr(dot + 1)).value_or("")));
}

}  // namespace
}  // namespace firedrill::tests
