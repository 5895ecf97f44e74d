#pragma once

#include <cstdint>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// One request in so many of each replica (or edge) is answered with an error, counted and not
/// drawn: as one bad worker of four is met, behind a load balancer that goes round.
/// {"fault": "fail_every", "requests": 4, "reply": 503}; reply is 500 by default.
struct FailEvery {
  static constexpr std::string_view kind = "fail_every";
  static constexpr std::string_view summary =
      "one request in so many, counted, is answered with an error";

  struct State {
    std::int64_t passed = 0;  ///< since the last error
  };

  std::int64_t requests = 1;
  int reply = 500;

  static FailEvery parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
