#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/time.hpp"

namespace firedrill {

/// When an alert that is true becomes firing, and one that is false stops. Incident clock.
struct AlertTiming {
  Duration pending_for{};  ///< key "for"
  Duration keep_firing_for{};
};

/// One alert (one label set of one rule) as Prometheus keeps it. Instants are those of evaluations.
/// Source: AlertingRule.Eval, prometheus/rules/alerting.go, v2.42.
struct AlertState {
  enum class Phase : std::uint8_t {
    inactive,
    pending,
    firing
  };

  /// What one evaluation changed. An alert without "for" goes from inactive to firing in one.
  enum class Change : std::uint8_t {
    none,
    became_pending,
    became_firing,
    dropped,   ///< false while pending: the time of "for" starts from nothing the next time
    resolved,  ///< false while firing, for at least keep_firing_for since it first was
  };

  Phase phase = Phase::inactive;
  Instant active_at{};  ///< first evaluation that returned it, of this episode
  Instant fired_at{};
  Instant resolved_at{};
  std::optional<Instant> keep_firing_since = {};  ///< first false evaluation while firing

  /// Takes in the result of the evaluation at `now`: whether the expression returned the label set.
  /// A failed evaluation is not taken in at all: the state stays as it is.
  Change evaluate(const AlertTiming& timing, bool returned, Instant now) {
    return returned ? when_true(timing, now) : when_false(timing, now);
  }

 private:
  Change when_true(const AlertTiming& timing, Instant now) {
    keep_firing_since.reset();
    if (phase == Phase::firing) {
      return Change::none;
    }
    const bool is_new = phase == Phase::inactive;
    if (is_new) {
      phase = Phase::pending;
      active_at = now;
    }
    if (now - active_at < timing.pending_for) {
      return is_new ? Change::became_pending : Change::none;
    }
    phase = Phase::firing;
    fired_at = now;
    return Change::became_firing;
  }

  Change when_false(const AlertTiming& timing, Instant now) {
    if (phase == Phase::inactive) {
      return Change::none;
    }
    if (phase == Phase::pending) {
      phase = Phase::inactive;
      return Change::dropped;
    }
    if (!keep_firing_since) {
      keep_firing_since = now;
    }
    if (now - *keep_firing_since < timing.keep_firing_for) {
      return Change::none;
    }
    phase = Phase::inactive;
    resolved_at = now;
    keep_firing_since.reset();
    return Change::resolved;
  }
};

}  // namespace firedrill
