#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "harness/behaviour/response_code.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// What a fault may look at when it decides about one request.
struct DecideInput {
  Instant now;     ///< incident clock
  Rng& random;     ///< the stream "fault/<id>/decide", so that a fault re-rolls nobody else's draws
  Instant wire{};  ///< `now` on the wire clock, whose zero is anywhere
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

/// There is no answer, and the caller knows it.
struct BreakConnection {
  std::uint16_t code = code::refused;  ///< what the caller gets: refused, reset, dns or tls
  Duration after{};                    ///< held so long before
};

/// Accepted and never answered.
struct NeverAnswer {};

/// The service works on the request as ever, but on less of a processor.
struct SlowWork {
  double factor = 1;  ///< times as long, at least 1
};

/// The service works on the request as ever; then something happens to its answer.
struct SpoilAnswer {
  Duration late{};                  ///< it comes so much later
  std::uint16_t code = code::none;  ///< what it comes as: truncated, malformed; timeout: never
};

/// What shall happen to one request. A fault decides; simulated/ and live/ carry out.
using Verdict =
    std::variant<Pass, Delay, SlowWork, SpoilAnswer, Reply, BreakConnection, NeverAnswer>;

/// What shall happen to a replica's process.
struct ProcessVerdict {
  bool kill = false;
  Duration kill_after{};  ///< incident clock
  /// By a supervisor, incident clock; without it the process stays dead.
  std::optional<Duration> start_again_after = {};
};

/// What shall happen to one page on its way to a person.
struct PageVerdict {
  bool lost = false;
  Duration late{};         ///< incident clock
  std::size_t copies = 0;  ///< that arrive beside it
};

}  // namespace firedrill
