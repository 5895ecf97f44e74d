#include "harness/alertmanager/time_interval.hpp"

#include <algorithm>
#include <chrono>

namespace firedrill::alertmanager {
namespace {

bool in_one_of(const TimeInterval::Ranges& ranges, int value) {
  return !ranges || std::any_of(ranges->begin(), ranges->end(), [&](const CalendarRange& range) {
    return range.contains(value);
  });
}

/// A range of days in a month of so many, in which negative days count from its end.
bool in_month(const CalendarRange& range, int day, int days) {
  const auto counted = [&](int given) { return given < 0 ? days + given + 1 : given; };
  const int first = counted(range.first);
  const int last = counted(range.last);
  return first <= days && std::max(first, -days) <= day && day <= std::clamp(last, -days, days);
}

}  // namespace

bool TimeInterval::contains(std::int64_t unix_s) const {
  const std::chrono::sys_seconds moment{std::chrono::seconds{zone.local_at(unix_s)}};
  const auto midnight = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::year_month_day last_day{date.year() / date.month() / std::chrono::last};
  const auto minute = std::chrono::floor<std::chrono::minutes>(moment - midnight);
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  const int days = static_cast<int>(static_cast<unsigned>(last_day.day()));
  const bool day_fits =
      !days_of_month ||
      std::any_of(days_of_month->begin(), days_of_month->end(), [&](const CalendarRange& range) {
        return in_month(range, day, days);
      });
  return day_fits && in_one_of(minutes, static_cast<int>(minute.count())) &&
         in_one_of(weekdays, static_cast<int>(std::chrono::weekday{midnight}.c_encoding())) &&
         in_one_of(months, static_cast<int>(static_cast<unsigned>(date.month()))) &&
         in_one_of(years, static_cast<int>(date.year()));
}

}  // namespace firedrill::alertmanager
