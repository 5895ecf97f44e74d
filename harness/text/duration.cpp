#include "harness/text/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/decimal.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

constexpr std::array units = {
    Unit{"d", day},
    Unit{"h", hour},
    Unit{"m", minute},
    Unit{"s", second},
    Unit{"ms", 1'000'000},
    Unit{"us", 1'000},
    Unit{"ns", 1},
};

/// How people write a unit who do not know ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> other_spellings = {{
    {"sec", "s"},     {"secs", "s"},   {"second", "s"},     {"seconds", "s"},    {"min", "m"},
    {"mins", "m"},    {"minute", "m"}, {"minutes", "m"},    {"hr", "h"},         {"hrs", "h"},
    {"hour", "h"},    {"hours", "h"},  {"day", "d"},        {"days", "d"},       {"msec", "ms"},
    {"millis", "ms"}, {"usec", "us"},  {"\xC2\xB5s", "us"}, {"\xCE\xBCs", "us"},
}};

constexpr std::string_view duration_form =
    R"(expected a duration such as "250ms", "15m" or "1h30m")";

Error refuse(std::string_view text, std::string_view reason) {
  return Error{ErrorCode::invalid_input,
               fmt::format("{} {}; {}", quote(text), reason, duration_form)};
}

const Unit* find_unit(std::string_view name) {
  const auto found = std::find_if(
      units.begin(), units.end(), [name](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

Error unknown_unit(std::string_view text, std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  const auto other = std::find_if(other_spellings.begin(),
                                  other_spellings.end(),
                                  [&lower](const auto& pair) { return pair.first == lower; });
  std::string hint;
  if (other != other_spellings.end()) {
    hint = fmt::format("; write \"{}\"", other->second);
  } else if (find_unit(lower) != nullptr) {
    hint = fmt::format("; write \"{}\"", lower);
  }
  return refuse(text, fmt::format("has the unknown unit {}{}", quote(name), hint));
}

std::string_view unit_name(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), is_digit);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// A number with its unit at the start of `rest`, which moves behind it.
struct Part {
  std::string_view number;
  const Unit* unit;
};

Result<Part> take_part(std::string_view text, std::string_view& rest) {
  const std::optional<Decimal> number = split_decimal(rest);
  if (!number) {
    return refuse(text, "is not a duration");
  }
  const std::string_view name = unit_name(number->rest);
  if (name.empty()) {
    return refuse(text, "has no unit");
  }
  if (name.find(' ') != std::string_view::npos) {
    return refuse(text, "has a space in it");
  }
  const Unit* unit = find_unit(name);
  if (unit == nullptr) {
    return unknown_unit(text, name);
  }
  rest = number->rest.substr(name.size());
  if (number->text.find('.') != std::string_view::npos && !rest.empty()) {
    return refuse(text, "may have a fraction only in its last part");
  }
  return Part{number->text, unit};
}

Result<std::int64_t> nanoseconds_of(std::string_view text, const Part& part) {
  const double rough = to_double(part.number) * static_cast<double>(part.unit->nanoseconds);
  if (rough > 2.0 * static_cast<double>(longest_duration.count())) {
    return refuse(text, "is longer than ten years");
  }
  const std::optional<std::int64_t> exact = scaled(part.number, part.unit->nanoseconds);
  if (!exact) {
    return refuse(text, "is finer than a nanosecond");
  }
  return *exact;
}

/// The sum of the parts, without sign.
Result<Duration> parse_parts(std::string_view text, std::string_view rest) {
  std::int64_t total = 0;
  const Unit* before = nullptr;
  while (!rest.empty()) {
    const Result<Part> part = take_part(text, rest);
    if (!part) {
      return part.error();
    }
    if (before != nullptr && part->unit->nanoseconds >= before->nanoseconds) {
      return refuse(text, "must name its units from large to small, each once");
    }
    before = part->unit;
    const Result<std::int64_t> nanoseconds = nanoseconds_of(text, *part);
    if (!nanoseconds) {
      return nanoseconds.error();
    }
    total += *nanoseconds;
    if (total > longest_duration.count()) {
      return refuse(text, "is longer than ten years");
    }
  }
  return Duration{total};
}

/// `value` in units of `unit`, both in nanoseconds, with up to nine decimals and no trailing zeros.
std::string decimal_text(std::uint64_t value, std::uint64_t unit) {
  std::string out = std::to_string(value / unit);
  std::uint64_t rest = value % unit;
  if (rest != 0) {
    out += '.';
  }
  while (rest != 0) {
    rest *= 10;
    out += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
  return out;
}

std::string below_a_second(std::uint64_t value) {
  for (const Unit& unit : {Unit{"ms", 1'000'000}, Unit{"us", 1'000}}) {
    const auto size = static_cast<std::uint64_t>(unit.nanoseconds);
    if (value >= size) {
      return decimal_text(value, size).append(unit.name);
    }
  }
  return std::to_string(value) + "ns";
}

std::string exact_text(std::uint64_t value) {
  if (value == 0) {
    return "0s";
  }
  if (value < second) {
    return below_a_second(value);
  }
  std::string out;
  for (const Unit& unit : {Unit{"d", day}, Unit{"h", hour}, Unit{"m", minute}}) {
    const auto size = static_cast<std::uint64_t>(unit.nanoseconds);
    if (value >= size) {
      out += std::to_string(value / size).append(unit.name);
      value %= size;
    }
  }
  return value == 0 ? out : out + decimal_text(value, second) + "s";
}

std::uint64_t magnitude(Duration duration) {
  const auto value = static_cast<std::uint64_t>(duration.count());
  return duration.count() < 0 ? 0 - value : value;
}

std::uint64_t rounded_to(std::uint64_t value, std::uint64_t step) {
  return (value + step / 2) / step * step;
}

/// Three figures are enough for people.
std::uint64_t three_figures(std::uint64_t value) {
  std::uint64_t step = 1;
  while (value / step >= 1000) {
    step *= 10;
  }
  return rounded_to(value, step);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text, DurationRules rules) {
  if (text.empty()) {
    return refuse(text, "is empty");
  }
  if (!text.starts_with('-')) {
    return parse_parts(text, text);
  }
  if (text.size() == 1) {
    return refuse(text, "is not a duration");
  }
  Result<Duration> positive = parse_parts(text, text.substr(1));
  if (!positive) {
    return positive;
  }
  return rules.allow_negative ? Result<Duration>(-*positive) : refuse(text, "is negative");
}

std::string to_text(Duration duration) {
  return (duration.count() < 0 ? "-" : "") + exact_text(magnitude(duration));
}

std::string brief(Duration duration) {
  const std::string sign = duration.count() < 0 ? "-" : "";
  const std::uint64_t value = magnitude(duration);
  if (value < second) {
    return sign + exact_text(three_figures(value));
  }
  const bool tenths = value < 10 * minute;
  return sign + exact_text(rounded_to(value, tenths ? second / 10 : second));
}

}  // namespace firedrill
