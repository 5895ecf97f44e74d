#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Cuts answers off: the connection ends in the middle of the body. The work was done.
/// {"fault": "truncate", "rate": 0.5, "bytes": "1kB"}; rate is 1 by default, and half of the body
/// comes.
struct Truncate : ShareOfRequests<Truncate> {
  static constexpr std::string_view kind = "truncate";
  static constexpr std::string_view summary = "answers end in the middle, all or a share of them";
  static constexpr bool is_silent = true;

  std::optional<std::int64_t> bytes = {};  ///< of the body, that come; nullopt: half of it
  std::string reason = {};                 ///< says the bytes; empty: they are not said

  void read(ObjectReader& reader);

  static Verdict strike() { return SpoilAnswer{.code = code::truncated}; }
};

}  // namespace firedrill::faults
