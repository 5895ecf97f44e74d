#pragma once

#include <optional>
#include <string_view>

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// A share of the requests is data that kills the process which works on it ("query of death"). It
/// is the data that kills: what a caller tries again kills again. A supervisor starts the process
/// again if `restarts_after` is given (incident clock), and nobody else does.
/// {"fault": "poison_data", "rate": "0.1%", "restarts_after": "5s"}
struct PoisonData {  // NOLINT(cppcoreguidelines-pro-type-member-init): a rate has no default
  static constexpr std::string_view kind = "poison_data";
  static constexpr std::string_view summary =
      "a share of the requests kills the process that works on it";
  static constexpr bool is_silent = true;
  static constexpr bool is_of_services = true;
  static constexpr bool looks_at_lot = true;

  struct State {};

  Probability rate;
  std::optional<Duration> restarts_after = {};

  static PoisonData parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
