#pragma once

#include <cstdint>

namespace firedrill {

/// How a call ended: an HTTP status (100..599), or one of these.
namespace code {
constexpr std::uint16_t none = 0;
constexpr std::uint16_t timeout = 1;      ///< the caller gave up
constexpr std::uint16_t refused = 2;      ///< no connection
constexpr std::uint16_t shed = 3;         ///< turned away on purpose, before anything was called
constexpr std::uint16_t unanswered = 4;   ///< the run ended first
constexpr std::uint16_t reset = 5;        ///< the connection broke before any of the answer came
constexpr std::uint16_t truncated = 6;    ///< ... before all of it came
constexpr std::uint16_t malformed = 7;    ///< what came is no response that the caller reads
constexpr std::uint16_t dns = 8;          ///< the callee's name has no address
constexpr std::uint16_t tls = 9;          ///< the TLS handshake failed
constexpr std::uint16_t redirects = 10;   ///< redirected to where it was asked for, without end
constexpr std::uint16_t see_other = 303;  ///< RFC 9110, 15.4.4
constexpr std::uint16_t headers_too_large = 431;      ///< RFC 6585, 5
constexpr std::uint16_t client_closed_request = 499;  ///< nginx' code: the caller went away
}  // namespace code

/// Whether there was an answer: the others say why not.
constexpr bool is_http(std::uint16_t code) {
  return code >= 100;
}

/// Nobody answered, or the callee could not do its work; other 4xx are the caller's own mistake.
constexpr bool is_failure(std::uint16_t code) {
  return !is_http(code) || code >= 500 || code == 429 || code == 408;
}

}  // namespace firedrill
