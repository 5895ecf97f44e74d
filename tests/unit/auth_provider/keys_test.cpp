#include "mock_services/auth_provider/keys.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "mock_services/http/credentials.hpp"
#include "tests/support/auth_desk.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using auth::SigningKey;

TEST_CASE("what a key signs its published half verifies, and nothing else", "[auth]") {
  for (const char* alg : {"RS256", "PS256", "ES256", "EdDSA"}) {
    CAPTURE(alg);
    const SigningKey key = SigningKey::generate(alg, "k");
    const std::string jwks = R"({"keys": [)" + key.public_jwk() + "]}";
    const std::string signature = key.sign("text");
    std::string broken = signature;
    broken.back() = static_cast<char>(broken.back() ^ 1);

    CHECK(auth::KeySet(jwks).verify(alg, "k", "text", signature));
    CHECK(auth::KeySet(jwks).verify(alg, "", "text", signature));
    CHECK(!auth::KeySet(jwks).verify(alg, "other", "text", signature));
    CHECK(!auth::KeySet(jwks).verify(alg, "k", "texT", signature));
    CHECK(!auth::KeySet(jwks).verify(alg, "k", "text", broken));
    CHECK(!auth::KeySet(jwks).verify(alg, "k", "text", ""));
    CHECK(!auth::KeySet(jwks).verify("none", "k", "text", ""));
  }
}

TEST_CASE("a key that follows from a secret is the same wherever it is made", "[auth]") {
  const SigningKey key = SigningKey::derive("secret", "identity-1");
  const std::string jwks = R"({"keys": [)" + key.public_jwk() + "]}";
  const auto verifies = [&](const SigningKey& signer) {
    return auth::KeySet(jwks).verify("ES256", "identity-1", "text", signer.sign("text"));
  };

  CHECK(verifies(SigningKey::derive("secret", "identity-1")));
  CHECK(!verifies(SigningKey::derive("secret", "identity-2")));
  CHECK(!verifies(SigningKey::derive("secret2", "identity-1")));
}

TEST_CASE("PS256 shares the RSA key and not the signature", "[auth]") {
  const SigningKey rs256 = SigningKey::generate("RS256", "a");
  const SigningKey ps256 = rs256.with_alg("PS256", "b");

  CHECK(ps256.verify("text", ps256.sign("text")));
  CHECK(!rs256.verify("text", ps256.sign("text")));
  CHECK(ps256.sign("text").size() == 256);
}

TEST_CASE("an ES256 signature has 64 bytes, whatever its numbers are", "[auth]") {
  const SigningKey key = SigningKey::generate("ES256", "k");

  for (int index = 0; index < 300; ++index) {  // one in 128 has a leading zero
    CHECK(key.sign(std::to_string(index)).size() == 64);
  }
}

TEST_CASE("the newer name of EdDSA is known, in tokens and in key sets", "[auth]") {
  const SigningKey key = SigningKey::generate("EdDSA", "k");
  std::string newer = key.public_jwk();
  newer.replace(newer.find("EdDSA"), 5, "Ed25519");
  const std::string signature = key.sign("text");

  for (const std::string& jwk : {key.public_jwk(), newer}) {
    const auth::KeySet keys(R"({"keys": [)" + jwk + "]}");
    CHECK(keys.verify("EdDSA", "k", "text", signature));
    CHECK(keys.verify("Ed25519", "k", "text", signature));
    CHECK(!keys.verify("ES256", "k", "text", signature));
  }
}

TEST_CASE("key sets that are none verify nothing", "[auth]") {
  for (const char* jwks : {"",
                           "[]",
                           "{}",
                           R"({"keys": 1})",
                           R"({"keys": [1, {}, {"kty": "RSA"}]})",
                           R"({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]})",
                           R"({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]})",
                           R"({"keys": [{"kty": "OKP", "crv": "Ed448", "x": "AA"}]})"}) {
    CAPTURE(jwks);
    CHECK(!auth::KeySet(jwks).verify("RS256", "", "text", "signature"));
    CHECK(!auth::KeySet(jwks).verify("ES256", "", "text", std::string(64, 'x')));
  }
}

TEST_CASE("a key set is taken apart once, and what it cannot use stands in nobody's way",
          "[auth]") {
  const SigningKey one = SigningKey::derive("secret", "one");
  const SigningKey two = SigningKey::generate("EdDSA", "two");
  std::string nameless = one.public_jwk();
  nameless.replace(nameless.find(R"("kid")"), 5, R"("was")");
  const std::string unusable = R"({"kty": "oct", "k": "AA", "kid": "one"})";

  const auth::KeySet none;
  const auth::KeySet both(R"({"keys": [)" + unusable + "," + one.public_jwk() + "," +
                          two.public_jwk() + "]}");
  const auth::KeySet copy = both;  // NOLINT(performance-unnecessary-copy-initialization)
  const auth::KeySet unnamed(R"({"keys": [)" + nameless + "]}");

  for (int times = 0; times < 2; ++times) {
    CHECK(both.verify("ES256", "one", "text", one.sign("text")));
    CHECK(copy.verify("EdDSA", "two", "text", two.sign("text")));
  }
  CHECK(!both.verify("ES256", "two", "text", two.sign("text")));
  CHECK(!both.verify("EdDSA", "one", "text", two.sign("text")));
  CHECK(!none.verify("ES256", "one", "text", one.sign("text")));
  CHECK(unnamed.verify("ES256", "whatever it says", "text", one.sign("text")));
}

/// A provider with the client `k`, whose key is `key`.
AuthDesk desk_with(const SigningKey& key, const char* more = "") {
  return AuthDesk(R"({"clients": [{"id": "k", "auth": "private_key_jwt", "jwks": {"keys": [)" +
                  key.public_jwk() + "]}}]" + more + "}");
}

/// The status of a token request with these claims, signed by a key.
int status_of(AuthDesk& desk, const SigningKey& key, const std::string& claims) {
  const std::string header = fmt::format(R"({{"alg":"{}","kid":"{}"}})", key.alg(), key.id());
  const std::string input = http::encode_base64url(header) + "." + http::encode_base64url(claims);
  return desk
      .post("/token",
            {{"grant_type", "client_credentials"},
             {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
             {"client_assertion", input + "." + http::encode_base64url(key.sign(input))}})
      .status;
}

std::string claims_for(const std::string& audience, const std::string& id, long expires) {
  return fmt::format(
      R"({{"iss":"k","sub":"k","aud":{},"jti":"{}","exp":{}}})", audience, id, expires);
}

TEST_CASE("a client's assertion is for us, in time, by its key, and used once", "[auth]") {
  const SigningKey key = SigningKey::generate("ES256", "c");
  const SigningKey stranger = SigningKey::generate("ES256", "c");
  AuthDesk desk = desk_with(key);
  const std::string us = "\"" + std::string(AuthDesk::issuer) + "\"";
  const std::string endpoint = "[\"x\", \"" + std::string(AuthDesk::issuer) + "/token\"]";
  const long soon = 1704067200 + 60;

  CHECK(status_of(desk, key, claims_for(us, "1", soon)) == 200);
  CHECK(status_of(desk, key, claims_for(us, "1", soon)) == 401);
  CHECK(status_of(desk, key, claims_for(endpoint, "2", soon)) == 200);
  CHECK(status_of(desk, key, claims_for("\"https://other.example\"", "3", soon)) == 401);
  CHECK(status_of(desk, key, claims_for(us, "4", 1704067200 - 31)) == 401);
  CHECK(status_of(desk, stranger, claims_for(us, "5", soon)) == 401);
  CHECK(status_of(desk, key, claims_for(us, "6", 1704067200 + 86'400)) == 200);
  CHECK(status_of(desk, key, claims_for(us, "7", 1704067200 + 86'401)) == 401);
  CHECK(status_of(desk, key, R"({"iss":"k","sub":"k","exp":1e300,"jti":"8"})") == 401);
  CHECK(status_of(desk, key, R"({"iss":["k"],"sub":{},"exp":"x"})") == 401);
  CHECK(status_of(desk, key, "not JSON") == 401);
}

TEST_CASE("an assertion is signed by any algorithm that its client's key is for", "[auth]") {
  const std::string us = "\"" + std::string(AuthDesk::issuer) + "\"";
  const long soon = 1704067200 + 60;
  for (const char* alg : {"RS256", "PS256", "ES256", "EdDSA"}) {
    CAPTURE(alg);
    const SigningKey key = SigningKey::generate(alg, "c");
    AuthDesk desk = desk_with(key);

    CHECK(status_of(desk, key, claims_for(us, "1", soon)) == 200);
    CHECK(status_of(desk, SigningKey::generate(alg, "c"), claims_for(us, "2", soon)) == 401);
    if (alg == std::string("RS256")) {  // the same key, and not what it is for
      CHECK(status_of(desk, key.with_alg("PS256", "c"), claims_for(us, "3", soon)) == 401);
    }
  }
}

TEST_CASE("the checks of an assertion can be relaxed", "[auth]") {
  const SigningKey key = SigningKey::generate("EdDSA", "c");
  AuthDesk desk = desk_with(key, R"(, "relax": ["assertion_audience", "assertion_reuse"])");
  const std::string claims = claims_for("\"https://other.example\"", "1", 1704067200 + 60);

  CHECK(status_of(desk, key, claims) == 200);
  CHECK(status_of(desk, key, claims) == 200);
}

}  // namespace
}  // namespace firedrill::tests
