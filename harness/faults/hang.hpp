#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Accepts requests and never answers them, all of them or a share. What ends them is the caller's
/// timeout.
/// {"fault": "hang", "rate": 0.5}; rate is 1 by default.
struct Hang : ShareOfRequests<Hang> {
  static constexpr std::string_view kind = "hang";
  static constexpr std::string_view summary =
      "requests are accepted and never answered, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return NeverAnswer{}; }
};

}  // namespace firedrill::faults
