#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// The TLS handshake fails: the certificate has expired or names another host, nobody knows who
/// signed it, or the two have no protocol version in common.
/// {"fault": "tls_failure", "rate": 0.5}; rate is 1 by default.
struct TlsFailure : ShareOfRequests<TlsFailure> {
  static constexpr std::string_view kind = "tls_failure";
  static constexpr std::string_view summary = "TLS handshakes fail, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() { return BreakConnection{.code = code::tls}; }
};

}  // namespace firedrill::faults
