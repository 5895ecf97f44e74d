#include "harness/live/punctuality.hpp"

#include <algorithm>

#include "mock_services/service/late_turn.hpp"

namespace firedrill::live {

void Punctuality::record(Instant meant_for, Duration late) {
  if (late <= mock::honest_lateness || meant_for < Instant{}) {
    return;
  }
  const double scaled = static_cast<double>(late.count()) * speed_;
  const Duration waited{static_cast<Duration::rep>(scaled)};
  when_.add({.from = meant_for, .until = meant_for + waited});
  worst_ = std::max(worst_, late);
}

}  // namespace firedrill::live
