#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/http/credentials.hpp"
#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;

/// The answer to a token request of the client `web`.
http::Answer ask_token(AuthDesk& desk, const char* client = "web", const char* secret = "s3cret") {
  http::Request request;
  request.method = "POST";
  request.target = "/token";
  request.headers = basic(client, secret);
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  request.body = http::encode_form(client_credentials);
  return desk.ask(std::move(request));
}

int token_status(AuthDesk& desk, const char* client = "web", const char* secret = "s3cret") {
  return std::get<http::Reply>(ask_token(desk, client, secret).delivery).status;
}

/// A desk on which one fault strikes: `changes` at `at`.
AuthDesk struck(std::string_view changes, std::string_view at = "token") {
  AuthDesk desk(auth_desk_config);
  const std::string fault =
      R"({"id": "f", "at": ")" + std::string(at) + R"(", "do": [)" + std::string(changes) + "]}";
  const http::Reply added = desk.admin("POST", "faults", fault);
  INFO(added.body);
  REQUIRE(added.status == 201);
  return desk;
}

TEST_CASE("a fault changes a reply in the order of its list", "[auth]") {
  AuthDesk desk = struck(R"({"status": 429, "headers": {"Retry-After": "17"}},
                           {"json_set": {"/expires_in": "3600", "/deep": {"er": [1]}}},
                           {"json_remove": ["/token_type"]},
                           {"json_rename": {"/access_token": "/accessToken"}},
                           {"json_set": {"/deep/x": null}},
                           {"json_wrap": "data"},
                           {"content_type": "text/html"})");

  const auto reply = std::get<http::Reply>(ask_token(desk).delivery);

  CHECK(reply.status == 429);
  CHECK(*reply.headers.find("retry-after") == "17");
  CHECK(*reply.headers.find("content-type") == "text/html");
  const auto data = json_of(reply)["data"];
  CHECK(data["expires_in"] == "3600");
  CHECK(data["deep"] == nlohmann::json({{"er", {1}}, {"x", nullptr}}));
  CHECK(!data.contains("token_type"));
  CHECK(!data.contains("access_token"));
  CHECK(data["accessToken"].is_string());
}

TEST_CASE("changes of JSON leave alone what is none, and members that are not there", "[auth]") {
  AuthDesk desk = struck(R"({"body_raw": "<html>"}, {"json_set": {"/a": 1}}, {"json_wrap": "d"},
                           {"json_remove": ["/a"]}, {"json_rename": {"/a": "/b"}})");
  AuthDesk other = struck(R"({"json_set": {"/no/such/place": 1}}, {"json_remove": ["/none"]},
                            {"json_rename": {"/none": "/some"}})");

  CHECK(std::get<http::Reply>(ask_token(desk).delivery).body == "<html>");
  CHECK(json_of(std::get<http::Reply>(ask_token(other).delivery)).size() == 3);
}

TEST_CASE("connection faults, delays and dribbles are what the answer says", "[auth]") {
  const auto delivery = [](const char* fault) {
    AuthDesk desk = struck(R"({"fault": ")" + std::string(fault) + R"("})");
    return ask_token(desk).delivery;
  };

  CHECK(std::holds_alternative<http::Reset>(delivery("CONNECTION_RESET_BY_PEER")));
  CHECK(std::holds_alternative<http::Reset>(delivery("REFUSE")));
  CHECK(std::holds_alternative<http::Drop>(delivery("EMPTY_RESPONSE")));
  CHECK(std::holds_alternative<http::Hang>(delivery("HANG")));
  CHECK(std::get<http::Raw>(delivery("MALFORMED_RESPONSE_CHUNK"))
            .bytes.find("transfer-encoding: chunked") != std::string::npos);
  CHECK(!std::get<http::Raw>(delivery("RANDOM_DATA_THEN_CLOSE")).bytes.starts_with("HTTP"));
  const auto cut = std::get<http::Truncate>(delivery("TRUNCATED_BODY"));
  CHECK(cut.body_bytes == cut.reply.body.size() / 2);

  AuthDesk slow = struck(R"({"delay": "30ms"}, {"dribble": {"chunks": 3, "over": "1s"}},
                           {"delay": {"uniform": {"from": "5ms", "to": "5ms"}}})");
  const http::Answer answer = ask_token(slow);
  CHECK(answer.delay == 35ms);
  CHECK(std::get<http::Dribble>(answer.delivery).over == 1s);
}

TEST_CASE("a fault strikes the requests that its conditions mean", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto add = [&](std::string_view when) {
    desk.admin("DELETE", "faults");
    return desk
        .admin("POST",
               "faults",
               R"({"id": "f", "at": "token", "when": )" + std::string(when) +
                   R"(, "do": [{"status": 503}]})")
        .status;
  };
  const auto statuses = [&](int count) {
    std::vector<int> all;
    for (int index = 0; index < count; ++index) {
      all.push_back(token_status(desk));
    }
    return all;
  };

  REQUIRE(add(R"({"after_requests": 1, "for_requests": 2})") == 201);
  CHECK(statuses(5) == std::vector<int>{200, 503, 503, 200, 200});

  REQUIRE(add(R"({"client_id": "web", "grant_type": "client_credentials"})") == 201);
  CHECK(token_status(desk, "worker", "w") == 200);
  CHECK(token_status(desk) == 503);
  REQUIRE(add(R"({"grant_type": "refresh_token"})") == 201);
  CHECK(token_status(desk) == 200);

  REQUIRE(add(R"({"between": ["10s", "20s"]})") == 201);
  CHECK(token_status(desk) == 200);
  desk.now += 10s;
  CHECK(token_status(desk) == 503);
  desk.now += 10s;
  CHECK(token_status(desk) == 200);

  desk.admin("POST", "faults", R"({"at": "token", "ttl": "10s", "do": [{"status": 502}]})");
  CHECK(token_status(desk) == 502);
  desk.now += 10s;
  CHECK(token_status(desk) == 200);
}

TEST_CASE("a probability is kept, and a seed draws the same again", "[auth]") {
  const auto draw = [](int seed) {
    AuthDesk desk(auth_desk_config);
    desk.admin("POST",
               "faults",
               R"({"id": "f", "at": "token", "when": {"probability": "30%", "seed": )" +
                   std::to_string(seed) + R"(}, "do": [{"status": 503}]})");
    std::string drawn;
    for (int index = 0; index < 1000; ++index) {
      drawn += token_status(desk) == 503 ? 'x' : '.';
    }
    return drawn;
  };
  const auto first = draw(7);

  CHECK(std::count(first.begin(), first.end(), 'x') > 250);
  CHECK(std::count(first.begin(), first.end(), 'x') < 350);
  CHECK(draw(7) == first);
  CHECK(draw(8) != first);
}

TEST_CASE("tokens are wrong in the ways that a fault names", "[auth]") {
  AuthDesk desk = struck(R"({"jwt": {"header": {"typ": "at+jwt", "kid": null},
      "claims": {"iss": "+/", "aud": ["a", "b"], "exp": "+ms", "iat": "-5m", "sub": null}}})");

  const std::string token = text_in(desk.exchange(desk.code()), "id_token");

  const auto header = part_of_jwt(token, 0);
  const auto claims = part_of_jwt(token);
  CHECK(header == nlohmann::json({{"alg", "RS256"}, {"typ", "at+jwt"}}));
  CHECK(claims["iss"] == std::string(AuthDesk::issuer) + "/");
  CHECK(claims["aud"] == nlohmann::json({"a", "b"}));
  CHECK(claims["exp"] == 1704070800000);
  CHECK(claims["iat"] == 1704067200 - 300);
  CHECK(!claims.contains("sub"));
}

TEST_CASE("a signature by a stranger, or none, does not verify", "[auth]") {
  const auto verifies = [](const std::string& sign) {
    AuthDesk desk = struck(R"({"jwt": {"sign_with": ")" + sign + R"("}})");
    const std::string token = text_in(desk.exchange(desk.code()), "id_token");
    const auto dot = token.rfind('.');
    return auth::KeySet(desk.get("/jwks").body)
        .verify("RS256",
                part_of_jwt(token, 0)["kid"].get<std::string>(),
                token.substr(0, dot),
                http::decode_base64url(token.substr(dot + 1)).value_or(""));
  };

  CHECK(!verifies("other"));
  CHECK(!verifies("none"));
}

TEST_CASE("published keys are wrong in the ways that a fault names", "[auth]") {
  AuthDesk plain(auth_desk_config);
  const auto keys = json_of(plain.get("/jwks"))["keys"];
  AuthDesk desk = struck(R"({"jwks": {"remove": [)" + keys[0]["kid"].dump() +
                             R"(], "add_unknown_kty": true, "duplicate_kid": true,
                                "malformed_first": true}})",
                         "jwks");

  const auto changed = json_of(desk.get("/jwks"))["keys"];

  REQUIRE(changed.size() == 5);
  CHECK(!changed[0].contains("n"));
  CHECK(changed[1]["kty"] == "AKP");
  CHECK(changed[2]["kid"] == keys[1]["kid"]);
  CHECK(changed[3]["kid"] == keys[1]["kid"]);
}

TEST_CASE("a fault tells its cause", "[auth]") {
  AuthDesk desk(auth_desk_config);
  desk.admin(
      "POST", "faults", R"({"id": "f", "at": "token", "cause": 12, "do": [{"status": 500}]})");

  const auto reply = std::get<http::Reply>(ask_token(desk).delivery);

  CHECK(*reply.headers.find("x-firedrill-cause") == "12");
}

TEST_CASE("mistakes in a fault are all told, with place and suggestion", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const http::Reply reply = desk.admin("POST",
                                       "faults",
                                       R"({"at": "tokn", "when": {"between": ["2s", "1s"]},
    "do": [{"json_set": {"expires_in": 1}}, {"delay": 5}, {"status": 99},
           {"json_remove": ["~"]},
           {"headers": {"X Y": "1", "X-Z": "a\r\nb", "Content-Length": "7"}}]})");

  CHECK(reply.status == 400);
  const std::string all = text_in(reply, "error");
  for (const char* expected : {"request:1:8: \"at\" cannot be \"tokn\"; did you mean \"token\"?",
                               "ends before it begins",
                               "\"expires_in\" is no JSON pointer",
                               "request:2:55",
                               "\"status\" must be",
                               "\"~\" is no JSON pointer",
                               "\"X Y\" is no name of a header",
                               "\"X-Z\" holds a control character",
                               "firedrill itself sets the header \"Content-Length\""}) {
    CAPTURE(all, expected);
    CHECK(all.find(expected) != std::string::npos);
  }
}

TEST_CASE("a fault that changes nothing is a mistake", "[auth]") {
  AuthDesk desk(auth_desk_config);

  const http::Reply reply = desk.admin("POST", "faults", R"({"at": "token", "do": []})");

  CHECK(reply.status == 400);
  CHECK(text_in(reply, "error") ==
        "request:1:23: \"do\" has nothing to do (expected one change at least)");
}

}  // namespace
}  // namespace firedrill::tests
