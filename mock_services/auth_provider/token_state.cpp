#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/client_auth.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/tokens.hpp"

namespace firedrill::auth {
namespace {

/// The client that asks about a token, which it has to name.
Checked<const Client*> asking_client(const Call& call) {
  Checked<const Client*> client = authenticate(call);
  if (std::holds_alternative<Refusal>(client)) {
    return client;
  }
  if (auto missing = missing_parameter(call, "token")) {
    return *std::move(missing);
  }
  return client;
}

std::string described(const Call& call, const AccessToken& token) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object()
      .member("active", true)
      .member("sub", token.subject)
      .member("client_id", token.client_id)
      .member("exp", token.expires)
      .member("iat", token.issued)
      .member("iss", call.issuer)
      .member("aud", token.audience);
  if (!token.scopes.empty()) {
    writer.member("scope", scope_text(token.scopes));
  }
  writer.member("token_type", "Bearer").end_object();
  return json;
}

std::string described(const Call& call, const RefreshToken& token) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object()
      .member("active", true)
      .member("sub",
              subject_of(call.config, call.store.grants.find(token.grant_id, call.now)->login))
      .member("client_id", token.client_id)
      .member("exp", token.expires)
      .member("iat", token.issued)
      .member("iss", call.issuer);
  if (!token.scopes.empty()) {
    writer.member("scope", scope_text(token.scopes));
  }
  writer.end_object();
  return json;
}

}  // namespace

http::Reply introspect(const Call& call) {
  const Checked<const Client*> client = asking_client(call);
  if (const auto* refusal = std::get_if<Refusal>(&client)) {
    return refusal_reply(call, *refusal);
  }
  const std::string& text = *call.parameter("token");
  if (const AccessToken* token = valid_access_token(call, text)) {
    return fresh_json(200, described(call, *token));
  }
  const RefreshToken* token = valid_refresh_token(call, text);
  if (token != nullptr && !token->rotated) {
    return fresh_json(200, described(call, *token));
  }
  return fresh_json(200, R"({"active":false})");
}

/// Of unknown tokens, and of other clients', the answer tells nothing (RFC 7009, 2.2).
http::Reply revoke(const Call& call) {
  const Checked<const Client*> client = asking_client(call);
  if (const auto* refusal = std::get_if<Refusal>(&client)) {
    return refusal_reply(call, *refusal);
  }
  const std::string& text = *call.parameter("token");
  const std::string& id = (*std::get_if<const Client*>(&client))->id;
  if (const AccessToken* token = valid_access_token(call, text);
      token != nullptr && token->client_id == id) {
    call.store.access_tokens.erase(text);
  } else if (const RefreshToken* refresh = valid_refresh_token(call, text);
             refresh != nullptr && refresh->client_id == id) {
    revoke_grant(call, refresh->grant_id);
  }
  return http::text_reply(200, "");
}

}  // namespace firedrill::auth
