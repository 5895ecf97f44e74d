#pragma once

#include <algorithm>
#include <chrono>

#include "harness/core/time.hpp"

namespace firedrill::mock {

/// The two clocks of a mock (docs/scenario-format.md says which key is on which). Both begin when
/// the process does.
class Clock {
 public:
  /// Incident time passes `speed` times as fast as wall time.
  explicit Clock(double speed) : speed_(speed) {}

  /// Wire clock: wall time, never scaled.
  Instant wire() const { return Instant{std::chrono::steady_clock::now() - began_ + ahead_}; }

  Instant incident() const {
    const auto passed = static_cast<double>((wire() - Instant{}).count());
    return Instant{Duration{static_cast<Duration::rep>(std::min(passed * speed_, furthest_ns))}};
  }

  /// What incident() is when the machine's monotonic clock shows this; now, if that is past.
  Instant incident_at(Duration monotonic) const {
    const Duration left = monotonic - std::chrono::steady_clock::now().time_since_epoch();
    const double scaled = left > Duration{} ? static_cast<double>(left.count()) * speed_ : 0;
    return incident() + Duration{static_cast<Duration::rep>(scaled)};
  }

  /// What the calendar says, in seconds since 1970: what tokens on the wire expire by.
  double calendar_s() const { return unix_s() + std::chrono::duration<double>(ahead_).count(); }

  /// The machine's calendar.
  static double unix_s() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  }

  /// From now on it is so much later, on the wire clock: for tests, which do not wait.
  void advance(Duration wire) { ahead_ += wire; }

  Duration ahead() const { return ahead_; }  ///< of wall time, by advance()

 private:
  static constexpr double furthest_ns = 2e18;  ///< 63 years: sums of two do not overflow

  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double speed_;
  Duration ahead_{};
};

}  // namespace firedrill::mock
