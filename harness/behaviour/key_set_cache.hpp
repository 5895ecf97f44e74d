#pragma once

#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

/// The signing keys that a provider publishes. Keys are numbered generations, each rotation makes
/// the next one; during an overlap the older ones stay published.
struct KeySet {
  std::uint32_t oldest = 0;
  std::uint32_t newest = 0;

  /// As none is published, for as long as a fault lasts.
  static KeySet empty() { return {.oldest = 1, .newest = 0}; }

  bool contains(std::uint32_t key) const { return oldest <= key && key <= newest; }

  bool operator==(const KeySet&) const = default;
};

/// How a client keeps a provider's key set. Incident clock.
struct KeyCachePolicy {
  Duration lifetime = std::chrono::minutes{10};
  Duration cooldown = std::chrono::seconds{30};  ///< between fetches for the sake of unknown keys
  bool refetch_unknown = true;
};

/// A client's copy of a provider's key set: fetched when first needed and when it has expired; for
/// a token of an unknown key once more, unless the last fetch is younger than the cooldown. Until
/// then such tokens are refused: the 401s after a rotation without overlap.
/// Source: jose's createRemoteJWKSet (cacheMaxAge 10 min, cooldownDuration 30 s), where a fetch
/// that failed starts no cooldown either.
struct KeySetCache {
  enum class Answer : std::uint8_t {
    known,    ///< the token verifies
    unknown,  ///< no such key: 401 invalid_token
    fetch,    ///< fetch the set, store() it, ask again; when that fails see `when_unavailable`
  };

  bool filled = false;
  KeySet keys{};
  Instant fetched{};

  Answer look(const KeyCachePolicy& policy, Instant now, std::uint32_t key) const {
    if (!filled || now >= fetched + policy.lifetime) {
      return Answer::fetch;
    }
    if (keys.contains(key)) {
      return Answer::known;
    }
    const bool cooled_down = now >= fetched + policy.cooldown;
    return policy.refetch_unknown && cooled_down ? Answer::fetch : Answer::unknown;
  }

  /// What a client that goes on with what it has makes of the key, however old the copy is.
  bool holds(std::uint32_t key) const { return filled && keys.contains(key); }

  void store(Instant now, KeySet set) {
    filled = true;
    keys = set;
    fetched = now;
  }

  void purge() { *this = {}; }
};

}  // namespace firedrill
