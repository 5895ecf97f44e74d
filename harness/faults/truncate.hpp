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

  static constexpr std::int64_t most_bytes = std::int64_t{1024} * 1024 * 1024;

  std::optional<std::int64_t> bytes = {};  ///< of the body, that come; nullopt: half of it

  void read(ObjectReader& reader);
  std::string reason() const;

  static Verdict strike() { return SpoilAnswer{.code = code::truncated}; }
};

}  // namespace firedrill::faults
