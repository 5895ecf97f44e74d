#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers are right, but name a content type that is not theirs, as behind a proxy that takes them
/// for its own pages: callers do not read them. The work was done.
/// {"fault": "wrong_content_type", "rate": 0.5}; rate is 1 by default.
struct WrongContentType : ShareOfRequests<WrongContentType> {
  static constexpr std::string_view kind = "wrong_content_type";
  static constexpr std::string_view summary =
      "answers name another content type than theirs, all or a share of them";

  static Verdict strike() {
    return SpoilAnswer{.code = code::malformed, .how = Spoiling::wrong_type};
  }
};

}  // namespace firedrill::faults
