#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// No data gets through, and the connection is closed after a time: a stateful firewall that has
/// forgotten the connection, a proxy that gives up. Wire clock.
/// {"fault": "timeout", "closes_after": "5s"}
struct Timeout {
  static constexpr std::string_view kind = "timeout";
  static constexpr std::string_view summary =
      "no data gets through, and the connection is closed after a time";
  static constexpr bool is_silent = true;

  struct State {};

  Duration closes_after{};

  static Timeout parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
