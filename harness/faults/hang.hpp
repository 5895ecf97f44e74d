#pragma once

#include <string_view>

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Accepts requests and never answers them, all of them or a share, each by its own draw. What ends
/// them is the caller's timeout.
/// {"fault": "hang", "rate": 0.5}; rate is 1 by default.
struct Hang {
  static constexpr std::string_view kind = "hang";
  static constexpr std::string_view summary =
      "requests are accepted and never answered, all or a share of them";

  struct State {};

  Probability rate;

  static Hang parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
