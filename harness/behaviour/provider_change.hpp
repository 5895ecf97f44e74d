#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace firedrill {

/// What a request asks an auth provider for. Each is a bit, so that a set of them is a number.
enum class AuthEndpoint : std::uint8_t {
  none = 0,           ///< something else, or whoever is asked is no auth provider
  token = 1,          ///< a machine token
  keys = 2,           ///< the signing keys
  introspection = 4,  ///< whether a user's token is active
  userinfo = 8,       ///< whose a user's token is
  authorize = 16,     ///< that a user be logged in
};

/// One way in which an auth provider changes under its clients.
struct ProviderChange {
  /// What a client makes of the changed answer.
  enum class Meaning : std::uint8_t {
    usual,
    refused,           ///< an error, and a client does what it does about errors
    inactive_refused,  ///< the same, but only of who asks about a token that is not active
    no_token,          ///< a success without a token in it
    no_lifetime,       ///< a token that does not say in a number how long it lives
    odd_token,         ///< a token response that a strict client cannot read
    joined_scopes,     ///< the same, but only of who has asked for several scopes
    long_token,        ///< a token that is too long for headers, and for a strict client
    no_keys,           ///< a key set without the keys that sign
    unknown_key,       ///< a key set with a type of key that a strict client cannot read
    other_key_first,   ///< a key set whose first key is none of those that sign
    inactive,          ///< the user's token is not active
    rotated,           ///< another refresh token; an error for one that has been used
    no_challenge,      ///< an error, but only of who logs in without a code_challenge
  };

  std::string_view name;
  std::uint8_t at = 0;  ///< set of AuthEndpoint
  int status = 200;
  std::string_view error = {};  ///< the OAuth error code, if the answer has one
  Meaning meaning = Meaning::refused;

  constexpr bool strikes(AuthEndpoint endpoint) const {
    return (at & static_cast<std::uint8_t>(endpoint)) != 0;
  }
};

/// Source: statuses and codes as in RFC 6749, 5.2, RFC 6750, 3.1, and as providers sent them in the
/// incidents that docs/scenario-format.md names. A success has its own name as its error, for the
/// tables of the simulated world.
inline constexpr std::array<ProviderChange, 21> provider_changes = [] {
  using Meaning = ProviderChange::Meaning;
  constexpr auto token = static_cast<std::uint8_t>(AuthEndpoint::token);
  constexpr auto keys = static_cast<std::uint8_t>(AuthEndpoint::keys);
  constexpr auto introspection = static_cast<std::uint8_t>(AuthEndpoint::introspection);
  constexpr auto userinfo = static_cast<std::uint8_t>(AuthEndpoint::userinfo);
  constexpr auto authorize = static_cast<std::uint8_t>(AuthEndpoint::authorize);
  const auto succeeding = [](std::string_view name, std::uint8_t at, Meaning meaning) {
    return ProviderChange{name, at, 200, name, meaning};
  };
  return std::array<ProviderChange, 21>{{
      {"secret_expired", token | introspection, 401, "invalid_client"},
      {"token_auth_method", token, 401, "invalid_client"},
      {"grant_removed", token, 400, "unsupported_grant_type"},
      {"endpoints_moved", token | keys | introspection | userinfo | authorize, 404},
      succeeding("error_with_200", token, Meaning::no_token),
      succeeding("token_type_changed", token, Meaning::no_token),
      succeeding("expires_in_string", token, Meaning::no_lifetime),
      succeeding("scope_as_list", token, Meaning::odd_token),
      succeeding("scope_delimiter", token, Meaning::joined_scopes),
      succeeding("token_longer", token, Meaning::odd_token),
      succeeding("token_too_long", token, Meaning::long_token),
      succeeding("key_removed", keys, Meaning::no_keys),
      succeeding("unknown_key_type", keys, Meaning::unknown_key),
      succeeding("key_added", keys, Meaning::other_key_first),
      {"introspection_needs_auth", introspection, 401, "invalid_client"},
      {"introspection_error", introspection, 400, "invalid_token", Meaning::inactive_refused},
      succeeding("introspection_inactive", introspection, Meaning::inactive),
      {"userinfo_scope", userinfo, 403, "insufficient_scope"},
      succeeding("subject_changed", introspection | userinfo, Meaning::usual),
      {"pkce_required", authorize, 303, "invalid_request", Meaning::no_challenge},
      succeeding("refresh_rotation", token, Meaning::rotated),
  }};
}();

}  // namespace firedrill
