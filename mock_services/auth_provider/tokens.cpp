#include "mock_services/auth_provider/tokens.hpp"

#include <algorithm>
#include <utility>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

std::int64_t whole_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

/// The left half of the hash that goes with the algorithm (OpenID Connect Core, 3.1.3.6).
std::string half_hash(std::string_view alg, std::string_view text) {
  const std::string hash = alg == "EdDSA" ? sha512(text) : sha256(text);
  return http::encode_base64url(std::string_view(hash).substr(0, hash.size() / 2));
}

/// The key for the wanted algorithm, else for the first one that the rules name and we have.
const SigningKey& key_for(const Call& call, const std::string& wanted) {
  std::vector<std::string> algs = {wanted};
  algs.insert(algs.end(), call.rules.signing_algs.begin(), call.rules.signing_algs.end());
  for (const std::string& alg : algs) {
    if (const SigningKey* key = call.keys.current(alg)) {
      return *key;
    }
  }
  return *call.keys.current(call.config.signing_algs.front());
}

std::string jwt_access_token(const Call& call, const AccessToken& token) {
  std::string claims;
  JsonWriter writer(claims);
  writer.begin_object().member("iss", call.issuer).member("sub", token.subject).key("aud");
  if (call.rules.audience_is_array) {
    writer.begin_array().value(token.audience).end_array();
  } else {
    writer.value(token.audience);
  }
  writer.member("client_id", token.client_id)
      .member("iat", token.issued)
      .member("exp", token.expires)
      .member("jti", random_id(16));
  if (!token.scopes.empty()) {
    writer.member("scope", scope_text(token.scopes));
  }
  writer.end_object();
  return make_jws(key_for(call, ""), call.rules.access_token_type, claims, call.jwt_mutations);
}

}  // namespace

http::Reply token_reply(const TokenReply& tokens) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object()
      .member("access_token", tokens.access_token)
      .member("expires_in", tokens.expires_in);
  if (!tokens.id_token.empty()) {
    writer.member("id_token", tokens.id_token);
  }
  if (!tokens.refresh_token.empty()) {
    writer.member("refresh_token", tokens.refresh_token);
  }
  if (!tokens.scopes.empty()) {
    writer.member("scope", scope_text(tokens.scopes));
  }
  writer.member("token_type", "Bearer").end_object();
  return fresh_json(200, json);
}

std::string make_access_token(const Call& call, AccessToken token) {
  token.issued = call.now_s();
  token.audience = call.config.audience.empty() ? call.issuer : call.config.audience;
  const Duration lifetime = token.grant_id.empty() ? call.config.lifetimes.client_credentials
                                                   : call.config.lifetimes.access_token;
  token.expires = token.issued + whole_seconds(lifetime);
  const std::string text =
      call.rules.access_token == TokenFormat::jwt ? jwt_access_token(call, token) : random_id();
  call.store.access_tokens.put(text, std::move(token), call.now + lifetime, call.now);
  return text;
}

std::string make_id_token(const Call& call,
                          const Client& client,
                          const Grant& grant,
                          const std::string& access_token) {
  const SigningKey& key = key_for(call, client.signing_alg);
  std::string claims;
  JsonWriter writer(claims);
  writer.begin_object()
      .member("iss", call.issuer)
      .member("sub", subject_of(call.config, grant.login))
      .member("aud", client.id)
      .member("exp", call.now_s() + whole_seconds(call.config.lifetimes.id_token))
      .member("iat", call.now_s())
      .member("auth_time", grant.auth_time);
  if (!grant.nonce.empty()) {
    writer.member("nonce", grant.nonce);
  }
  writer.member("at_hash", half_hash(key.alg(), access_token)).end_object();
  return make_jws(key, "JWT", claims, call.jwt_mutations);
}

std::string make_refresh_token(const Call& call, const RefreshToken& token) {
  RefreshToken made = token;
  made.issued = call.now_s();
  const Duration lifetime = call.config.lifetimes.refresh_token;
  made.expires = made.issued + whole_seconds(lifetime);
  const std::string text = random_id();
  call.store.refresh_tokens.put(text, made, call.now + lifetime, call.now);
  if (Grant* grant = call.store.grants.find(made.grant_id, call.now)) {  // lives as long
    Grant kept = *grant;
    call.store.grants.put(made.grant_id, std::move(kept), call.now + lifetime, call.now);
  }
  return text;
}

TokenReply make_tokens(const Call& call,
                       const Client& client,
                       const std::string& grant_id,
                       const Scopes& scopes) {
  const Grant grant = *call.store.grants.find(grant_id, call.now);
  TokenReply tokens;
  tokens.access_token = make_access_token(call,
                                          {.grant_id = grant_id,
                                           .client_id = client.id,
                                           .subject = subject_of(call.config, grant.login),
                                           .scopes = scopes});
  tokens.expires_in = whole_seconds(call.config.lifetimes.access_token);
  tokens.scopes = scopes;
  if (contains(scopes, "openid")) {
    tokens.id_token = make_id_token(call, client, grant, tokens.access_token);
  }
  return tokens;
}

const AccessToken* valid_access_token(const Call& call, const std::string& token) {
  const AccessToken* found = call.store.access_tokens.find(token, call.now);
  const bool has_grant =
      found != nullptr &&
      (found->grant_id.empty() || call.store.grants.find(found->grant_id, call.now) != nullptr);
  return has_grant ? found : nullptr;
}

RefreshToken* valid_refresh_token(const Call& call, const std::string& token) {
  RefreshToken* found = call.store.refresh_tokens.find(token, call.now);
  const bool has_grant =
      found != nullptr && call.store.grants.find(found->grant_id, call.now) != nullptr;
  return has_grant ? found : nullptr;
}

void revoke_grant(const Call& call, const std::string& grant_id) {
  call.store.grants.erase(grant_id);
}

}  // namespace firedrill::auth
