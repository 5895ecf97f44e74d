// What faults do to the calls that a service makes.
#include <algorithm>

#include "harness/simulated/fault_table.hpp"

namespace firedrill::simulated {
namespace {

/// How many times as many calls the callee gets without the cache, at most.
double times_as_many(double share) {
  constexpr double least = 1e-6;  // of a share of 0: not certain, as an endless one would be
  return 1 / std::max(share, least);
}

}  // namespace

bool FaultTable::adds(const Entry& entry, Memory& memory, const SparedCall& call) {
  const Duration lasted = call.now - entry.began;
  return concerns(entry, call.request) && entry.spec.profile.takes(lasted, memory.random) &&
         memory.random.unit() < missing_at(entry.spec.fault, lasted);
}

std::optional<EventId> FaultTable::added_call(const SparedCall& call) {
  std::uint32_t first = nothing;
  for (const std::uint32_t place : on_calls_) {
    Entry& entry = faults_[place];
    if (entry.from != call.from || entry.service != call.to) {
      continue;
    }
    if (first != nothing) {
      Hidden& hidden = hidden_from(place);
      hidden.by[first] += adds(entry, hidden.memory, call) ? 1U : 0U;
    } else if (adds(entry, entry.memory, call)) {
      first = place;
      ++entry.tally.injected;
      entry.slower = std::max(entry.slower, times_as_many(call.share));
    }
  }
  return first == nothing ? std::nullopt : std::optional{faults_[first].cause};
}

}  // namespace firedrill::simulated
