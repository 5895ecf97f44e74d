#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/behaviour/token_bucket.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "mock_services/http/answer.hpp"

namespace firedrill::pager {

/// The answer comes later; what was asked for is done at once.
struct DelayAnswer {
  Distribution by;
};

/// The answer comes at once; what was asked for happens later, as behind a slow queue.
struct DelayEffect {
  Distribution by;
};

/// Accepted, and nothing comes of it.
struct Lose {};

/// Taken in more than once, as after a retry whose first attempt had arrived.
struct Duplicate {
  std::uint32_t times = 2;
};

/// The door's own 429 for what comes too fast.
struct Throttle {
  RateLimit limit;
};

/// This status instead; nothing is taken in.
struct Refuse {
  int status = 500;
};

/// There is never an answer, and nothing is taken in.
struct HangUp {};

/// The connection closes without an answer.
struct DropConnection {};

using FaultKind = std::
    variant<DelayAnswer, DelayEffect, Lose, Duplicate, Throttle, Refuse, HangUp, DropConnection>;

/// One thing that goes wrong at one door.
struct Fault {
  std::string id;
  std::string at = "*";  ///< a door of doors(), or "*": all
  FaultKind kind = Lose{};
  double share = 1;                  ///< of the requests, drawn for each
  std::uint64_t for_requests = 0;    ///< over after so many; 0: never
  std::optional<Duration> ttl = {};  ///< over so long after it was put in
};

/// What the faults make of one request.
struct Strike {
  Duration delay{};                          ///< before the answer
  Duration effect_delay{};                   ///< before what was asked for happens
  std::uint32_t copies = 1;                  ///< how often it is taken in; 0: lost
  bool throttled = false;                    ///< answered with the door's 429, not taken in
  std::optional<http::Answer> instead = {};  ///< not taken in
  bool any = false;                          ///< some fault struck
};

/// The faults in force, in their order, with what each has done. Bounded.
class FaultTable {
 public:
  static constexpr std::size_t most = 1000;

  struct Entry {
    Fault fault;
    Rng random;
    TokenBucket bucket = {};
    std::uint64_t struck = 0;
    Instant over = Instant::max();
  };

  /// A fault with an id that is there already takes its place. False: no room.
  bool add(Fault fault, Instant now = {});

  bool remove(std::string_view id);

  void clear() { entries_.clear(); }

  const std::vector<Entry>& entries() const { return entries_; }

  /// Decides, once for each request; counts.
  Strike strike(std::string_view door, Instant now);

 private:
  std::vector<Entry> entries_;
};

}  // namespace firedrill::pager
