#pragma once

#include <array>
#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// The TLS handshake fails.
/// {"fault": "tls_failure", "rate": 0.5, "reason": "expired"}; rate is 1 by default, and the
/// reason, which changes nothing for callers, need not be said.
struct TlsFailure : ShareOfRequests<TlsFailure> {
  static constexpr std::string_view kind = "tls_failure";
  static constexpr std::string_view summary = "TLS handshakes fail, all or a share of them";
  static constexpr bool is_silent = true;
  static constexpr std::array<std::string_view, 4> reasons{
      "expired", "wrong_host", "unknown_ca", "protocol_too_old"};

  std::string_view reason = {};  ///< one of them; empty: it is not said

  void read(ObjectReader& reader) { reason = reader.one_of("reason", reasons).value_or(""); }

  static Verdict strike() { return BreakConnection{.code = code::tls}; }
};

}  // namespace firedrill::faults
