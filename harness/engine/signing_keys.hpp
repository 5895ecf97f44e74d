#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/behaviour/key_set_cache.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"

namespace firedrill {

/// The signing keys of one auth provider over time: generation 0 exists from the beginning, every
/// rotation makes the next one, which signs from then on. Incident clock.
class SigningKeys {
 public:
  /// From now on a new key signs; those before it stay published until now + overlap, or less if
  /// they were already on their way out.
  void rotate(Instant now, Duration overlap, EventId cause) {
    for (Generation& older : generations_) {
      older.withdrawn = std::min(older.withdrawn, now + overlap);
    }
    generations_.push_back({.signs_from = now});
    cause_ = cause;
  }

  /// The generation that signed a token issued at `issued`.
  std::uint32_t signer_at(Instant issued) const {
    const auto later =
        std::upper_bound(generations_.begin() + 1,
                         generations_.end(),
                         issued,
                         [](Instant at, const Generation& key) { return at < key.signs_from; });
    return static_cast<std::uint32_t>(later - generations_.begin() - 1);
  }

  /// What a client that fetches the key set now gets.
  KeySet published(Instant now) const {
    std::uint32_t oldest = 0;
    while (generations_[oldest].withdrawn <= now) {
      ++oldest;
    }
    return {.oldest = oldest, .newest = static_cast<std::uint32_t>(generations_.size() - 1)};
  }

  /// What made the last rotation; none if there was none.
  EventId cause() const { return cause_; }

 private:
  struct Generation {
    Instant signs_from = Instant::min();
    Instant withdrawn = Instant::max();
  };

  std::vector<Generation> generations_{Generation{}};
  EventId cause_ = EventId::none;
};

}  // namespace firedrill
