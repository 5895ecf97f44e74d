#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The processes leak memory: each is killed (as the kernel's OOM killer does) so long after the
/// fault began, or after its start; a supervisor starts it again. Both incident clock.
/// {"fault": "memory_leak", "fills_in": "10m", "restarts_after": "30s"}
struct MemoryLeak {
  static constexpr std::string_view kind = "memory_leak";
  static constexpr std::string_view summary =
      "processes run out of memory and are killed, again and again";

  struct State {};

  Duration fills_in{};
  Duration restarts_after{};

  static MemoryLeak parse(ObjectReader& reader);
  ProcessVerdict on_injected(Rng& random) const;
  ProcessVerdict on_started(Rng& random) const;
};

}  // namespace firedrill::faults
