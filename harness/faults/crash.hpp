#pragma once

#include <optional>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Kills the processes once. A supervisor starts them again if `restarts_after` is given (incident
/// clock), and nobody else does: without it a replica stays dead until it is restarted.
/// {"fault": "crash", "restarts_after": "5s"}
struct Crash {
  static constexpr std::string_view kind = "crash";
  static constexpr std::string_view summary = "processes are killed once";
  static constexpr bool strikes_once = true;

  struct State {};

  std::optional<Duration> restarts_after = {};

  static Crash parse(ObjectReader& reader);
  ProcessVerdict on_injected(Rng& random) const;
  ProcessVerdict on_started(Rng& random) const;
};

}  // namespace firedrill::faults
