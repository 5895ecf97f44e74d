#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Kills the processes now and whenever they have lived for `lives` since their start, however they
/// were started; a supervisor starts them again `backoff` after each death. Both incident clock.
/// {"fault": "crash_loop", "lives": "20s", "backoff": "10s"}
struct CrashLoop {
  static constexpr std::string_view kind = "crash_loop";
  static constexpr std::string_view summary =
      "processes die again and again, soon after each start";

  struct State {};

  Duration lives{};
  Duration backoff{};

  static CrashLoop parse(ObjectReader& reader);
  ProcessVerdict on_injected(Rng& random) const;
  ProcessVerdict on_started(Rng& random) const;
};

}  // namespace firedrill::faults
