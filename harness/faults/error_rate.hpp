#pragma once

#include <optional>
#include <string_view>

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Answers a share of the requests with an error, each by its own draw.
/// {"fault": "error_rate", "rate": "5%", "reply": 503, "retry_after": "30s"}; reply is 500 by
/// default, and without retry_after (wire clock) the answer does not say.
struct ErrorRate {  // NOLINT(cppcoreguidelines-pro-type-member-init): a rate has no default
  static constexpr std::string_view kind = "error_rate";
  static constexpr std::string_view summary = "a share of the requests is answered with an error";

  struct State {};

  Probability rate;
  int reply = 500;
  std::optional<Duration> retry_after = {};

  static ErrorRate parse(ObjectReader& reader);
  Verdict strike() const;
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
