#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

enum class Jitter : std::uint8_t {
  none,
  full
};

/// Key "retry". All times are wire clock.
struct RetryPolicy {
  std::uint32_t attempts = 3;                         ///< in all, the first included; 1..100
  Duration backoff = std::chrono::milliseconds{100};  ///< before the second attempt
  double factor = 2;                                  ///< growth for each further one, >= 1
  Duration at_most = std::chrono::seconds{10};
  Jitter jitter = Jitter::full;
  /// Retries may be at most this share of the calls (a token bucket of 10 in reserve); 1: no
  /// budget.
  double budget = 1;

  bool operator==(const RetryPolicy&) const = default;
};

/// How long attempt `attempt` (2 is the first retry) waits after the one before it has failed:
/// backoff * factor^(attempt - 2), at most `at_most`; with full jitter uniform between 0 and that.
/// One draw for each delay with jitter, none without.
/// Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015 ("full jitter").
inline Duration retry_delay(const RetryPolicy& policy, std::uint32_t attempt, Rng& random) {
  assert(attempt >= 2);
  const auto ceiling = static_cast<double>(policy.at_most.count());
  auto delay = static_cast<double>(policy.backoff.count());
  for (std::uint32_t growth = 2; growth < attempt && delay < ceiling; ++growth) {
    delay *= policy.factor;
  }
  const auto longest =
      delay < ceiling ? Duration{static_cast<Duration::rep>(delay)} : policy.at_most;
  return policy.jitter == Jitter::full ? random.between(Duration::zero(), longest) : longest;
}

/// How many retries a caller may still make: a balance to which every call adds the policy's
/// `budget`, from which every retry takes 1, which starts full and never holds more than 10. So a
/// short failure is retried freely and a lasting one adds at most `budget` to the load.
/// One for each calling replica and edge. Counted in millionths: ten tenths are exactly one.
/// Source: Finagle's RetryBudget (deposit for each request, withdraw for each retry), bounded like
/// maxTokens of gRPC's retry throttling (gRFC A6).
struct RetryBudget {
  static constexpr std::int64_t whole = 1'000'000;
  static constexpr std::int64_t reserve = 10 * whole;

  std::int64_t balance = reserve;

  /// For every first attempt.
  void call_made(const RetryPolicy& policy) {
    if (policy.budget >= 1) {
      return;
    }
    const double share = std::floor(policy.budget * static_cast<double>(whole) + 0.5);
    balance = std::min(reserve, balance + static_cast<std::int64_t>(share));
  }

  /// Whether one more attempt may follow after `made` of them; takes it from the balance if so.
  bool may_retry(const RetryPolicy& policy, std::uint32_t made) {
    if (made >= policy.attempts) {
      return false;
    }
    if (policy.budget >= 1) {
      return true;
    }
    if (balance < whole) {
      return false;
    }
    balance -= whole;
    return true;
  }
};

}  // namespace firedrill
