#pragma once

#include <optional>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Holds requests back, longer and longer: a leak, a table that nobody cleans up. It begins with
/// the first request of a replica and grows evenly. `by` is on the wire clock,
/// `every` on the incident clock.
/// {"fault": "growing_latency", "by": "10ms", "every": "1m", "most": "5s"}
struct GrowingLatency {
  static constexpr std::string_view kind = "growing_latency";
  static constexpr std::string_view summary = "requests are held back, longer and longer";
  static constexpr bool is_silent = true;

  struct State {
    std::optional<Instant> began = {};
  };

  Duration by{};
  Duration every{};
  Duration most{};  ///< 1h by default

  static GrowingLatency parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
