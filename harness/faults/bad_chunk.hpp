#pragma once

#include <string_view>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// Answers come in chunks, and the size of one is no number. The work was done.
/// {"fault": "bad_chunk", "rate": 0.5}; rate is 1 by default.
struct BadChunk : ShareOfRequests<BadChunk> {
  static constexpr std::string_view kind = "bad_chunk";
  static constexpr std::string_view summary =
      "answers have a chunk whose size is no number, all or a share of them";
  static constexpr bool is_silent = true;

  static Verdict strike() {
    return SpoilAnswer{.code = code::malformed, .how = Spoiling::bad_chunk};
  }
};

}  // namespace firedrill::faults
