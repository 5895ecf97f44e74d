#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mock_services/auth_provider/call.hpp"

namespace firedrill::auth {

/// What goes into a token reply.
struct TokenReply {
  std::string access_token;
  std::int64_t expires_in = 0;
  std::string id_token = {};
  std::string refresh_token = {};
  Scopes scopes = {};
};

http::Reply token_reply(const TokenReply& tokens);

/// A new access token, remembered: opaque, or a JWT as RFC 9068 says.
std::string make_access_token(const Call& call, AccessToken token);

/// An ID token for a grant (OpenID Connect Core, 2), with the hash of its access token.
std::string make_id_token(const Call& call,
                          const Client& client,
                          const Grant& grant,
                          const std::string& access_token);

std::string make_refresh_token(const Call& call, const RefreshToken& token);

/// All that a grant gives: an access token, an ID token if it has the scope openid.
TokenReply make_tokens(const Call& call,
                       const Client& client,
                       const std::string& grant_id,
                       const Scopes& scopes);

/// Null if it is unknown, expired, or its grant is gone.
const AccessToken* valid_access_token(const Call& call, const std::string& token);

/// The same.
RefreshToken* valid_refresh_token(const Call& call, const std::string& token);

/// Ends a grant: its codes and tokens are worth nothing from here on.
void revoke_grant(const Call& call, const std::string& grant_id);

/// The claims of a user (a JSON object) that these scopes give, `sub` among them (OpenID Connect
/// Core, 5.4). Claims that no standard scope covers are always there.
std::string claims_of(const Config& config, const std::string& login, const Scopes& scopes);

/// What tokens call a user: the claim `sub` of the configuration, else the login.
std::string subject_of(const Config& config, const std::string& login);

}  // namespace firedrill::auth
