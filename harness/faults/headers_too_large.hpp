#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers carry more headers than clients take: a cookie that grows, a gateway that adds to every
/// hop. The work was done.
/// {"fault": "headers_too_large", "rate": 0.5}; rate is 1 by default.
struct HeadersTooLarge : ShareOfRequests<HeadersTooLarge> {
  static constexpr std::string_view kind = "headers_too_large";
  static constexpr std::string_view summary =
      "answers carry more headers than clients take, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() {
    return SpoilAnswer{.code = code::malformed, .how = Spoiling::large_headers};
  }
};

}  // namespace firedrill::faults
