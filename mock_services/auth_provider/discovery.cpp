#include <string>
#include <string_view>
#include <vector>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/endpoints.hpp"

namespace firedrill::auth {
namespace {

template <class Words>
void list(JsonWriter& writer, std::string_view name, const Words& words) {
  writer.key(name).begin_array();
  for (const auto& word : words) {
    writer.value(std::string_view(word));
  }
  writer.end_array();
}

using Views = std::vector<std::string_view>;

/// Of PKCE, where an authorization request has one.
std::vector<std::string> challenge_methods(const Rules& rules) {
  std::vector<std::string> methods = rules.pkce;
  std::erase(methods, "none");
  return methods;
}

}  // namespace

http::Reply discovery(const Call& call) {
  const Rules& rules = call.rules;
  std::string json;
  JsonWriter writer(json);
  const auto place = [&](std::string_view name, std::string_view path) {
    writer.member(name, call.issuer + std::string(path));
  };
  writer.begin_object();
  writer.member("issuer", call.issuer);
  place("authorization_endpoint", "/auth");
  place("token_endpoint", "/token");
  place("jwks_uri", "/jwks");
  place("userinfo_endpoint", "/me");
  place("introspection_endpoint", "/token/introspection");
  place("revocation_endpoint", "/token/revocation");
  place("pushed_authorization_request_endpoint", "/request");
  place("device_authorization_endpoint", "/device/auth");
  place("end_session_endpoint", "/session/end");
  list(writer, "response_types_supported", Views{"code"});
  list(writer, "response_modes_supported", Views{"query", "form_post"});
  list(writer, "grant_types_supported", rules.grants);
  list(writer, "scopes_supported", rules.scopes);
  list(writer, "subject_types_supported", Views{"public"});
  list(writer, "claim_types_supported", Views{"normal"});
  list(writer,
       "claims_supported",
       Views{"sub", "iss", "auth_time", "name", "family_name", "given_name", "email"});
  list(writer, "code_challenge_methods_supported", challenge_methods(rules));
  list(writer, "id_token_signing_alg_values_supported", rules.signing_algs);
  list(writer, "token_endpoint_auth_methods_supported", rules.token_auth);
  list(writer,
       "token_endpoint_auth_signing_alg_values_supported",
       Views{"RS256", "PS256", "ES256", "EdDSA", "Ed25519"});
  writer.member("authorization_response_iss_parameter_supported", true)
      .member("claims_parameter_supported", false)
      .member("request_parameter_supported", false)
      .member("request_uri_parameter_supported", false)
      .end_object();
  return http::json_reply(200, json);
}

http::Reply jwks(const Call& call) {
  http::Reply reply = http::json_reply(200, call.keys.jwks());
  reply.headers.set("content-type", "application/jwk-set+json; charset=utf-8");
  return reply;
}

}  // namespace firedrill::auth
