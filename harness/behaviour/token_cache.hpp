#pragma once

#include <algorithm>
#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

/// The machine token that one replica keeps for one auth provider. Incident clock.
struct TokenCache {
  enum class Content : std::uint8_t {
    none,   ///< never had one, or it was purged
    fresh,  ///< to be used
    stale,  ///< expired: of use only to a client that goes on with cached tokens
  };

  bool filled = false;
  std::uint32_t key = 0;  ///< generation of the signing key of the token
  Instant expires{};      ///< from here on stale

  Content look(Instant now) const {
    if (!filled) {
      return Content::none;
    }
    return now < expires ? Content::fresh : Content::stale;
  }

  /// Keeps a token issued now: until the client's cache or the provider's token ends, whichever is
  /// first.
  void store(Instant now, std::uint32_t signed_by, Duration cached_for, Duration token_lifetime) {
    filled = true;
    key = signed_by;
    expires = now + std::min(cached_for, token_lifetime);
  }

  void purge() { *this = {}; }
};

}  // namespace firedrill
