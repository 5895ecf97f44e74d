#pragma once

#include <cstdint>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The first requests of each replica (or edge) are answered with an error, all later ones are not:
/// what a retry is for.
/// {"fault": "fail_first", "requests": 3, "reply": 503}; reply is 500 by default.
struct FailFirst {
  static constexpr std::string_view kind = "fail_first";
  static constexpr std::string_view summary = "the first requests are answered with an error";

  struct State {
    std::int64_t failed = 0;
  };

  std::int64_t requests = 1;
  int reply = 500;

  static FailFirst parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
