#pragma once

#include <optional>
#include <string_view>

#include "harness/behaviour/token_bucket.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// An auth provider that answers 429 above a rate, with or without a Retry-After. The rate is that
/// of one replica, on an edge too; incident clock.
/// {"fault": "auth_rate_limited", "allows": "10/s", "burst": 20, "retry_after": "5s"}; burst is by
/// default what is allowed in one second.
struct AuthRateLimited {
  static constexpr std::string_view kind = "auth_rate_limited";
  static constexpr std::string_view summary = "an auth provider answers 429 above a rate";

  struct State {
    TokenBucket bucket = {};
  };

  RateLimit limit;
  std::optional<Duration> retry_after = {};  ///< wire clock

  static AuthRateLimited parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
