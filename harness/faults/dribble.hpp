#pragma once

#include <cstdint>
#include <string_view>

#include "harness/core/distribution.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Lets answers come in pieces, evenly over a time that is drawn for each; wire clock. Who waits
/// for a whole answer cannot tell it from slow_answers; who waits for the next byte never times
/// out.
/// {"fault": "dribble", "chunks": 5, "over": "2s"}
struct Dribble {
  static constexpr std::string_view kind = "dribble";
  static constexpr std::string_view summary = "answers come in pieces, over a time";
  static constexpr bool is_silent = true;

  struct State {};

  std::int64_t chunks = 10;  ///< 1 to 1000
  Distribution over;

  static Dribble parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
