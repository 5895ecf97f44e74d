#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Accepts connections and resets them (TCP RST), all of them or a share.
/// {"fault": "reset", "rate": 0.5}; rate is 1 by default.
struct Reset : ShareOfRequests<Reset> {
  static constexpr std::string_view kind = "reset";
  static constexpr std::string_view summary =
      "connections are accepted and reset, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return BreakConnection{.code = code::reset}; }
};

}  // namespace firedrill::faults
