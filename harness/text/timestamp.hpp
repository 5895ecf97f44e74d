#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// A moment on the calendar with the offset its writer used.
struct Timestamp {
  std::int64_t unix_ns = 0;  ///< nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted
  std::int32_t offset_minutes = 0;  ///< local time minus UTC

  bool operator==(const Timestamp&) const = default;

  /// A moment later by `duration`, in the same offset.
  Timestamp operator+(Duration duration) const;

  /// How much later than another moment.
  Duration operator-(const Timestamp& other) const { return Duration{unix_ns - other.unix_ns}; }
};

/// Parses an RFC 3339 timestamp with its zone: "2023-11-09T09:45:00+01:00", "...T08:45:00.5Z".
/// Years 1970 to 2200. The error says what was expected, with an example.
Result<Timestamp> parse_timestamp(std::string_view text);

/// Minutes from UTC: of "Z" none, of "+01:00" 60, up to 18 hours. Nullopt: it is neither.
std::optional<std::int32_t> offset_minutes_of(std::string_view zone);

/// "2023-11-09T09:45:00+01:00", "Z" for UTC, the fraction as long as it must be.
std::string to_rfc3339(const Timestamp& timestamp);

/// "09:45:00": the time of day in the timestamp's own offset, whole seconds, cut.
std::string to_time_of_day(const Timestamp& timestamp);

}  // namespace firedrill
