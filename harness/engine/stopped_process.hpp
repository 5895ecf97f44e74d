#pragma once

#include <variant>

#include "harness/faults/fault.hpp"

namespace firedrill {

/// Whether a fault stops whole processes and not some of their requests: a hang of all requests at
/// all times, whoever calls and whichever version runs. Live that is SIGSTOP; in both worlds such a
/// replica answers no scrape either.
inline bool stops_processes(const FaultSpec& fault) {
  const auto* hang = std::get_if<faults::Hang>(&fault.fault);
  return hang != nullptr && hang->rate.value() >= 1 && fault.target.from.empty() &&
         fault.target.population.empty() && fault.target.version.empty() &&
         fault.profile.takes_all();
}

}  // namespace firedrill
