#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace firedrill {

/// Classes of ASCII characters, whatever the locale says; every other byte is in none of them.
constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

constexpr bool is_octal_digit(char character) {
  return character >= '0' && character <= '7';
}

constexpr bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/// What a name starts with in PromQL, C and regular expressions' `\w`.
constexpr bool is_word_start(char character) {
  return is_letter(character) || character == '_';
}

constexpr bool is_word(char character) {
  return is_word_start(character) || is_digit(character);
}

constexpr char to_lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                              : character;
}

/// Whether two texts differ only in case.
constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return to_lower(a) == to_lower(b);
  });
}

/// 0..15 of a hexadecimal digit.
constexpr std::optional<unsigned> hex_value(char digit) {
  if (is_digit(digit)) {
    return static_cast<unsigned>(digit - '0');
  }
  if (digit >= 'a' && digit <= 'f') {
    return static_cast<unsigned>(digit - 'a') + 10;
  }
  if (digit >= 'A' && digit <= 'F') {
    return static_cast<unsigned>(digit - 'A') + 10;
  }
  return std::nullopt;
}

}  // namespace firedrill
