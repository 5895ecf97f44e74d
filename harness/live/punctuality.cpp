#include "harness/live/punctuality.hpp"

#include <algorithm>

#include "mock_services/service/late_turns.hpp"

namespace firedrill::live {

void Punctuality::record(Instant meant_for, Duration late) {
  if (late <= mock::honest_lateness || meant_for < Instant{}) {
    return;
  }
  const double scaled = static_cast<double>(late.count()) * speed_;
  const Duration waited{static_cast<Duration::rep>(scaled)};
  const Instant came = meant_for + waited;
  since_ = std::min(since_, meant_for);
  behind_ += std::max(Duration{}, came - std::max(meant_for, until_));
  until_ = std::max(until_, came);
  worst_ = std::max(worst_, late);
  ++count_;
}

}  // namespace firedrill::live
