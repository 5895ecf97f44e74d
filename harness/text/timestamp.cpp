#include "harness/text/timestamp.hpp"

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

using std::chrono::sys_days;

constexpr std::string_view timestamp_form =
    R"(expected a date and time with zone such as "2023-11-09T09:45:00+01:00")";
constexpr std::size_t no_zone_length = 19;  // 2023-11-09T09:45:00

Error refuse_timestamp(std::string_view text, std::string_view reason) {
  return Error{ErrorCode::invalid_input,
               fmt::format("{} {}; {}", quote(text), reason, timestamp_form)};
}

/// Fields in the order of the text.
struct Fields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// Matches `pattern`, in which '0' stands for any digit.
bool has_shape(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) {
    return false;
  }
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (pattern[index] == '0' ? !is_digit(text[index]) : text[index] != pattern[index]) {
      return false;
    }
  }
  return true;
}

int number_at(std::string_view text, std::size_t begin, std::size_t length) {
  int value = 0;
  for (const char digit : text.substr(begin, length)) {
    value = value * 10 + (digit - '0');
  }
  return value;
}

Fields fields_of(std::string_view text) {
  return {.year = number_at(text, 0, 4),
          .month = number_at(text, 5, 2),
          .day = number_at(text, 8, 2),
          .hour = number_at(text, 11, 2),
          .minute = number_at(text, 14, 2),
          .second = number_at(text, 17, 2)};
}

std::chrono::year_month_day date_of(const Fields& fields) {
  return std::chrono::year{fields.year} / static_cast<int>(fields.month) / fields.day;
}

/// Why the fields are no moment; empty if they are one.
std::string_view flaw_of(const Fields& fields) {
  if (fields.year < 1970 || fields.year > 2200) {
    return "has a year outside 1970 to 2200";
  }
  if (!date_of(fields).ok()) {
    return "is a day that no calendar has";
  }
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 59) {
    return "is a time that no clock shows";
  }
  return "";
}

/// Takes ".5" from the front of `rest` as nanoseconds; empty if it is malformed.
std::optional<std::int64_t> take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) {
    return 0;
  }
  std::size_t digits = 0;
  std::int64_t value = 0;
  while (digits + 1 < rest.size() && is_digit(rest[digits + 1])) {
    value = digits < 9 ? value * 10 + (rest[digits + 1] - '0') : value;
    ++digits;
  }
  rest.remove_prefix(digits + 1);
  if (digits == 0 || digits > 9) {
    return std::nullopt;
  }
  for (; digits < 9; ++digits) {
    value *= 10;
  }
  return value;
}

/// A timestamp as its own clock and calendar show it.
struct Local {
  std::chrono::year_month_day date = {};
  std::chrono::hh_mm_ss<Duration> time = {};
};

Local local(const Timestamp& timestamp) {
  const std::chrono::sys_time<Duration> moment{Duration{timestamp.unix_ns} +
                                               std::chrono::minutes{timestamp.offset_minutes}};
  const sys_days day = std::chrono::floor<std::chrono::days>(moment);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<Duration>{moment - day}};
}

std::string fraction_text(std::int64_t nanoseconds) {
  if (nanoseconds == 0) {
    return "";
  }
  std::string text = fmt::format(".{:09}", nanoseconds);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string zone_text(std::int32_t offset_minutes) {
  if (offset_minutes == 0) {
    return "Z";
  }
  const int size = std::abs(offset_minutes);
  return fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', size / 60, size % 60);
}

}  // namespace

std::optional<std::int32_t> offset_minutes_of(std::string_view zone) {
  if (zone == "Z") {
    return 0;
  }
  if (!has_shape(zone, "+00:00") && !has_shape(zone, "-00:00")) {
    return std::nullopt;
  }
  const int hours = number_at(zone, 1, 2);
  const int minutes = number_at(zone, 4, 2);
  if (hours > 18 || minutes > 59) {
    return std::nullopt;
  }
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

Timestamp Timestamp::operator+(Duration duration) const {
  return {unix_ns + duration.count(), offset_minutes};
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  if (!has_shape(text.substr(0, no_zone_length), "0000-00-00T00:00:00")) {
    return refuse_timestamp(text, "is not a timestamp");
  }
  const Fields fields = fields_of(text);
  if (const std::string_view flaw = flaw_of(fields); !flaw.empty()) {
    return refuse_timestamp(text, flaw);
  }
  std::string_view rest = text.substr(no_zone_length);
  const std::optional<std::int64_t> fraction = take_fraction(rest);
  if (!fraction) {
    return refuse_timestamp(text, "has a fraction that is not one to nine digits");
  }
  if (rest.empty()) {
    return refuse_timestamp(text, "has no zone");
  }
  const std::optional<std::int32_t> offset = offset_minutes_of(rest);
  if (!offset) {
    return refuse_timestamp(text, "has no zone such as +01:00 or Z");
  }
  const Duration since_1970 =
      sys_days{date_of(fields)}.time_since_epoch() + std::chrono::hours{fields.hour} +
      std::chrono::minutes{fields.minute} + std::chrono::seconds{fields.second} +
      Duration{*fraction} - std::chrono::minutes{*offset};
  return Timestamp{since_1970.count(), *offset};
}

std::string to_rfc3339(const Timestamp& timestamp) {
  const Local shown = local(timestamp);
  return fmt::format("{:04}-{:02}-{:02}T{}{}{}",
                     static_cast<int>(shown.date.year()),
                     static_cast<unsigned>(shown.date.month()),
                     static_cast<unsigned>(shown.date.day()),
                     to_time_of_day(timestamp),
                     fraction_text(shown.time.subseconds().count()),
                     zone_text(timestamp.offset_minutes));
}

std::string to_time_of_day(const Timestamp& timestamp) {
  const Local shown = local(timestamp);
  return fmt::format("{:02}:{:02}:{:02}",
                     shown.time.hours().count(),
                     shown.time.minutes().count(),
                     shown.time.seconds().count());
}

}  // namespace firedrill
