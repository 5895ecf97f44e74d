#pragma once

#include <cstdint>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Resets the first connections, and none after them: as when a connection pool holds connections
/// that the other side has closed. Counted for each replica.
/// {"fault": "drop_first", "requests": 20}
struct DropFirst {
  static constexpr std::string_view kind = "drop_first";
  static constexpr std::string_view summary = "the first requests find their connections reset";
  static constexpr bool is_silent = true;

  struct State {
    std::int64_t dropped = 0;
  };

  std::int64_t requests = 1;

  static DropFirst parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
