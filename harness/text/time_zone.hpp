#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"

namespace firedrill {

/// What the clocks of a place show: their distance from UTC, and when it changes. A value.
///
/// "Local seconds" are what a clock on the wall shows, counted as if it were UTC since
/// 1970-01-01T00:00:00. All times are whole seconds, leap seconds not counted.
class TimeZone {
 public:
  /// One turn of the clocks.
  struct Change {
    std::int64_t at_unix_s = 0;
    std::int32_t offset_s = 0;  ///< local time minus UTC, from then on
  };

  TimeZone() = default;  ///< UTC

  /// Always the same distance.
  explicit TimeZone(std::int32_t offset_s) : first_offset_s_(offset_s) {}

  /// Requires changes in the order of their time, each at another one.
  TimeZone(std::int32_t first_offset_s, std::vector<Change> changes);

  std::int32_t offset_at(std::int64_t unix_s) const;

  std::int64_t local_at(std::int64_t unix_s) const { return unix_s + offset_at(unix_s); }

  /// The first moment at which clocks show this or later: of a time that they show twice the first,
  /// of one that they leap over the moment of the leap.
  std::int64_t first_at(std::int64_t local_s) const;

 private:
  std::int32_t first_offset_s_ = 0;
  std::vector<Change> changes_ = {};
};

/// Reads the bytes of a file of the IANA time zone database. Source: RFC 8536 (TZif), versions 1 to
/// 4; what its footer says (POSIX TZ, rules of the form M3.5.0/2) is worked out up to the year
/// 2201. The error says what is wrong with the bytes.
Result<TimeZone> parse_time_zone(std::string_view bytes);

/// "Z", a fixed distance such as "+01:00", or a name such as "Europe/Berlin", which is looked up in
/// /usr/share/zoneinfo. The error says what was expected.
Result<TimeZone> time_zone_of(const std::string& name);

}  // namespace firedrill
