#include <chrono>
#include <cstdint>
#include <limits>

#include "harness/promql/element_functions.hpp"

namespace firedrill::promql {
namespace {

/// A Unix time taken apart as Go does on amd64: a time outside of int64, and NaN, is its least
/// value, and the count of seconds wraps around.
struct CivilTime {
  std::chrono::sys_days day;  ///< The same day of the 400 years from 2001 on.
  std::chrono::year_month_day date;
  double year;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

std::int64_t to_int64(double value) {
  constexpr double edge = 0x1p63;
  return value >= -edge && value < edge ? static_cast<std::int64_t>(value)
                                        : std::numeric_limits<std::int64_t>::min();
}

CivilTime civil_time(double unix_seconds) {
  constexpr std::uint64_t seconds_before_1970 = 9'223'372'028'715'321'600U;
  constexpr double first_year = -292'277'022'399;
  constexpr std::uint64_t day_s = 86'400;
  constexpr std::uint64_t cycle_days = 146'097;  // of 400 years, after which the calendar repeats
  const std::uint64_t seconds =
      static_cast<std::uint64_t>(to_int64(unix_seconds)) + seconds_before_1970;
  const std::uint64_t days = seconds / day_s;
  const std::chrono::sys_days day =
      std::chrono::sys_days{std::chrono::year{2001} / 1 / 1} + std::chrono::days{days % cycle_days};
  const std::chrono::year_month_day date{day};
  const auto cycles = static_cast<double>(days / cycle_days);
  return {day,
          date,
          first_year + 400 * cycles + (static_cast<int>(date.year()) - 2001),
          std::chrono::hh_mm_ss{std::chrono::seconds{seconds % day_s}}};
}

}  // namespace

double day_of_month_of(double unix_seconds, Scalars) {
  return static_cast<unsigned>(civil_time(unix_seconds).date.day());
}

double day_of_week_of(double unix_seconds, Scalars) {
  return std::chrono::weekday(civil_time(unix_seconds).day).c_encoding();
}

double day_of_year_of(double unix_seconds, Scalars) {
  const CivilTime time = civil_time(unix_seconds);
  const std::chrono::sys_days first = time.date.year() / std::chrono::January / 1;
  return static_cast<double>((time.day - first).count() + 1);
}

double days_in_month_of(double unix_seconds, Scalars) {
  const auto date = civil_time(unix_seconds).date;
  return static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
}

double hour_of(double unix_seconds, Scalars) {
  return static_cast<double>(civil_time(unix_seconds).clock.hours().count());
}

double minute_of(double unix_seconds, Scalars) {
  return static_cast<double>(civil_time(unix_seconds).clock.minutes().count());
}

double month_of(double unix_seconds, Scalars) {
  return static_cast<unsigned>(civil_time(unix_seconds).date.month());
}

double year_of(double unix_seconds, Scalars) {
  return civil_time(unix_seconds).year;
}

}  // namespace firedrill::promql
