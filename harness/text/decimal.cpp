#include "harness/text/decimal.hpp"

#include <cassert>
#include <charconv>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <system_error>

#include "harness/core/ascii.hpp"

namespace firedrill {
namespace {

constexpr std::size_t most_decimals = 18;  // 10^18 is the largest power of ten in an int64

std::size_t digits_from(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  return end;
}

std::optional<std::int64_t> whole(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc{} || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

std::int64_t power_of_ten(std::size_t exponent) {
  std::int64_t power = 1;
  for (std::size_t step = 0; step < exponent; ++step) {
    power *= 10;
  }
  return power;
}

}  // namespace

std::optional<Decimal> split_decimal(std::string_view text) {
  std::size_t end = digits_from(text, 0);
  if (end == 0) {
    return std::nullopt;
  }
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    end = digits_from(text, end + 1);
  }
  return Decimal{text.substr(0, end), text.substr(end)};
}

std::optional<std::int64_t> scaled(std::string_view number, std::int64_t scale) {
  const std::size_t point = number.find('.');
  const std::optional<std::int64_t> units = whole(number.substr(0, point));
  std::int64_t result = 0;
  if (!units || __builtin_mul_overflow(*units, scale, &result)) {
    return std::nullopt;
  }
  std::string_view fraction = point == std::string_view::npos ? "" : number.substr(point + 1);
  while (fraction.ends_with('0')) {
    fraction.remove_suffix(1);
  }
  if (fraction.empty()) {
    return result;
  }
  if (fraction.size() > most_decimals) {
    return std::nullopt;
  }
  // fraction / power * scale, both divided by what they share: it is whole or it is no result.
  const std::int64_t power = power_of_ten(fraction.size());
  const std::int64_t shared = std::gcd(power, scale);
  const std::int64_t numerator = *whole(fraction);
  if (numerator % (power / shared) != 0 ||
      __builtin_add_overflow(result, numerator / (power / shared) * (scale / shared), &result)) {
    return std::nullopt;
  }
  return result;
}

double to_double(std::string_view number, int exponent) {
  const std::string text = std::string(number) + "e" + std::to_string(exponent);
  double value = 0.0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  assert(end == text.data() + text.size());
  if (failure == std::errc::result_out_of_range) {
    const bool is_large = number.substr(0, number.find('.')).find_first_not_of('0') != number.npos;
    return is_large ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return value;
}

}  // namespace firedrill
