#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers promise more bytes than they have, and the connection closes after those. The work was
/// done. (Promising fewer is no kind of this: its caller takes the beginning for the whole.)
/// {"fault": "wrong_content_length", "rate": 0.5}; rate is 1 by default.
struct WrongContentLength : ShareOfRequests<WrongContentLength> {
  static constexpr std::string_view kind = "wrong_content_length";
  static constexpr std::string_view summary =
      "answers promise more bytes than they have, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() {
    return SpoilAnswer{.code = code::truncated, .how = Spoiling::wrong_length};
  }
};

}  // namespace firedrill::faults
