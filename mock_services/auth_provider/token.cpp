#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "mock_services/auth_provider/client_auth.hpp"
#include "mock_services/auth_provider/codes.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/tokens.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

using Granted = Checked<TokenReply>;

Granted client_credentials(const Call& call, const Client& client) {
  if (client.auth == AuthMethod::none) {
    return Refusal{.error = "unauthorized_client",
                   .description = "requested grant type is not allowed for this client"};
  }
  Checked<Scopes> scopes = granted_scopes(call, call.parameter("scope"));
  if (auto* refusal = std::get_if<Refusal>(&scopes)) {
    return std::move(*refusal);
  }
  Scopes granted = std::get<Scopes>(std::move(scopes));
  std::erase_if(granted, [](const std::string& scope) {
    return scope == "openid" || scope == "offline_access";  // there is no person
  });
  TokenReply tokens;
  tokens.scopes = granted;
  tokens.access_token = make_access_token(
      call, {.client_id = client.id, .subject = client.id, .scopes = std::move(granted)});
  const Duration lifetime = call.config.lifetimes.client_credentials;
  tokens.expires_in = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  return tokens;
}

/// RFC 7636, 4.6. A verifier for a code without a challenge is a mistake too.
bool verifier_fits(const Call& call, const Code& code) {
  const std::string* verifier = call.parameter("code_verifier");
  if (code.challenge.empty() || verifier == nullptr) {
    return code.challenge.empty() && verifier == nullptr;
  }
  const bool fits =
      code.challenge == (code.is_plain ? *verifier : http::encode_base64url(sha256(*verifier)));
  return verifier->size() >= 43 && verifier->size() <= 128 && fits;
}

/// The code was given to this client, and for this request.
bool code_fits(const Call& call, const Client& client, const Code& code) {
  return code.client_id == client.id && code.redirect_uri == *call.parameter("redirect_uri") &&
         verifier_fits(call, code);
}

bool wants_refresh_token(const Call& call, const Client& client, const Scopes& scopes) {
  const bool may = contains(call.rules.grants, "refresh_token") &&
                   (client.grants.empty() || contains(client.grants, "refresh_token"));
  return may && (contains(scopes, "offline_access") || !call.config.wants(Check::offline_access));
}

/// The first tokens of a grant.
TokenReply first_tokens(const Call& call, const Client& client, const std::string& grant_id) {
  const Scopes scopes = call.store.grants.find(grant_id, call.now)->scopes;
  TokenReply tokens = make_tokens(call, client, grant_id, scopes);
  if (wants_refresh_token(call, client, scopes)) {
    tokens.refresh_token =
        make_refresh_token(call, {.grant_id = grant_id, .client_id = client.id, .scopes = scopes});
  }
  return tokens;
}

Granted authorization_code(const Call& call, const Client& client) {
  for (const char* name : {"code", "redirect_uri"}) {
    if (auto missing = missing_parameter(call, name)) {
      return *std::move(missing);
    }
  }
  const std::string& text = *call.parameter("code");
  if (!call.config.code_secret.empty()) {
    const std::optional<Code> opened = open_code(call, text);
    return opened && code_fits(call, client, *opened)
               ? Granted{first_tokens(call, client, opened->grant_id)}
               : invalid_grant();
  }
  Code* code = call.store.codes.find_even_expired(text);
  if (code == nullptr) {
    return invalid_grant();
  }
  if (code->used && call.config.wants(Check::code_reuse)) {
    revoke_grant(call, code->grant_id);  // RFC 6749, 4.1.2
  }
  const bool alive = call.store.codes.find(text, call.now) != nullptr &&
                     call.store.grants.find(code->grant_id, call.now) != nullptr;
  if (code->used || !alive || !code_fits(call, client, *code)) {
    return invalid_grant();
  }
  code->used = true;
  return first_tokens(call, client, code->grant_id);
}

/// Whether a refresh token is replaced by its use: a public client's, an old one, or all by
/// configuration.
bool rotates(const Call& call, const Client& client, const RefreshToken& token) {
  const std::int64_t lifetime = token.expires - token.issued;
  const std::int64_t age = call.now_s() - token.issued;
  return call.config.rotate_refresh_tokens || client.auth == AuthMethod::none ||
         age * 10 >= lifetime * 7;
}

/// What the new tokens may do: the old scopes, or fewer.
Checked<Scopes> refreshed_scopes(const Call& call, const Scopes& before) {
  const std::string* asked = call.parameter("scope");
  if (asked == nullptr) {
    return before;
  }
  const auto scopes = parse_scopes(*asked);
  if (!scopes) {
    return Refusal{.error = "invalid_scope", .description = "invalid scope value"};
  }
  Scopes more = *scopes;
  std::erase_if(more, [&](const std::string& scope) { return contains(before, scope); });
  if (!more.empty()) {
    return Refusal{.error = "invalid_scope",
                   .description = "refresh token missing requested scope",
                   .scope = scope_text(more)};
  }
  return *scopes;
}

Granted refresh_token(const Call& call, const Client& client) {
  if (auto missing = missing_parameter(call, "refresh_token")) {
    return *std::move(missing);
  }
  const std::string& text = *call.parameter("refresh_token");
  if (!call.config.account_tokens.empty() && text.starts_with(call.config.account_tokens)) {
    Granted granted = client_credentials(call, client);
    if (auto* tokens = std::get_if<TokenReply>(&granted)) {
      tokens->refresh_token = text;
    }
    return granted;
  }
  RefreshToken* token = valid_refresh_token(call, text);
  if (token == nullptr || token->client_id != client.id) {
    return invalid_grant();
  }
  if (token->rotated && call.config.wants(Check::refresh_reuse)) {
    revoke_grant(call, token->grant_id);  // the whole family (RFC 9700, 4.14.2)
    return invalid_grant();
  }
  Checked<Scopes> checked = refreshed_scopes(call, token->scopes);
  if (auto* refusal = std::get_if<Refusal>(&checked)) {
    return std::move(*refusal);
  }
  const bool rotate = rotates(call, client, *token);
  token->rotated = rotate;
  const RefreshToken old = *token;  // the store may move it from here on
  TokenReply tokens = make_tokens(call, client, old.grant_id, std::get<Scopes>(checked));
  tokens.refresh_token =
      rotate
          ? make_refresh_token(
                call, {.grant_id = old.grant_id, .client_id = old.client_id, .scopes = old.scopes})
          : text;
  return tokens;
}

Granted device_code(const Call& call, const Client& client) {
  if (auto missing = missing_parameter(call, "device_code")) {
    return *std::move(missing);
  }
  const std::string& text = *call.parameter("device_code");
  const DeviceCode* known = call.store.device_codes.find_even_expired(text);
  if (known == nullptr || known->client_id != client.id) {
    return invalid_grant();
  }
  if (call.store.device_codes.find(text, call.now) == nullptr) {
    return Refusal{.error = "expired_token", .description = "device code is expired"};
  }
  switch (known->state) {
    case DeviceCode::State::pending:
      return Refusal{.error = "authorization_pending",
                     .description =
                         "authorization request is still pending as the end-user hasn't "
                         "yet completed the user interaction steps"};
    case DeviceCode::State::denied:
      return Refusal{.error = "access_denied", .description = "End-User aborted interaction"};
    case DeviceCode::State::approved:
      break;
  }
  const std::string grant_id = known->grant_id;
  call.store.device_codes.erase(text);
  if (call.store.grants.find(grant_id, call.now) == nullptr) {
    return invalid_grant();
  }
  return first_tokens(call, client, grant_id);
}

struct GrantType {
  std::string_view name;
  Granted (*give)(const Call& call, const Client& client);
};

constexpr std::array<GrantType, 4> grant_types{{
    {"client_credentials", client_credentials},
    {"authorization_code", authorization_code},
    {"refresh_token", refresh_token},
    {"urn:ietf:params:oauth:grant-type:device_code", device_code},
}};

Granted give(const Call& call) {
  const Checked<const Client*> checked = authenticate(call);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) {
    return *refusal;
  }
  const Client& client = **std::get_if<const Client*>(&checked);
  if (auto missing = missing_parameter(call, "grant_type")) {
    return *std::move(missing);
  }
  const std::string& wanted = *call.parameter("grant_type");
  const auto type = std::find_if(
      grant_types.begin(), grant_types.end(), [&](const auto& one) { return one.name == wanted; });
  const bool offered = contains(call.rules.grants, wanted);
  if (type == grant_types.end() || !offered) {
    return Refusal{.error = "unsupported_grant_type",
                   .description = "unsupported grant_type requested",
                   .by_contract = type != grant_types.end()};
  }
  if (!client.grants.empty() && !contains(client.grants, wanted)) {
    return Refusal{.error = "unauthorized_client",
                   .description = "requested grant type is not allowed for this client"};
  }
  return type->give(call, client);
}

}  // namespace

http::Reply token(const Call& call) {
  const Granted granted = give(call);
  if (const auto* refusal = std::get_if<Refusal>(&granted)) {
    return refusal_reply(call, *refusal);
  }
  return token_reply(*std::get_if<TokenReply>(&granted));
}

}  // namespace firedrill::auth
