#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// The callee's name has no address, or a wrong one: callers do not reach it at all.
/// {"fault": "dns_failure", "rate": 0.5, "reason": "no_answer"}; rate is 1 by default, and without
/// a reason it is as with no_such_host.
struct DnsFailure : ShareOfRequests<DnsFailure> {
  static constexpr std::string_view kind = "dns_failure";
  static constexpr std::string_view summary =
      "names are not resolved, for all requests or a share of them";
  static constexpr bool is_silent = true;
  static constexpr std::string_view no_answer = "no_answer";
  static constexpr std::string_view wrong_address = "wrong_address";
  static constexpr std::array<std::string_view, 3> reasons{
      "no_such_host", no_answer, wrong_address};
  /// Two attempts of five seconds: resolv.conf(5), the defaults of glibc.
  static constexpr Duration resolver_patience = std::chrono::seconds{10};

  std::string_view reason = {};  ///< one of them; empty: it is not said

  void read(ObjectReader& reader) { reason = reader.one_of("reason", reasons).value_or(""); }

  Verdict strike() const {
    if (reason == wrong_address) {
      return BreakConnection{.code = code::refused};  // by who is there
    }
    return BreakConnection{.code = code::dns,
                           .after = reason == no_answer ? resolver_patience : Duration::zero()};
  }
};

}  // namespace firedrill::faults
