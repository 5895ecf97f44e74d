#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/issuer_clocks.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/key_board.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::live {

/// Tokens of users who have logged in at an auth provider some time ago, as the scenario's clients
/// carry them: JWTs (RFC 9068) that any verifier accepts, signed by the key of their time of issue.
/// The world signs them itself, with the provider's keys: when people have logged in is no part of
/// a scenario, so it costs the provider no request and does not fail with it.
class UserTokens {
 public:
  /// A token may be so much of its lifetime older than it says: one is made for each such part.
  static constexpr int parts = 32;

  /// All must outlive it. Requires that `board` knows the provider, and that the fleet has ports.
  UserTokens(std::string provider,
             Duration lifetime,
             const KeyBoard& board,
             const Fleet& fleet,
             const IssuerClocks& clocks);

  /// Gives a request a token that was issued so long ago, by the incident's clock.
  void add_to(http::Request& request, Instant now, Duration age, double speed);

 private:
  struct Issue {
    std::int64_t part = 0;
    std::uint32_t generation = 0;
    Duration ahead{};  ///< of the true time, by the provider's clock
    auto operator<=>(const Issue&) const = default;
  };

  const std::string& token_of(const Issue& issue, Instant now, double speed);
  mock::TokenOrigin origin(const IssuerClocks::Off* clock) const;

  std::string provider_;
  Duration part_;  ///< of the lifetime, incident clock
  const KeyBoard& board_;
  const Fleet& fleet_;
  const IssuerClocks& clocks_;
  std::map<Issue, std::string> tokens_ = {};  ///< not expired yet
  std::map<std::uint32_t, auth::SigningKey> keys_ = {};
};

}  // namespace firedrill::live
