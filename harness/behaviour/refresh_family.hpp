#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace firedrill {

/// The refresh tokens of one account at a provider that takes each of them once. One that comes
/// again revokes them all (RFC 9700, 4.14.2): somebody else has it, or seems to. Tokens are
/// numbered as they are issued.
struct RefreshFamily {
  std::uint32_t since = 0;   ///< what has switched rotation on
  std::uint32_t shared = 0;  ///< the one that all had then: each that is older stands for it
  std::uint32_t newest = 0;  ///< the only one that is good
  bool is_revoked = false;

  /// What using a token comes to: the next one, or nothing for evermore. The first use `since`
  /// something new finds the account connected anew.
  std::optional<std::uint32_t> use(std::uint32_t token, std::uint32_t rotating_since) {
    if (since != rotating_since) {
      *this = {.since = rotating_since, .shared = newest + 1, .newest = newest + 1};
    }
    is_revoked = is_revoked || std::max(token, shared) != newest;
    return is_revoked ? std::nullopt : std::optional{++newest};
  }
};

}  // namespace firedrill
