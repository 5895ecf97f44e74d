#include "harness/promql/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"

namespace firedrill::promql {
namespace {

/// value = 0.d1d2d3... * 10^point, shortest digits.
struct Decimal {
  std::string digits;
  int point;
};

Decimal shortest(double value) {
  char buffer[40];
  const auto written =
      std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
  const std::size_t mark = text.find('e');
  Decimal decimal{std::string(text.substr(0, mark)), 0};
  std::erase(decimal.digits, '.');
  std::string_view exponent = text.substr(mark + 1);
  exponent.remove_prefix(exponent.front() == '+' ? 1 : 0);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.point);
  ++decimal.point;
  return decimal;
}

std::optional<std::string> special(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  return std::nullopt;
}

std::string plain(const Decimal& decimal) {
  const int count = static_cast<int>(decimal.digits.size());
  if (decimal.point <= 0) {
    const bool zero = decimal.digits == "0";
    return zero
               ? "0"
               : "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + decimal.digits;
  }
  if (decimal.point >= count) {
    return decimal.digits + std::string(static_cast<std::size_t>(decimal.point - count), '0');
  }
  const auto point = static_cast<std::size_t>(decimal.point);
  return decimal.digits.substr(0, point) + '.' + decimal.digits.substr(point);
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(
      text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char left, char right) {
        return to_lower(left) == right;
      });
}

std::optional<double> parse_integer(std::string_view digits, int base) {
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return static_cast<double>(value);
}

/// Reads digits without a sign. Too small for a double is zero, as in Go.
std::optional<double> parse_unsigned(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.front() == '+') {
    return std::nullopt;
  }
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  if (read.ec == std::errc::result_out_of_range) {
    const bool too_small = text.find("e-") != text.npos || text.find("E-") != text.npos;
    return too_small ? std::optional{0.0} : std::nullopt;
  }
  return read.ec == std::errc{} ? std::optional{value} : std::nullopt;
}

}  // namespace

std::string plain_number(double value) {
  if (auto text = special(value)) {
    return *text;
  }
  return (std::signbit(value) ? "-" : "") + plain(shortest(std::fabs(value)));
}

std::string short_number(double value) {
  if (auto text = special(value)) {
    return *text;
  }
  const Decimal decimal = shortest(std::fabs(value));
  const int exponent = decimal.point - 1;
  const std::string sign = std::signbit(value) ? "-" : "";
  if (value == 0 || (exponent >= -4 && exponent < 6)) {
    return sign + plain(decimal);
  }
  std::string digits = decimal.digits;
  if (digits.size() > 1) {
    digits.insert(1, ".");
  }
  return fmt::format("{}{}e{}{:02d}", sign, digits, exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::optional<double> parse_number(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) {
    text.remove_prefix(1);
  }
  std::optional<double> value;
  if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity")) {
    value = std::numeric_limits<double>::infinity();
  } else if (equals_ignoring_case(text, "nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    value = parse_unsigned(text);
  }
  return value && negative ? std::optional{-*value} : value;
}

std::optional<double> parse_number_literal(std::string_view text) {
  if (text.size() > 1 && text[0] == '0') {
    if (to_lower(text[1]) == 'x') {
      return parse_integer(text.substr(2), 16);
    }
    if (const auto octal = parse_integer(text, 8)) {
      return octal;
    }
  }
  return parse_number(text);
}

}  // namespace firedrill::promql
