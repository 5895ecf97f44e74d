#pragma once

#include <string>

#include "harness/core/time.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill::reports {

/// "t+15m30s", "t-2m".
std::string since_start(Instant instant);

/// The time of day in the scenario's own zone: "10:00:30".
std::string time_of_day(const JournalHeader& header, Instant instant);

/// "2023-11-09T10:00:30+01:00", whole seconds, cut.
std::string rfc3339(const JournalHeader& header, Instant instant);

/// The date of t = 0 in the scenario's own zone: "2023-11-09".
std::string start_date(const JournalHeader& header);

/// The scenario's own zone: "+01:00", "UTC".
std::string zone(const JournalHeader& header);

/// Seconds as a decimal number, exact to the nanosecond: "930.0", "0.037".
std::string seconds_number(Duration duration);

inline std::string seconds_number(Instant instant) {
  return seconds_number(instant.time_since_epoch());
}

}  // namespace firedrill::reports
