#pragma once

#include <string_view>

#include "harness/core/distribution.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Holds every request back, each for a draw of its own; wire clock.
/// {"fault": "latency", "by": {"uniform": {"from": "100ms", "to": "300ms"}}}
struct Latency {
  static constexpr std::string_view kind = "latency";
  static constexpr std::string_view summary = "requests are held back before they are worked on";
  static constexpr bool is_silent = true;

  struct State {};

  Distribution by;

  static Latency parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
