#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/text/time_zone.hpp"

namespace firedrill::alertmanager {

/// first..last, both included.
struct CalendarRange {
  int first = 0;
  int last = 0;

  bool contains(int value) const { return first <= value && value <= last; }

  bool operator==(const CalendarRange&) const = default;
};

/// A recurring part of the calendar. A moment must be in one range of every list that is given; a
/// list without ranges contains no moment.
struct TimeInterval {
  using Ranges = std::optional<std::vector<CalendarRange>>;

  Ranges minutes = {};        ///< of the day, 0..1439
  Ranges weekdays = {};       ///< 0 is Sunday
  Ranges days_of_month = {};  ///< 1..31, or -1 for the last day, -2 for the one before
  Ranges months = {};         ///< 1..12
  Ranges years = {};
  TimeZone zone = {};  ///< whose clocks and calendar are meant

  /// Whether a moment, in seconds since 1970 (UTC), lies in it.
  /// Source: timeinterval/timeinterval.go, ContainsTime, of Alertmanager 0.25.
  bool contains(std::int64_t unix_s) const;
};

}  // namespace firedrill::alertmanager
