#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

constexpr const char* contract_config = R"({
  "clients": [
    {"id": "web", "secret": "s3cret", "redirect_uris": ["https://web.example/cb"]},
    {"id": "poster", "secret": "s", "auth": "client_secret_post"}
  ],
  "cause": 7,
  "contracts": {
    "v1": {"token_auth": ["client_secret_basic"], "token_formats": ["opaque"], "pkce": "optional"},
    "v2": {"extends": "v1", "token_auth": ["client_secret_post"], "grants": ["client_credentials"],
           "signing_algs": ["ES256"], "token_formats": ["jwt"], "aud": "array", "typ": "JWT"}
  },
  "accepts": ["v1"]
})";

void accept(AuthDesk& desk, std::string_view contracts) {
  REQUIRE(
      desk.admin("POST", "accepts", R"({"cause": 8, "accepts": )" + std::string(contracts) + "}")
          .status == 200);
}

TEST_CASE("a method that no accepted contract has is the wire error of that rule", "[auth]") {
  AuthDesk desk(contract_config);
  const http::FormPairs posted = {
      {"grant_type", "client_credentials"}, {"client_id", "poster"}, {"client_secret", "s"}};

  CHECK(desk.post("/token", client_credentials, basic("web", "s3cret")).status == 200);
  const http::Reply refused = desk.post("/token", posted);
  CHECK(refused.status == 401);
  CHECK(error_of(refused) == "invalid_client: client authentication failed");
  CHECK(*refused.headers.find("x-firedrill-cause") == "7");

  accept(desk, R"(["v2"])");
  CHECK(desk.post("/token", client_credentials, basic("web", "s3cret")).status == 401);
  CHECK(desk.post("/token", posted).status == 200);

  accept(desk, R"(["v1", "v2"])");
  CHECK(desk.post("/token", client_credentials, basic("web", "s3cret")).status == 200);
  CHECK(desk.post("/token", posted).status == 200);

  accept(desk, "[]");
  CHECK(desk.post("/token", client_credentials, basic("web", "s3cret")).status == 401);
}

TEST_CASE("an ordinary mistake has no cause", "[auth]") {
  AuthDesk desk(contract_config);

  const http::Reply wrong = desk.post("/token", client_credentials, basic("web", "wrong"));

  CHECK(wrong.status == 401);
  CHECK(!wrong.headers.has("x-firedrill-cause"));
}

TEST_CASE("a client that names its contract gets that contract's error", "[auth]") {
  AuthDesk desk(contract_config);
  const auto status = [&](const char* contract) {
    http::Headers headers = basic("web", "s3cret");
    headers.add("x-firedrill-contract", contract);
    return desk.post("/token", client_credentials, headers).status;
  };

  CHECK(status("v1") == 200);
  CHECK(status("v2") == 401);
  CHECK(status("unknown") == 200);
  accept(desk, R"(["v2", "v1"])");
  CHECK(status("v2") == 200);
}

TEST_CASE("tokens look as the first accepted contract says", "[auth]") {
  AuthDesk desk(contract_config);
  accept(desk, R"(["v2", "v1"])");

  const std::string token =
      text_in(desk.post("/token", client_credentials, basic("web", "s3cret")), "access_token");

  CHECK(part_of_jwt(token, 0)["alg"] == "ES256");
  CHECK(part_of_jwt(token, 0)["typ"] == "JWT");
  CHECK(part_of_jwt(token)["aud"] == nlohmann::json({AuthDesk::issuer}));
}

TEST_CASE("a grant that no accepted contract has is unsupported, and PKCE may differ", "[auth]") {
  AuthDesk desk(contract_config);
  const http::FormPairs without = {{"code_challenge", "-"}, {"code_challenge_method", "-"}};

  CHECK(desk.exchange(desk.code(without), {{"code_verifier", "-"}}).status == 200);
  accept(desk, R"(["v2"])");
  const http::Reply refused = desk.post(
      "/token", {{"grant_type", "refresh_token"}, {"client_id", "poster"}, {"client_secret", "s"}});
  CHECK(error_of(refused) == "unsupported_grant_type: unsupported grant_type requested");
  CHECK(*refused.headers.find("x-firedrill-cause") == "8");
}

TEST_CASE("a contract lists which methods of PKCE are taken", "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "web", "secret": "s3cret",
                                 "redirect_uris": ["https://web.example/cb"]}],
    "contracts": {"old": {"pkce": ["none", "plain"]}, "new": {"pkce": ["S256"]}},
    "accepts": ["old"]})");
  const std::string verifier(43, 'v');
  const http::FormPairs plain = {{"code_challenge", verifier}, {"code_challenge_method", "-"}};
  const http::FormPairs without = {{"code_challenge", "-"}, {"code_challenge_method", "-"}};
  const auto error_at_once = [&](const http::FormPairs& changed) {
    const auto asked = desk.get("/auth?" + http::encode_form(AuthDesk::authorization(changed)));
    return parameter_of(*asked.headers.find("location"), "error");
  };

  CHECK(desk.exchange(desk.code(plain), {{"code_verifier", verifier}}).status == 200);
  CHECK(desk.exchange(desk.code(plain), {{"code_verifier", verifier + "v"}}).status == 400);
  CHECK(desk.exchange(desk.code(without), {{"code_verifier", "-"}}).status == 200);
  CHECK(error_at_once({}) == "invalid_request");
  accept(desk, R"(["new"])");
  CHECK(error_at_once(without) == "invalid_request");
  CHECK(error_at_once(plain) == "invalid_request");
  CHECK(desk.exchange(desk.code(), {}).status == 200);
}

TEST_CASE("a client that names its contract is sent back from a log-in with that one's error",
          "[auth]") {
  AuthDesk desk(R"({"clients": [{"id": "web", "secret": "s3cret",
                                 "redirect_uris": ["https://web.example/cb"]}],
    "cause": 7, "contracts": {"old": {"pkce": "optional"}, "older": {"pkce": ["none"]},
                              "new": {"pkce": "required"}}, "accepts": ["new"]})");
  const auto asked = [&](const char* contract) {
    return desk.get("/auth?" + http::encode_form(AuthDesk::authorization({})),
                    {{"x-firedrill-contract", contract}});
  };

  CHECK(parameter_of(*asked("older").headers.find("location"), "error") == "invalid_request");
  CHECK(*asked("older").headers.find("x-firedrill-cause") == "7");
  CHECK(asked("old").headers.find("location")->find("error=") == std::string::npos);
  accept(desk, "[]");
  CHECK(asked("old").status == 400);
}

TEST_CASE("discovery tells what is accepted now", "[auth]") {
  AuthDesk desk(contract_config);
  accept(desk, R"(["v2"])");

  const auto document = json_of(desk.get("/.well-known/openid-configuration"));

  CHECK(document["issuer"] == AuthDesk::issuer);
  CHECK(document["token_endpoint_auth_methods_supported"] ==
        nlohmann::json({"client_secret_post"}));
  CHECK(document["grant_types_supported"] == nlohmann::json({"client_credentials"}));
  CHECK(document["id_token_signing_alg_values_supported"] == nlohmann::json({"ES256"}));
}

}  // namespace
}  // namespace firedrill::tests
