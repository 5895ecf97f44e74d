#pragma once

#include <string_view>

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Refuses connections, all of them or a share, each by its own draw: the port is closed.
/// {"fault": "refuse", "rate": 0.5}; rate is 1 by default.
struct Refuse {
  static constexpr std::string_view kind = "refuse";
  static constexpr std::string_view summary = "connections are refused, all or a share of them";

  struct State {};

  Probability rate;

  static Refuse parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
