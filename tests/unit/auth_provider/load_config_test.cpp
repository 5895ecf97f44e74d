#include "mock_services/auth_provider/load.hpp"
#include "tests/support/json_document.hpp"

namespace firedrill::tests {
namespace {

/// What is wrong with a configuration: "message at |what is marked|" for each mistake.
std::vector<std::string> mistakes_in(const std::string& text) {
  JsonDocument document(text);
  auth::load_config(document.root, document.diagnostics);
  std::vector<std::string> all;
  for (const Diagnostic& each : document.diagnostics.all()) {
    all.push_back(each.message + " at |" + std::string(document.source.slice(each.span)) + "|");
  }
  return all;
}

struct Row {
  std::string config;
  std::string mistake;
};

}  // namespace

TEST_CASE("each mistake of a provider's configuration is named at its place", "[unit][auth]") {
  const std::vector<Row> rows = {
      {R"({"isuer": "http://a"})",
       R"(unknown key "isuer" in the configuration of an auth provider; did you mean "issuer"?)"
       R"( at |"isuer"|)"},
      {R"({"issuer": "a.example"})",
       R"("a.example" is no http or https URL without query at |"a.example"|)"},
      {R"({"issuer": "http://a?b"})",
       R"("http://a?b" is no http or https URL without query at |"http://a?b"|)"},
      {R"({"clients": [{"secret": "s"}]})", R"(a client needs the key "id" at |{|)"},
      {R"({"clients": [{"id": "a"}]})",
       R"(the client "a" needs a "secret" for client_secret_basic at |"a"|)"},
      {R"({"clients": [{"id": "a", "auth": "none", "secret": "s"}]})",
       R"(a client with none has no secret at |"s"|)"},
      {R"({"clients": [{"id": "a", "auth": "private_key_jwt"}]})",
       R"(the client "a" needs its public keys, "jwks", for private_key_jwt at |"a"|)"},
      {R"({"clients": [{"id": "a", "auth": "private_key_jwt", "jwks": {}}]})",
       R"(the key set has no "keys" at |{}|)"},
      {R"({"clients": [{"id": "a", "secret": "s", "redirect_uris": ["/back"]}]})",
       R"("/back" is no absolute URI without fragment at |["/back"]|)"},
      {R"({"clients": [{"id": "a", "secret": "s", "grants": ["implicit"]}]})",
       R"(there is no "implicit" in "grants" at |"implicit"|)"},
      {R"({"clients": [{"id": "a", "secret": "s"}, {"id": "a", "secret": "t"}]})",
       R"("a" stands in "clients" twice at )"
       R"(|[{"id": "a", "secret": "s"}, {"id": "a", "secret": "t"}]|)"},
      {R"({"users": [{"password": "x"}]})", R"(a user needs the key "login" at |{|)"},
      {R"({"access_token": "jvt"})",
       R"("access_token" cannot be "jvt"; did you mean "jwt"? at |"jvt"|)"},
      {R"({"scopes": ["a b"]})", R"("a b" is no scope (RFC 6749, 3.3) at |["a b"]|)"},
      {R"({"signing_algs": []})", "a provider that signs needs an algorithm at |[]|"},
      {R"({"signing_algs": ["HS256"]})", R"(there is no "HS256" in "signing_algs")"},
      {R"({"lifetimes": {"code": "10ms"}})",
       R"(the lifetime "code" is below one second at |"10ms"|)"},
      {R"({"accepts": ["v1"]})", R"(there is no "v1" in "accepts" at |"v1"|)"},
      {R"({"relax": ["everything"]})", R"(there is no "everything" in "relax")"},
  };

  for (const auto& [config, mistake] : rows) {
    INFO(config);
    const std::vector<std::string> found = mistakes_in(config);
    REQUIRE(found.size() == 1);
    CHECK_THAT(found.front(), Catch::StartsWith(mistake));
  }
}

TEST_CASE("all mistakes of a provider's configuration are told at once", "[unit][auth]") {
  CHECK(mistakes_in(R"({"issuer": "x", "users": 1, "accepts": ["v1"], "relax": [2]})").size() == 4);
}

TEST_CASE("a configuration that says nothing offers the client of the documents", "[unit][auth]") {
  JsonDocument document("{}");

  const auth::Config config = auth::load_config(document.root, document.diagnostics);

  CHECK(document.messages().empty());
  REQUIRE(config.clients.size() == 1);
  CHECK(config.clients.front().id == "firedrill");
  CHECK(config.clients.front().secret == "secret");
}

}  // namespace firedrill::tests
