#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers are redirects to what was asked for, as from two proxies that each leave it to the other
/// to add TLS. The service never sees the request. Callers notice at the first answer, and do not
/// follow it: the load of those that do is not played.
/// {"fault": "redirect_loop", "rate": 0.5}; rate is 1 by default.
struct RedirectLoop : ShareOfRequests<RedirectLoop> {
  static constexpr std::string_view kind = "redirect_loop";
  static constexpr std::string_view summary =
      "requests are redirected to themselves, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return BreakConnection{.code = code::redirects}; }
};

}  // namespace firedrill::faults
