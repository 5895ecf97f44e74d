#pragma once

#include <cstdint>

namespace firedrill {

/// How a call ended: an HTTP status (100..599), or one of these.
namespace code {
constexpr std::uint16_t none = 0;
constexpr std::uint16_t timeout = 1;     ///< the caller gave up
constexpr std::uint16_t refused = 2;     ///< no connection, or the connection broke
constexpr std::uint16_t shed = 3;        ///< turned away on purpose, before anything was called
constexpr std::uint16_t unanswered = 4;  ///< the run ended first
constexpr std::uint16_t client_closed_request = 499;  ///< nginx' code: the caller went away
}  // namespace code

/// Nobody answered, or the callee could not do its work; other 4xx are the caller's own mistake.
constexpr bool is_failure(std::uint16_t code) {
  return code < 100 || code >= 500 || code == 429 || code == 408;
}

}  // namespace firedrill
