#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "harness/text/bounded.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// How many requests a fault may count.
inline constexpr IntegerRange most_requests{.least = 1, .most = 1'000'000'000};

/// "reply": the HTTP status of an error. One of 1xx would be followed by another (RFC 9110, 15.2).
inline int read_reply(ObjectReader& reader, std::int64_t fallback = 500) {
  return static_cast<int>(reader.integer("reply", {.least = 200, .most = 599}).value_or(fallback));
}

/// "retry_after", wire clock: none by default.
inline std::optional<Duration> read_retry_after(ObjectReader& reader) {
  return duration_in(reader, "retry_after", {.most = std::chrono::hours(24)});
}

}  // namespace firedrill::faults
