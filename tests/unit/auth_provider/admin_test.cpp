#include <chrono>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

TEST_CASE("every endpoint counts its hits by status, discovery and keys too", "[auth]") {
  AuthDesk desk(auth_desk_config);
  desk.get("/.well-known/openid-configuration");
  desk.get("/.well-known/oauth-authorization-server");
  desk.get("/jwks");
  desk.post("/token", client_credentials, basic("web", "s3cret"));
  desk.post("/token", client_credentials, basic("web", "wrong"));
  desk.get("/nowhere");

  const auto hits = json_of(desk.admin("GET", "hits"));

  CHECK(hits["discovery"]["requests"] == 2);
  CHECK(hits["jwks"]["requests"] == 1);
  CHECK(hits["token"]["by_status"] == nlohmann::json({{"200", 1}, {"401", 1}}));
  CHECK(hits["other"]["by_status"] == nlohmann::json({{"404", 1}}));
  desk.admin("DELETE", "hits");
  CHECK(json_of(desk.admin("GET", "hits")).empty());
}

TEST_CASE("the clock moves tokens out of their time", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string token =
      text_in(desk.post("/token", client_credentials, basic("web", "s3cret")), "access_token");
  const auto active = [&] {
    const auto reply =
        desk.post("/token/introspection", {{"token", token}}, basic("web", "s3cret"));
    return json_of(reply)["active"] == true;
  };

  CHECK(json_of(desk.admin("POST", "clock", R"({"advance": "10m"})"))["now_s"] == 1704067800);
  CHECK(!active());
  desk.admin("POST", "clock", R"({"set": "2024-01-01T00:00:01Z"})");
  CHECK(active());
  CHECK(text_in(desk.admin("GET", "clock"), "now") == "2024-01-01T00:00:01Z");
  CHECK(desk.admin("POST", "clock", "{}").status == 400);
  CHECK(desk.admin("POST", "clock", R"({"advance": 5})").status == 400);
  CHECK(desk.admin("POST", "clock", "{").status == 400);
  CHECK(text_in(desk.admin("POST", "clock", R"({"advance": 5})"), "error").find("give one of") ==
        std::string::npos);
}

TEST_CASE("a reset forgets tokens, faults, hits, keys and the clock's moves", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const std::string keys = desk.get("/jwks").body;
  const std::string token = text_in(desk.exchange(desk.code()), "access_token");
  desk.admin("POST", "faults", R"({"at": "token", "do": [{"status": 500}]})");
  desk.admin("POST", "rotate_keys");
  desk.admin("POST", "clock", R"({"advance": "1h"})");

  CHECK(desk.admin("POST", "reset").status == 204);

  CHECK(json_of(desk.admin("GET", "hits")).empty());
  CHECK(json_of(desk.admin("GET", "faults"))["faults"].empty());
  CHECK(json_of(desk.admin("GET", "clock"))["now_s"] == 1704067200);
  CHECK(desk.get("/jwks").body == keys);
  CHECK(desk.get("/me", bearer(token)).status == 401);
}

TEST_CASE("faults are listed with what they did, and removed one by one", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto ids = json_of(desk.admin("POST", "faults", R"([
      {"id": "a", "at": "jwks", "do": [{"status": 500}]},
      {"at": "token", "do": [{"status": 500}]}])"))["ids"];
  CHECK(ids == nlohmann::json({"a", "added-2"}));
  desk.get("/jwks");

  const auto first = json_of(desk.admin("GET", "faults"))["faults"][0];
  CHECK(first == nlohmann::json({{"id", "a"}, {"at", "jwks"}, {"matched", 1}, {"applied", 1}}));
  CHECK(desk.admin("DELETE", "faults/a").status == 204);
  CHECK(desk.admin("DELETE", "faults/a").status == 404);
  CHECK(desk.get("/jwks").status == 200);
}

TEST_CASE("rotation announces, replaces and withdraws keys", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto kids = [&] {
    std::string all;
    const auto keys = json_of(desk.get("/jwks"))["keys"];
    for (const auto& key : keys) {
      if (key["alg"] == "RS256") {
        all += key["kid"].get<std::string>().substr(0, 8) + " ";
      }
    }
    return all;
  };
  const auto signing_kid = [&] {
    const auto header = part_of_jwt(text_in(desk.exchange(desk.code()), "id_token"), 0);
    return header["kid"].get<std::string>().substr(0, 8);
  };
  CHECK(kids() == "rs256-1- ");

  desk.admin("POST", "rotate_keys", R"({"alg": "RS256", "announce_only": true})");
  CHECK(kids() == "rs256-1- rs256-5- ");
  CHECK(signing_kid() == "rs256-1-");

  desk.admin("POST", "rotate_keys", R"({"alg": "RS256"})");
  CHECK(kids() == "rs256-5- rs256-1- ");
  CHECK(signing_kid() == "rs256-5-");
  CHECK(desk.admin("POST", "rotate_keys", R"({"alg": "HS256"})").status == 400);
}

TEST_CASE("without keep_old the old key is gone at once", "[auth]") {
  AuthDesk desk(auth_desk_config);
  const auto before = json_of(desk.get("/jwks"))["keys"];

  desk.admin("POST", "rotate_keys", R"({"alg": "ES256", "keep_old": false})");

  const auto after = json_of(desk.get("/jwks"))["keys"];
  CHECK(after.size() == before.size());
  CHECK(after != before);
}

TEST_CASE("what the admin API has not is a 404 that says so", "[auth]") {
  AuthDesk desk(auth_desk_config);

  CHECK(text_in(desk.admin("GET", "nothing"), "error") == "there is no GET /__firedrill/nothing");
  CHECK(desk.admin("DELETE", "clock").status == 404);
  CHECK(text_in(desk.admin("GET", ""), "issuer") == AuthDesk::issuer);
}

}  // namespace
}  // namespace firedrill::tests
