#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// What a fault may look at when it decides about one request.
struct DecideInput {
  Instant now;
  Rng& random;  ///< the stream "fault/<id>/decide", so that a fault re-rolls nobody else's draws
};

struct Pass {};

/// Held back for `by` before it goes on.
struct Delay {
  Duration by{};
};

/// Answered at once in the service's place.
struct Reply {
  int status = 500;                          ///< HTTP status, 100..599
  std::optional<Duration> retry_after = {};  ///< wire clock
};

/// The connection is refused.
struct RefuseConnection {};

/// Accepted and never answered.
struct NeverAnswer {};

/// What shall happen to one request. A fault decides; simulated/ and live/ carry out.
using Verdict = std::variant<Pass, Delay, Reply, RefuseConnection, NeverAnswer>;

/// What shall happen to a replica's process.
struct ProcessVerdict {
  bool kill = false;
  Duration kill_after{};  ///< incident clock
  /// By a supervisor, incident clock; without it the process stays dead.
  std::optional<Duration> start_again_after = {};
};

}  // namespace firedrill
