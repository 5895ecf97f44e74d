#include <string>
#include <vector>

#include "mock_services/auth_provider/keys.hpp"
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

std::string good_key() {
  return auth::SigningKey::derive("secret", "k").public_jwk();
}

/// A client whose keys are these.
std::string with_keys(const std::string& keys) {
  return R"({"clients": [{"id": "a", "auth": "private_key_jwt", "jwks": {"keys": [)" + keys +
         "]}}]}";
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
      {R"({"clients": [{"id": "a", "secret": "s", "jwks": {"keys": 1}}]})",
       R"(the key set has no "keys" at |{"keys": 1}|)"},
      {with_keys("1"), R"(a key must be an object, found the number 1 at |1|)"},
      {with_keys("{}"), R"(a key needs the key "kty" at |{|)"},
      {with_keys(R"({"kty": 1})"),
       R"("kty" must be text in double quotes, found the number 1 at |1|)"},
      {with_keys(R"({"kty": "EC"})"), R"(a key needs the key "crv" at |{|)"},
      {with_keys(R"({"kty": "RSA", "n": "AQAB", "e": "AQAB"})"),
       R"(this is no RSA key at |{"kty": "RSA", "n": "AQAB", "e": "AQAB"}|)"},
      {with_keys(R"({"kty": "EC", "crv": "P-256", "x": 1, "y": "AA"})"),
       R"(this is no EC key on P-256 at |{"kty": "EC")"},
      {with_keys(R"({"kty": "OKP", "crv": "Ed25519", "x": "AA"})"),
       R"(this is no OKP key on Ed25519 at |{"kty": "OKP")"},
      {with_keys(good_key() + R"(, {"kty": "oct", "kid": 1})"),
       R"("kid" must be text in double quotes, found the number 1 at |1|)"},
      {with_keys(""), R"(none of the keys can be used for private_key_jwt at |{"keys": []}|)"},
      {with_keys(R"({"kty": "OKP", "crv": "Ed448", "x": "AA"})"),
       R"(none of the keys can be used for private_key_jwt at |{"keys": [{"kty": "OKP")"},
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

TEST_CASE("keys that others may know stand beside a client's good one", "[unit][auth]") {
  CHECK(mistakes_in(with_keys(good_key())).empty());
  CHECK(mistakes_in(with_keys(R"({"kty": "AKP", "pub": "AAAA"}, )" + good_key())).empty());
  CHECK(mistakes_in(with_keys(R"({"kty": "EC", "crv": "P-521"}, )" + good_key())).empty());
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
