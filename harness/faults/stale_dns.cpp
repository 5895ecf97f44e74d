#include "harness/faults/stale_dns.hpp"

#include <algorithm>
#include <chrono>

#include "harness/text/bounded.hpp"

namespace firedrill::faults {

StaleDns StaleDns::parse(ObjectReader& reader) {
  constexpr auto least = std::chrono::milliseconds(1);
  return {.ttl = duration_in(reader, "ttl", {.least = least, .most = std::chrono::hours(24)})};
}

Verdict StaleDns::decide(State& state, const DecideInput& input) const {
  const Duration age = input.now - state.since;
  const bool has_moved = age < input.lasted;
  const Duration started_ago = input.caller_age.value_or(input.lasted);
  const Duration looked_up_ago = std::min(started_ago, ttl ? input.lasted % *ttl : input.lasted);
  if (!has_moved || looked_up_ago <= age) {
    return Pass{};
  }
  return BreakConnection{.code = code::refused};
}

}  // namespace firedrill::faults
