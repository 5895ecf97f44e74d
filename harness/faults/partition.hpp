#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The network lets nothing through, in both directions or in one: callers wait until they give up.
/// Where only answers are lost the work is done all the same.
/// {"fault": "partition", "loses": "answers"}; loses is "both" by default.
struct Partition {
  static constexpr std::string_view kind = "partition";
  static constexpr std::string_view summary =
      "nothing gets through to the callee, or none of its answers";
  static constexpr bool is_silent = true;

  struct State {};

  enum class Loses {
    both,
    requests,
    answers
  };

  Loses loses = Loses::both;

  static Partition parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
