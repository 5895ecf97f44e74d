#pragma once

#include <string_view>

#include "harness/core/distribution.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Holds every answer back after the work is done, each for a draw of its own: a slow reader, an
/// answer that comes in small pieces; wire clock. (Before the work: latency.)
/// {"fault": "slow_answers", "by": "2s"}
struct SlowAnswers {
  static constexpr std::string_view kind = "slow_answers";
  static constexpr std::string_view summary = "answers are held back after the work is done";
  static constexpr bool is_silent = true;

  struct State {};

  Distribution by;

  static SlowAnswers parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
