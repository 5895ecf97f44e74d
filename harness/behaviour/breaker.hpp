#pragma once

#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

/// Key "breaker": a circuit breaker on one edge, one for each calling replica. All times are wire
/// clock.
struct BreakerPolicy {
  std::uint32_t failures = 5;  ///< consecutive failures that open it
  Duration open_for = std::chrono::seconds{30};
  std::uint32_t probes = 1;  ///< calls let through at once when half open; a success closes it

  bool operator==(const BreakerPolicy&) const = default;
};

/// Closed until `failures` calls in a row have failed; open (nothing passes) for `open_for`; then
/// half open: up to `probes` calls at a time find out. A success closes it, a failure opens it
/// again for `open_for`.
///
/// Every change of position begins a new era. A call carries the era in which it was let through,
/// and its end counts only in that era: what was sent before the breaker opened says nothing about
/// the probes. Whoever was let through calls exactly one of succeeded(), failed(), abandoned().
/// Source: Nygard, "Release It!", 2007; eras as the generations of sony/gobreaker.
struct Breaker {
  enum class Position : std::uint8_t {
    closed,
    open,
    half_open
  };

  struct Permit {
    bool granted = false;
    std::uint32_t era = 0;
  };

  Position position = Position::closed;
  std::uint32_t era = 0;
  std::uint32_t failures = 0;  ///< in a row, while closed
  std::uint32_t probing = 0;   ///< probes on their way, while half open
  Instant half_opens{};        ///< while open

  Permit ask(const BreakerPolicy& policy, Instant now) {
    if (position == Position::open && now >= half_opens) {
      move_to(Position::half_open);
    }
    if (position == Position::open ||
        (position == Position::half_open && probing >= policy.probes)) {
      return {.granted = false, .era = era};
    }
    probing += position == Position::half_open ? 1U : 0U;
    return {.granted = true, .era = era};
  }

  void succeeded(std::uint32_t asked_in) {
    if (asked_in != era) {
      return;
    }
    failures = 0;
    if (position == Position::half_open) {
      move_to(Position::closed);
    }
  }

  void failed(const BreakerPolicy& policy, std::uint32_t asked_in, Instant now) {
    if (asked_in != era) {
      return;
    }
    ++failures;
    if (position == Position::half_open || failures >= policy.failures) {
      move_to(Position::open);
      half_opens = now + policy.open_for;
    }
  }

  /// The caller gave up for reasons of its own: neither a success nor a failure of the callee.
  void abandoned(std::uint32_t asked_in) {
    if (asked_in == era && position == Position::half_open) {
      --probing;
    }
  }

 private:
  void move_to(Position next) {
    position = next;
    ++era;
    failures = 0;
    probing = 0;
  }
};

}  // namespace firedrill
