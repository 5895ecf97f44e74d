#include "harness/promql/duration_text.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
  bool only_whole;  ///< printed only when the duration is a multiple of it
};

constexpr Unit units[] = {{"y", 31'536'000'000, true},
                          {"w", 604'800'000, true},
                          {"d", 86'400'000, false},
                          {"h", 3'600'000, false},
                          {"m", 60'000, false},
                          {"s", 1'000, false},
                          {"ms", 1, false}};

constexpr std::int64_t most_ms = INT64_MAX / 1'000'000;

std::string_view take_while(std::string_view& text, bool digits) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length]) == digits) {
    ++length;
  }
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

/// The number, or more than most_ms when it is too large.
std::int64_t to_integer(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    value = value > most_ms ? value : value * 10 + (digit - '0');
  }
  return value;
}

Error wrong(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total_ms = 0;
  const Unit* next = std::begin(units);
  while (!rest.empty()) {
    const std::string_view digits = take_while(rest, true);
    const std::string_view name = take_while(rest, false);
    while (next != std::end(units) && next->name != name) {
      ++next;
    }
    if (digits.empty() || next == std::end(units)) {
      return wrong(fmt::format("not a valid duration string: {}", quote(text)));
    }
    const std::int64_t count = to_integer(digits);
    if (count > (most_ms - total_ms) / next->ms) {
      return wrong("duration out of range");
    }
    total_ms += count * next->ms;
    ++next;
  }
  if (total_ms == 0) {
    return wrong("duration must be greater than 0");
  }
  return Duration{std::chrono::milliseconds{total_ms}};
}

std::string print_duration(Duration duration) {
  std::int64_t left_ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  std::string out = left_ms < 0 ? "-" : "";
  left_ms = left_ms < 0 ? -left_ms : left_ms;
  if (left_ms == 0) {
    return "0s";
  }
  for (const Unit& unit : units) {
    const bool used = unit.only_whole ? left_ms % unit.ms == 0 : left_ms >= unit.ms;
    if (used && left_ms > 0) {
      out += fmt::format("{}{}", left_ms / unit.ms, unit.name);
      left_ms %= unit.ms;
    }
  }
  return out;
}

}  // namespace firedrill::promql
