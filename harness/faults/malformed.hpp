#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers come as bytes that are no HTTP response. The work was done.
/// {"fault": "malformed", "rate": 0.5}; rate is 1 by default.
struct Malformed : ShareOfRequests<Malformed> {
  static constexpr std::string_view kind = "malformed";
  static constexpr std::string_view summary = "answers are no HTTP, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return SpoilAnswer{.code = code::malformed}; }
};

}  // namespace firedrill::faults
