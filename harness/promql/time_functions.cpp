#include <chrono>
#include <cstdint>

#include "harness/promql/element_functions.hpp"

namespace firedrill::promql {
namespace {

struct CivilTime {
  std::chrono::year_month_day date = {};
  std::chrono::sys_days day;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

/// The calendar of <chrono> covers the years -32767 to 32767; a time outside is moved to its edge.
CivilTime civil_time(double unix_seconds) {
  constexpr double edge = 9.7e11;
  const bool inside = unix_seconds > -edge && unix_seconds < edge;
  const double known = inside ? unix_seconds : unix_seconds > 0 ? edge : -edge;
  const std::chrono::sys_seconds time{std::chrono::seconds{static_cast<std::int64_t>(known)}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day(day), day, std::chrono::hh_mm_ss(time - day)};
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
  return static_cast<int>(civil_time(unix_seconds).date.year());
}

}  // namespace firedrill::promql
