#pragma once

#include <cstdint>

#include "harness/behaviour/response_code.hpp"
#include "harness/journal/event.hpp"

namespace firedrill::simulated {

/// What a caller gets.
struct Answer {
  std::uint16_t code = code::none;
  std::uint16_t error = 0;           ///< of an auth provider: index into Blueprint::wire_errors
  EventId cause = EventId::none;     ///< what changed this outcome; none: nothing known
  std::uint32_t retry_after_ms = 0;  ///< wire clock; 0: the answer does not say

  /// An auth provider has logged the user in, and redirects to the client.
  bool is_sent_back() const { return code == code::see_other && error == 0; }
};

}  // namespace firedrill::simulated
