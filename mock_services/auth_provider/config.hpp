#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/behaviour/contract.hpp"
#include "harness/core/time.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/mutation.hpp"

namespace firedrill::auth {

/// How a client proves who it is at the token endpoint (RFC 6749, 2.3; OpenID Connect Core, 9).
enum class AuthMethod {
  client_secret_basic,
  client_secret_post,
  private_key_jwt,
  none,  ///< a public client: PKCE only
};

std::string_view name_of(AuthMethod method);

struct Client {
  std::string id;
  std::string secret = {};
  std::vector<std::string> redirect_uris = {};
  std::vector<std::string> post_logout_redirect_uris = {};
  AuthMethod auth = AuthMethod::client_secret_basic;
  std::vector<AuthMethod> also = {};     ///< it may use as well, if the contracts let it
  KeySet keys = {};                      ///< for private_key_jwt
  std::vector<std::string> grants = {};  ///< that it may use; empty: all
  std::string signing_alg = {};          ///< of its ID tokens; "": the provider's first
};

struct User {
  std::string login;
  std::string claims = "{}";  ///< a JSON object
  std::string password = {};  ///< "": any will do
};

enum class TokenFormat {
  opaque,
  jwt,  ///< RFC 9068
};

struct Lifetimes {
  Duration access_token = std::chrono::hours(1);
  Duration client_credentials = std::chrono::minutes(10);  ///< the access tokens of that grant
  Duration id_token = std::chrono::hours(1);
  Duration refresh_token = std::chrono::hours(24 * 14);
  Duration code = std::chrono::minutes(1);
  Duration device_code = std::chrono::minutes(10);
  Duration request_uri = std::chrono::minutes(1);  ///< of a pushed request
  Duration interaction = std::chrono::minutes(10);
  Duration session = std::chrono::hours(24 * 14);
};

/// What the provider insists on unless told otherwise. One entry, one word in "relax".
enum class Check {
  pkce,                ///< every authorization request has a code_challenge
  redirect_uri,        ///< it is one of the client's; relaxed: any http(s) URI
  client_auth_method,  ///< the client uses its own method; relaxed: Basic for post and back
  basic_encoding,      ///< Basic credentials are form-encoded (RFC 6749, 2.3.1); relaxed: or raw
  duplicates,          ///< no parameter comes twice; relaxed: the first counts
  scope,               ///< unknown scopes are left out; relaxed: granted
  offline_access,      ///< refresh tokens want that scope; relaxed: always
  userinfo_scope,      ///< userinfo wants the scope openid
  code_reuse,          ///< a replayed code revokes its grant; relaxed: only refused
  refresh_reuse,       ///< so does a rotated refresh token; relaxed: accepted again
  assertion_audience,  ///< a client's JWT is addressed to this provider
  assertion_reuse,     ///< and used once
};

/// The word of each check, in their order.
std::vector<std::string_view> check_names();

/// A contract and the rules that only a provider has.
struct ProviderContract {
  Contract contract;
  bool audience_is_array = false;
  std::string access_token_type = "at+jwt";  ///< the header `typ` of JWT access tokens
  bool userinfo_wants_openid = true;
};

/// All that `firedrill mock auth` can be told. The defaults are what it does without a file.
struct Config {
  std::string issuer = {};  ///< "": the URL of the server
  std::vector<Client> clients = {};
  std::vector<User> users = {};  ///< empty: any login
  TokenFormat access_token = TokenFormat::opaque;
  bool rotate_refresh_tokens = false;
  std::vector<std::string> scopes = {
      "openid", "offline_access", "profile", "email", "address", "phone"};
  std::vector<std::string> signing_algs = {"RS256", "PS256", "ES256", "EdDSA"};
  std::string audience = {};  ///< of JWT access tokens; "": the issuer
  Lifetimes lifetimes = {};
  std::set<Check> relaxed = {};
  std::map<std::string, ProviderContract> contracts = {};
  std::vector<std::string> accepts = {};  ///< contracts; without any of them: no contract rules
  std::string logged_in = {};  ///< who somebody is that comes without a session; "": nobody
  /// Codes are sealed with it and say themselves what they are for, so that each process that knows
  /// it takes them, as often as they come; "": a code is known where it was given, and good once.
  std::string code_secret = {};
  /// Refresh tokens that begin so are of accounts of their clients' own, which somebody has
  /// connected once: they are always good, and stay as they are; "": there are none.
  std::string account_tokens = {};
  std::string cause = {};  ///< told to clients that these contracts shut out
  std::vector<Mutation> faults = {};

  bool wants(Check check) const { return !relaxed.contains(check); }

  const Client* client(std::string_view id) const;
  const User* user(std::string_view login) const;
};

/// What stands in for a missing file: a client `firedrill` with the secret `secret`, any user with
/// any password, any redirect URI.
Config default_config();

}  // namespace firedrill::auth
