#pragma once

#include <optional>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// While it lasts, a replica that starts has a new address, as a container has, and its callers go
/// on to use the one that they looked up: they are refused there until they look the name up again,
/// when their process starts or, with a ttl, each time that has passed since the fault began.
/// {"fault": "stale_dns", "ttl": "5m"}; without ttl an answer is kept for ever, as JVMs with a
/// security manager do.
struct StaleDns {
  static constexpr std::string_view kind = "stale_dns";
  static constexpr std::string_view summary =
      "replicas that start have new addresses, and callers go on to use the old ones";
  static constexpr bool is_silent = true;
  static constexpr bool is_of_replicas = true;
  static constexpr bool looks_at_caller = true;

  struct State {
    Instant since{};  ///< the fault, or the process if that began later
  };

  std::optional<Duration> ttl = {};  ///< incident clock

  static StaleDns parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
