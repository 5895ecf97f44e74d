#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace firedrill {

/// What a request asks an auth provider for.
enum class AuthEndpoint : std::uint8_t {
  none,   ///< something else, or whoever is asked is no auth provider
  token,  ///< a machine token
  keys,   ///< the signing keys
};

/// One way in which an auth provider changes under its clients.
struct ProviderChange {
  /// What a client makes of the changed answer.
  enum class Meaning : std::uint8_t {
    usual,
    refused,      ///< an error, and a client does what it does about errors
    no_token,     ///< a success without a token in it
    no_lifetime,  ///< a token that does not say in a number how long it lives: good for one request
    no_keys,      ///< a key set without the keys that sign
    unknown_key,  ///< a key set with a type of key that a strict client cannot read
  };

  std::string_view name;
  bool at_token = false;
  bool at_keys = false;
  int status = 200;
  std::string_view error = {};  ///< the OAuth error code, if the answer has one
  Meaning meaning = Meaning::refused;

  constexpr bool strikes(AuthEndpoint endpoint) const {
    return (at_token && endpoint == AuthEndpoint::token) ||
           (at_keys && endpoint == AuthEndpoint::keys);
  }
};

/// Source: statuses and codes as in RFC 6749, 5.2, and as providers sent them in the incidents that
/// docs/scenario-format.md names. A success has its own name as its error, for the tables of the
/// simulated world.
inline constexpr std::array<ProviderChange, 9> provider_changes{{
    {"secret_expired", true, false, 401, "invalid_client"},
    {"token_auth_method", true, false, 401, "invalid_client"},
    {"grant_removed", true, false, 400, "unsupported_grant_type"},
    {"endpoints_moved", true, true, 404},
    {"error_with_200", true, false, 200, "error_with_200", ProviderChange::Meaning::no_token},
    {"token_type_changed",
     true,
     false,
     200,
     "token_type_changed",
     ProviderChange::Meaning::no_token},
    {"expires_in_string",
     true,
     false,
     200,
     "expires_in_string",
     ProviderChange::Meaning::no_lifetime},
    {"key_removed", false, true, 200, "key_removed", ProviderChange::Meaning::no_keys},
    {"unknown_key_type",
     false,
     true,
     200,
     "unknown_key_type",
     ProviderChange::Meaning::unknown_key},
}};

}  // namespace firedrill
