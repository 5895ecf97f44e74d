#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/verdict.hpp"
#include "harness/journal/event.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::mock {

/// Tells with a request what its user token cannot say itself (TokenOrigin).
inline constexpr std::string_view token_header = "x-firedrill-token";

/// Tells with a key set what put its newest key in use: a decimal EventId.
inline constexpr std::string_view keys_cause_header = "x-firedrill-keys-cause";

/// Tells with a key set what put a key before those that sign: a decimal EventId.
inline constexpr std::string_view first_key_cause_header = "x-firedrill-first-key-cause";

/// The machine tokens of the service that calls, one each; `authorization` is the user's.
inline constexpr std::string_view service_token_header = "x-service-authorization";

/// A service answers 431 if one of these is longer. Source: what Node.js takes of all headers.
inline constexpr std::size_t longest_service_token = std::size_t{16} * 1024;

/// What was wrong with the clock that a token has its times from.
struct IssuerClock {
  std::string fault = {};         ///< its id
  EventId cause = EventId::none;  ///< none: it was right
  Duration leeway{};              ///< of those who verify, incident clock
};

/// Who has signed a token, and what was changed there before: whoever refuses the token names that
/// as its cause.
struct TokenOrigin {
  std::string provider;
  EventId key_cause = EventId::none;      ///< of the last rotation; none: the first key still signs
  EventId version_cause = EventId::none;  ///< what put that version of the provider in place
  IssuerClock clock = {};
  std::vector<std::string> accepts = {};  ///< the contracts that it accepts, by name
};

/// "identity 12 9 0 - 0 v1 v2"
std::string to_header(const TokenOrigin& origin);

/// A token that a user has brought along.
struct UserToken {
  std::string text;                        ///< a JWS in its compact form
  std::string key_id;                      ///< header `kid`
  std::optional<TokenOrigin> origin = {};  ///< a real client sends none

  /// Its times are by a clock that was off.
  bool has_wrong_times() const { return origin && origin->clock.cause != EventId::none; }
};

/// The JWT in "authorization: Bearer ..."; nullopt: there is none, or it names no key.
std::optional<UserToken> user_token_of(const http::Headers& headers);

/// The times that the token says, seen at a moment (seconds since 1970), in wall time; one that
/// says none when it was issued is as old as can be. Requires a token that genuine_until() takes.
TokenTimes times_of(const UserToken& token, double unix_s);

/// When the token expires, in seconds since 1970, if one of these keys has signed it.
std::optional<double> genuine_until(const UserToken& token, const auth::KeySet& keys);

}  // namespace firedrill::mock
