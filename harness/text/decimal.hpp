#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firedrill {

/// A plain decimal number at the start of a text: digits, perhaps a point and more digits.
struct Decimal {
  std::string_view text;  ///< the number itself
  std::string_view rest;  ///< what follows it
};

/// Empty if the text does not begin with a number. No sign, no exponent, no lone point.
std::optional<Decimal> split_decimal(std::string_view text);

/// number * scale in integers; empty if it is no whole number or beyond int64.
std::optional<std::int64_t> scaled(std::string_view number, std::int64_t scale);

/// The double nearest to number * 10^exponent.
double to_double(std::string_view number, int exponent = 0);

}  // namespace firedrill
