#include "harness/rules/humanize.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "harness/promql/number_text.hpp"
#include "harness/rules/go_format.hpp"

namespace firedrill::rules {
namespace {

constexpr std::string_view small_prefixes[] = {"m", "u", "n", "p", "f", "a", "z", "y"};

/// A number below 1 with the prefix that makes it at least 1.
std::string with_small_prefix(double value) {
  std::string_view prefix;
  for (const std::string_view next : small_prefixes) {
    if (std::fabs(value) >= 1) {
      break;
    }
    prefix = next;
    value *= 1000;
  }
  return four_digits(value) + std::string(prefix);
}

/// A number of at least 1 with the prefix that brings it below `step`, if one of them does.
std::string with_large_prefix(double value, double step, std::string_view suffix) {
  std::string prefix;
  for (const char next : std::string_view("kMGTPEZY")) {
    if (std::fabs(value) < step) {
      break;
    }
    prefix = next + std::string(suffix);
    value /= step;
  }
  return four_digits(value) + prefix;
}

}  // namespace

std::string humanize(double value) {
  if (value == 0 || !std::isfinite(value)) {
    return four_digits(value);
  }
  return std::fabs(value) >= 1 ? with_large_prefix(value, 1000, "") : with_small_prefix(value);
}

std::string humanize_1024(double value) {
  if (std::fabs(value) <= 1 || !std::isfinite(value)) {
    return four_digits(value);
  }
  return with_large_prefix(value, 1024, "i");
}

std::string humanize_duration(double value) {
  if (!std::isfinite(value)) {
    return four_digits(value);
  }
  if (value == 0) {
    return four_digits(value) + 's';
  }
  if (std::fabs(value) < 1) {
    return with_small_prefix(value) + 's';
  }
  const std::string sign = value < 0 ? "-" : "";
  const double size = std::fabs(value);
  constexpr double most = 9e18;  // what int64 holds
  const auto whole = static_cast<std::int64_t>(std::fmin(size, most));
  const std::int64_t seconds = whole % 60;
  const std::int64_t minutes = whole / 60 % 60;
  const std::int64_t hours = whole / 3600 % 24;
  const std::int64_t days = whole / 86400;
  if (days != 0) {
    return fmt::format("{}{}d {}h {}m {}s", sign, days, hours, minutes, seconds);
  }
  if (hours != 0) {
    return fmt::format("{}{}h {}m {}s", sign, hours, minutes, seconds);
  }
  if (minutes != 0) {
    return fmt::format("{}{}m {}s", sign, minutes, seconds);
  }
  return sign + four_digits(size) + 's';
}

std::string humanize_percentage(double value) {
  return four_digits(value * 100) + '%';
}

Result<std::string> humanize_timestamp(double value) {
  if (!std::isfinite(value)) {
    return four_digits(value);
  }
  const double nanoseconds = value * 1e9;
  constexpr double limit = 9223372036854775807.0;
  if (std::fabs(nanoseconds) >= limit) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("{} cannot be represented as a nanoseconds timestamp since it "
                             "overflows int64",
                             promql::short_number(value))};
  }
  using namespace std::chrono;
  const milliseconds since_epoch{static_cast<std::int64_t>(nanoseconds) / 1'000'000};
  const auto day = floor<days>(since_epoch);
  const year_month_day date{sys_days(day)};
  const hh_mm_ss time(since_epoch - day);
  std::string fraction;
  if (time.subseconds().count() != 0) {
    fraction = fmt::format(".{:03d}", time.subseconds().count());
    fraction.erase(fraction.find_last_not_of('0') + 1);
  }
  return fmt::format("{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}{} +0000 UTC",
                     static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()),
                     time.hours().count(),
                     time.minutes().count(),
                     time.seconds().count(),
                     fraction);
}

}  // namespace firedrill::rules
