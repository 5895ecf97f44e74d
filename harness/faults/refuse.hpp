#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Refuses connections, all of them or a share: the port is closed.
/// {"fault": "refuse", "rate": 0.5}; rate is 1 by default.
struct Refuse : ShareOfRequests<Refuse> {
  static constexpr std::string_view kind = "refuse";
  static constexpr std::string_view summary = "connections are refused, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return BreakConnection{.code = code::refused}; }
};

}  // namespace firedrill::faults
