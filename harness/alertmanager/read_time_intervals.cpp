#include "harness/alertmanager/read_time_intervals.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/fields.hpp"
#include "harness/core/ascii.hpp"
#include "harness/core/result.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/time_zone.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> month_names{"january",
                                                       "february",
                                                       "march",
                                                       "april",
                                                       "may",
                                                       "june",
                                                       "july",
                                                       "august",
                                                       "september",
                                                       "october",
                                                       "november",
                                                       "december"};

/// How one of the lists is written.
struct RangeForm {
  std::string_view what;  ///< one of its values: "weekday"
  std::span<const std::string_view> names = {};
  int first_name = 0;  ///< the value of the first name
  bool numbers = true;
  /// Why a range is none, or nothing.
  std::optional<std::string> (*flaw)(const CalendarRange&) = nullptr;
};

std::optional<std::string> order_flaw(const CalendarRange& range) {
  if (range.first > range.last) {
    return "the end is before the start";
  }
  return std::nullopt;
}

std::optional<std::string> day_flaw(const CalendarRange& range) {
  for (const int day : {range.first, range.last}) {
    if (day == 0 || day < -31 || day > 31) {
      return fmt::format("{} is not a valid day of the month: out of range", day);
    }
  }
  if (range.first < 0 && range.last > 0) {
    return "end day must be negative if start day is negative";
  }
  const auto earliest = [](int day) { return day < 0 ? 28 + day : day; };  // in February
  if (earliest(range.first) > earliest(range.last)) {
    return fmt::format("end day {} is always before start day {}", range.last, range.first);
  }
  return std::nullopt;
}

constexpr RangeForm weekday_form{
    .what = "weekday", .names = weekday_names, .numbers = false, .flaw = order_flaw};
constexpr RangeForm day_form{.what = "day of the month", .flaw = day_flaw};
constexpr RangeForm month_form{
    .what = "month", .names = month_names, .first_name = 1, .flaw = order_flaw};
constexpr RangeForm year_form{.what = "year", .flaw = order_flaw};

std::optional<int> read_member(std::string_view text, const RangeForm& form) {
  const auto name = std::find(form.names.begin(), form.names.end(), text);
  if (name != form.names.end()) {
    return form.first_name + static_cast<int>(name - form.names.begin());
  }
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const bool is_number = form.numbers && error == std::errc() && rest == end;
  return is_number ? std::optional(number) : std::nullopt;
}

/// `monday:friday` or `monday`, in any case.
std::optional<CalendarRange> read_range(const Json& json,
                                        const RangeForm& form,
                                        Diagnostics& diagnostics) {
  std::optional<std::string> text = read_text(json, form.what, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  std::transform(text->begin(), text->end(), text->begin(), to_lower);
  const std::string_view whole = *text;
  const std::size_t colon = whole.find(':');
  const std::string_view begin = whole.substr(0, colon);
  const std::string_view end = colon == std::string_view::npos ? begin : whole.substr(colon + 1);
  CalendarRange range;
  for (const auto& [part, value] : {std::pair(begin, &range.first), std::pair(end, &range.last)}) {
    const std::optional<int> number = read_member(part, form);
    if (!number) {
      diagnostics.error(json.span(), fmt::format("{} is not a valid {}", quote(part), form.what));
      return std::nullopt;
    }
    *value = *number;
  }
  if (const std::optional<std::string> flaw = form.flaw(range)) {
    diagnostics.error(json.span(), fmt::format("{}: {}", quote(whole), *flaw));
    return std::nullopt;
  }
  return range;
}

TimeInterval::Ranges read_ranges(ObjectReader& reader,
                                 std::string_view key,
                                 const RangeForm& form) {
  std::vector<CalendarRange> ranges;
  for_each_item(reader, key, [&](const Json& item) {
    if (const std::optional<CalendarRange> range = read_range(item, form, reader.diagnostics())) {
      ranges.push_back(*range);
    }
  });
  return is_given(reader, key) ? TimeInterval::Ranges(std::move(ranges)) : std::nullopt;
}

/// HH:MM up to 24:00, as the minute of the day.
std::optional<int> read_minute(const Json& json, std::string_view name, Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  const auto digit = [&](std::size_t at) { return (*text)[at] - '0'; };
  const auto is_time = [&] {
    return text->size() == 5 && (*text)[2] == ':' && is_digit((*text)[0]) && is_digit((*text)[1]) &&
           is_digit((*text)[3]) && is_digit((*text)[4]);
  };
  const int minute = is_time() ? (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4) : -1;
  if (minute < 0 || digit(3) > 5 || minute > 24 * 60) {
    diagnostics.error(json.span(),
                      fmt::format("couldn't parse timestamp {}, invalid format", quote(*text)),
                      "expected HH:MM");
    return std::nullopt;
  }
  return minute;
}

std::optional<CalendarRange> read_time_range(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a range of times", diagnostics);
  const std::optional<int> start = reader.value("start_time", read_minute).optional();
  const std::optional<int> end = reader.value("end_time", read_minute).optional();
  reader.finish();
  if (!is_given(reader, "start_time") || !is_given(reader, "end_time")) {
    diagnostics.error(json.span(), "both start and end times must be provided");
  }
  if (!start || !end) {
    return std::nullopt;
  }
  if (*start >= *end) {
    diagnostics.error(json.span(), "start time cannot be equal or greater than end time");
  }
  return CalendarRange{*start, *end - 1};  // the end minute is excluded
}

bool is_utc(std::string_view location) {
  constexpr std::array<std::string_view, 9> names{
      "", "UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT", "Universal"};
  return std::find(names.begin(), names.end(), location) != names.end();
}

/// The zone that Go's time.LoadLocation gives; of names that it takes for relative paths it says
/// something else, but refuses them too.
std::optional<TimeZone> read_location(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  if (is_utc(*text)) {  // also where there is no time zone database
    return TimeZone{};
  }
  if (*text == "Local") {
    diagnostics.warning(json.span(),
                        "\"Local\" is the time zone of the machine that Alertmanager runs on: the "
                        "interval is read as UTC");
    return TimeZone{};
  }
  // Distances such as +01:00 are none of LoadLocation's names.
  const bool is_name = !offset_minutes_of(*text);
  Result<TimeZone> zone = time_zone_of(*text);
  if (!is_name || !zone) {
    diagnostics.error(json.span(),
                      "unknown time zone " + quote(*text),
                      "expected a name that /usr/share/zoneinfo has, such as Europe/Berlin");
    return std::nullopt;
  }
  return *std::move(zone);
}

TimeInterval read_interval(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a time interval", diagnostics);
  TimeInterval interval;
  std::vector<CalendarRange> times;
  for_each_item(reader, "times", [&](const Json& item) {
    if (const std::optional<CalendarRange> range = read_time_range(item, diagnostics)) {
      times.push_back(*range);
    }
  });
  if (is_given(reader, "times")) {
    interval.minutes = std::move(times);
  }
  interval.weekdays = read_ranges(reader, "weekdays", weekday_form);
  interval.days_of_month = read_ranges(reader, "days_of_month", day_form);
  interval.months = read_ranges(reader, "months", month_form);
  interval.years = read_ranges(reader, "years", year_form);
  interval.zone = reader.value("location", read_location).value_or({});
  reader.finish();
  return interval;
}

}  // namespace

std::optional<NamedIntervals> read_named_intervals(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a named time interval", diagnostics);
  NamedIntervals named{.name = reader.value("name", read_text).value_or("")};
  for_each_item(reader, "time_intervals", [&](const Json& item) {
    named.intervals.push_back(read_interval(item, diagnostics));
  });
  reader.finish();
  if (named.name.empty()) {
    reader.error("name", "missing name in time interval");
    return std::nullopt;
  }
  return named;
}

}  // namespace firedrill::alertmanager
