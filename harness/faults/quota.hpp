#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// A service that takes so many requests in each window of time and answers the others 429, with a
/// Retry-After to the window's end (RFC 9110, 10.2.3: whole seconds, rounded up). A window begins
/// with the first request after the one before; it is that of one replica;
/// incident clock.
/// {"fault": "quota", "allows": 1000, "per": "10s", "reply": 503}; per is 1m and reply 429 by
/// default.
struct Quota {
  static constexpr std::string_view kind = "quota";
  static constexpr std::string_view summary = "so many requests in each window of time, not more";

  struct State {
    std::optional<Instant> ends = {};  ///< of the window
    std::int64_t taken = 0;            ///< in it
  };

  std::int64_t allows = 0;
  Duration per = std::chrono::minutes(1);
  int reply = 429;

  static Quota parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
