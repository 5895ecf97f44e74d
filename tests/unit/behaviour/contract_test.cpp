#include "harness/behaviour/contract.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

std::optional<WireError> meeting(const Contract& client, const std::vector<Contract>& accepted) {
  std::vector<const Contract*> pointers;
  pointers.reserve(accepted.size());
  for (const Contract& contract : accepted) {
    pointers.push_back(&contract);
  }
  return incompatibility(client, pointers);
}

}  // namespace

TEST_CASE("a contract that the provider accepts by name works", "[unit][behaviour][contract]") {
  const Contract v1{.name = "v1", .token_auth = {"client_secret_basic"}};

  CHECK_FALSE(meeting(v1, {v1}).has_value());
}

TEST_CASE("an accepted name is trusted before any rule", "[unit][behaviour][contract]") {
  const Contract ours{.name = "v1", .token_auth = {"client_secret_basic"}};
  const Contract theirs{.name = "v1", .token_auth = {"private_key_jwt"}};

  CHECK_FALSE(meeting(ours, {theirs}).has_value());
}

TEST_CASE("another way of authenticating is a 401 invalid_client", "[unit][behaviour][contract]") {
  const Contract v1{.name = "v1", .token_auth = {"client_secret_basic", "client_secret_post"}};
  const Contract v2{.name = "v2", .token_auth = {"private_key_jwt"}};

  const auto error = meeting(v2, {v1});

  REQUIRE(error.has_value());
  CHECK(error->status == 401);
  CHECK(error->error == "invalid_client");
  CHECK(error->description == "client authentication failed");
  CHECK(error->rule == "token_auth");
}

TEST_CASE("each rule fails with its own wire error", "[unit][behaviour][contract]") {
  const Contract provider{.name = "new",
                          .token_auth = {"private_key_jwt"},
                          .grants = {"client_credentials"},
                          .signing_algs = {"ES256"},
                          .token_formats = {"jwt"},
                          .scopes = {"read"},
                          .tls = {"1.3"},
                          .pkce = {"S256"}};

  struct Case {
    Contract client;
    int status;
    std::string_view error;
    std::string_view rule;
  };

  const std::vector<Case> cases{
      {{.name = "old", .tls = {"1.0", "1.2"}}, 0, "handshake_failure", "tls"},
      {{.name = "old", .pkce = {"none"}}, 303, "invalid_request", "pkce"},
      {{.name = "old", .token_auth = {"client_secret_basic"}}, 401, "invalid_client", "token_auth"},
      {{.name = "old", .grants = {"password"}}, 400, "unsupported_grant_type", "grants"},
      {{.name = "old", .scopes = {"read", "write"}}, 400, "invalid_scope", "scopes"},
      {{.name = "old", .signing_algs = {"RS256"}}, 401, "invalid_token", "signing_algs"},
      {{.name = "old", .token_formats = {"opaque"}}, 401, "invalid_token", "token_formats"},
  };

  for (const Case& expected : cases) {
    INFO(expected.rule);
    const auto error = meeting(expected.client, {provider});
    REQUIRE(error.has_value());
    CHECK(error->status == expected.status);
    CHECK(error->error == expected.error);
    CHECK(error->rule == expected.rule);
    CHECK_FALSE(error->description.empty());
  }
}

TEST_CASE("one entry in common is enough, but all scopes are needed",
          "[unit][behaviour][contract]") {
  const Contract provider{
      .name = "new", .token_auth = {"a", "b"}, .scopes = {"read", "write", "admin"}};

  CHECK_FALSE(meeting({.name = "x", .token_auth = {"b", "c"}, .scopes = {"write"}}, {provider})
                  .has_value());
  CHECK(meeting({.name = "x", .scopes = {"write", "delete"}}, {provider})->rule == "scopes");
}

TEST_CASE("an empty rule says nothing on either side", "[unit][behaviour][contract]") {
  const Contract silent{.name = "silent"};
  const Contract strict{.name = "strict", .token_auth = {"private_key_jwt"}, .tls = {"1.3"}};

  CHECK_FALSE(meeting(silent, {strict}).has_value());
  CHECK_FALSE(meeting(strict, {silent}).has_value());
}

TEST_CASE("a call that breaks several rules fails at the first one it meets",
          "[unit][behaviour][contract]") {
  const Contract provider{
      .name = "new", .token_auth = {"private_key_jwt"}, .grants = {"client_credentials"}};

  const auto error =
      meeting({.name = "old", .token_auth = {"none"}, .grants = {"password"}}, {provider});

  CHECK(error->rule == "token_auth");
}

TEST_CASE("during a migration either contract works", "[unit][behaviour][contract]") {
  const Contract v1{.name = "v1", .token_auth = {"client_secret_basic"}};
  const Contract v2{.name = "v2", .token_auth = {"private_key_jwt"}};

  CHECK_FALSE(meeting(v1, {v1, v2}).has_value());
  CHECK_FALSE(meeting(v2, {v1, v2}).has_value());
}

TEST_CASE("among several contracts the one that gets furthest names the error",
          "[unit][behaviour][contract]") {
  const Contract refuses_early{.name = "a", .tls = {"1.3"}};
  const Contract refuses_late{.name = "b", .scopes = {"read"}};

  const auto error =
      meeting({.name = "c", .scopes = {"write"}, .tls = {"1.2"}}, {refuses_early, refuses_late});

  CHECK(error->rule == "scopes");
}

TEST_CASE("a provider that accepts nothing knows no client", "[unit][behaviour][contract]") {
  const auto error = meeting({.name = "v1"}, {});

  REQUIRE(error.has_value());
  CHECK(error->status == 401);
  CHECK(error->rule == "accepts");
}

TEST_CASE("a token request meets the rules of tokens, with the grant that it uses",
          "[unit][behaviour][contract]") {
  const Contract spoken{.name = "old",
                        .grants = {"client_credentials", "authorization_code"},
                        .scopes = {"read"},
                        .pkce = {"none"}};

  const Contract machine = token_part(spoken, "client_credentials");
  CHECK(machine.grants == std::vector<std::string>{"client_credentials"});
  CHECK(machine.scopes == spoken.scopes);
  CHECK(machine.pkce.empty());
  const Contract user = token_part(spoken, "authorization_code");
  CHECK(user.grants == std::vector<std::string>{"authorization_code"});
  CHECK(user.scopes.empty());
  CHECK(token_part(spoken, "password").grants == spoken.grants);
}

TEST_CASE("an authorization is refused by a redirect, unless nobody knows the client",
          "[unit][behaviour][contract]") {
  const auto refusal = [](const Contract& client, const std::vector<Contract>& accepted) {
    std::vector<const Contract*> pointers;
    for (const Contract& contract : accepted) {
      pointers.push_back(&contract);
    }
    return authorization_refusal(client, pointers);
  };
  const Contract strict{.name = "new",
                        .token_auth = {"private_key_jwt"},
                        .scopes = {"read"},
                        .tls = {"1.3"},
                        .pkce = {"S256"}};

  CHECK_FALSE(refusal({.name = "old", .token_auth = {"none"}, .pkce = {"S256"}}, {strict}));
  CHECK_FALSE(refusal({.name = "old"}, {strict}));
  CHECK(refusal({.name = "old", .pkce = {"plain"}}, {strict})->status == 303);
  CHECK(refusal({.name = "old", .scopes = {"write"}}, {strict})->status == 303);
  CHECK(refusal({.name = "old", .scopes = {"write"}}, {strict})->error == "invalid_scope");
  CHECK(refusal({.name = "old", .tls = {"1.2"}}, {strict})->status == 0);
  CHECK(refusal({.name = "old"}, {})->status == 400);
}

TEST_CASE("a client sends a challenge unless its contract begins with none",
          "[unit][behaviour][contract]") {
  CHECK(Contract{.name = "silent"}.sends_challenge());
  CHECK(Contract{.name = "plain", .pkce = {"plain", "none"}}.sends_challenge());
  CHECK_FALSE(Contract{.name = "old", .pkce = {"none", "S256"}}.sends_challenge());
}
