#pragma once

#include <cstdint>

#include "harness/journal/event.hpp"

namespace firedrill::simulated {

/// How a call ended: an HTTP status (100..599), or one of these.
namespace code {
constexpr std::uint16_t none = 0;
constexpr std::uint16_t timeout = 1;  ///< the caller gave up
constexpr std::uint16_t refused = 2;  ///< no connection, or the connection broke
constexpr std::uint16_t shed = 3;     ///< turned away on purpose, before anything was called
constexpr std::uint16_t client_closed_request = 499;  ///< nginx' code: the caller went away
}  // namespace code

/// What a caller gets.
struct Answer {
  std::uint16_t code = code::none;
  std::uint16_t error = 0;           ///< of an auth provider: index into Blueprint::wire_errors
  EventId cause = EventId::none;     ///< what changed this outcome; none: nothing known
  std::uint32_t retry_after_ms = 0;  ///< wire clock; 0: the answer does not say
};

/// Nobody answered, or the callee could not do its work; other 4xx are the caller's own mistake.
constexpr bool is_failure(std::uint16_t code) {
  return code < 100 || code >= 500 || code == 429 || code == 408;
}

/// The first cause that is known.
constexpr EventId either(EventId first, EventId second) {
  return first == EventId::none ? second : first;
}

}  // namespace firedrill::simulated
