#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// What processes read when they start has changed: an address, a credential, a flag. Those that
/// run go on with what they have, and what they do with it fails, until they are restarted. On an
/// edge they are the caller's, else those of the service itself.
/// {"fault": "stale_config", "reply": 401}; reply is 500 by default.
struct StaleConfig {
  static constexpr std::string_view kind = "stale_config";
  static constexpr std::string_view summary =
      "processes go on with a configuration that holds no longer, until they are restarted";
  static constexpr bool is_of_replicas = true;
  static constexpr bool looks_at_caller = true;

  struct State {
    Instant since{};  ///< the fault, or the process if that began later
  };

  int reply = 500;

  static StaleConfig parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
