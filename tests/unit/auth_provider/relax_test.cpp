// Each check that "relax" turns off and no other test does: what is refused with it passes without.
#include <string>

#include <catch2/catch.hpp>

#include "mock_services/http/form.hpp"
#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

/// auth_desk_config with more members.
AuthDesk desk_with(const std::string& members) {
  std::string config = auth_desk_config;
  config.insert(config.find('{') + 1, members + ",");
  return AuthDesk(config);
}

/// One that insists on everything, and one that does not insist on this.
struct Desks {
  explicit Desks(const std::string& word, const std::string& both = R"("cause": "e-1")")
      : strict(desk_with(both)),
        relaxed(desk_with(both + R"(, "relax": [")" + word + R"("])")) {}

  AuthDesk strict;
  AuthDesk relaxed;
};

int authorize(AuthDesk& desk, const std::string& query) {
  return desk.get("/auth?" + query).status;
}

TEST_CASE("an unregistered redirect URI passes where that is relaxed", "[auth]") {
  Desks desks("redirect_uri");
  const std::string query = http::encode_form(
      AuthDesk::authorization({{"redirect_uri", "https://elsewhere.example/cb"}}));

  CHECK(authorize(desks.strict, query) == 400);
  CHECK(authorize(desks.relaxed, query) == 303);
}

TEST_CASE("a client may post the secret that it should send as Basic where that is relaxed",
          "[auth]") {
  Desks desks("client_auth_method");
  http::FormPairs posted = client_credentials;
  posted.emplace_back("client_id", "web");
  posted.emplace_back("client_secret", "s3cret");
  const http::Headers other_way = basic("post-er", "+ / = & : ");

  CHECK(desks.strict.post("/token", posted).status == 401);
  CHECK(desks.relaxed.post("/token", posted).status == 200);
  CHECK(desks.strict.post("/token", client_credentials, other_way).status == 401);
  CHECK(desks.relaxed.post("/token", client_credentials, other_way).status == 200);
}

TEST_CASE("of a parameter that comes twice the first counts where that is relaxed", "[auth]") {
  Desks desks("duplicates");
  http::FormPairs twice = client_credentials;
  twice.emplace_back("grant_type", "none");
  const auto token = [&](AuthDesk& desk) {
    return desk.post("/token", twice, basic("web", "s3cret")).status;
  };
  const std::string query = http::encode_form(AuthDesk::authorization()) + "&nonce=n-2";
  const auto is_sent_to_log_in = [&](AuthDesk& desk) {
    const http::Reply reply = desk.get("/auth?" + query);
    return reply.status == 303 && reply.headers.find("location")->starts_with(AuthDesk::issuer);
  };

  CHECK(token(desks.strict) == 400);
  CHECK(token(desks.relaxed) == 200);
  CHECK_FALSE(is_sent_to_log_in(desks.strict));
  CHECK(is_sent_to_log_in(desks.relaxed));
}

TEST_CASE("unknown scopes are granted where that is relaxed", "[auth]") {
  Desks desks("scope");
  const auto granted = [](AuthDesk& desk) {
    return text_in(desk.exchange(desk.code({{"scope", "openid orders:read"}})), "scope");
  };

  CHECK(granted(desks.strict) == "openid");
  CHECK(granted(desks.relaxed) == "openid orders:read");
}

TEST_CASE("userinfo takes a token without openid where that is relaxed", "[auth]") {
  Desks desks("userinfo_scope");
  const auto status = [](AuthDesk& desk) {
    const http::Reply tokens = desk.exchange(desk.code({{"scope", "email"}}));
    return desk.get("/me", bearer(text_in(tokens, "access_token"))).status;
  };

  CHECK(status(desks.strict) == 403);
  CHECK(status(desks.relaxed) == 200);
}

TEST_CASE("a refresh token works again after its rotation where that is relaxed", "[auth]") {
  Desks desks("refresh_reuse", R"("rotate_refresh_tokens": true)");
  const auto again = [](AuthDesk& desk) {
    const std::string first = text_in(desk.exchange(desk.code()), "refresh_token");
    const http::FormPairs form = {{"grant_type", "refresh_token"}, {"refresh_token", first}};
    const http::Reply rotated = desk.post("/token", form, basic("web", "s3cret"));
    REQUIRE(text_in(rotated, "refresh_token") != first);
    return desk.post("/token", form, basic("web", "s3cret")).status;
  };

  CHECK(again(desks.strict) == 400);
  CHECK(again(desks.relaxed) == 200);
}

}  // namespace
}  // namespace firedrill::tests
