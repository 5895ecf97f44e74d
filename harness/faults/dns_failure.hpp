#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// The callee's name has no address: callers do not reach it at all.
/// {"fault": "dns_failure", "rate": 0.5}; rate is 1 by default.
struct DnsFailure : ShareOfRequests<DnsFailure> {
  static constexpr std::string_view kind = "dns_failure";
  static constexpr std::string_view summary =
      "names are not resolved, for all requests or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return BreakConnection{.code = code::dns}; }
};

}  // namespace firedrill::faults
