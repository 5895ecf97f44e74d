#include "harness/core/ascii.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

/// All bytes for which a question is answered yes.
std::string all(bool (*is_one)(char)) {
  std::string found;
  for (int code = 0; code < 256; ++code) {
    if (is_one(static_cast<char>(code))) {
      found += static_cast<char>(code);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the classes of characters have exactly these", "[unit][core]") {
  const std::string digits = "0123456789";
  const std::string large = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string small = "abcdefghijklmnopqrstuvwxyz";

  CHECK(all(is_digit) == digits);
  CHECK(all(is_octal_digit) == "01234567");
  CHECK(all(is_letter) == large + small);
  CHECK(all(is_word_start) == large + "_" + small);
  CHECK(all(is_word) == digits + large + "_" + small);
}

TEST_CASE("hexadecimal digits have their values in both cases", "[unit][core]") {
  const std::string digits = "0123456789abcdef";

  for (unsigned value = 0; value < 16; ++value) {
    CHECK(hex_value(digits[value]) == value);
  }
  CHECK(hex_value('A') == 10U);
  CHECK(hex_value('F') == 15U);
  for (const char other : {'g', 'G', '/', ':', '@', '`', '\0', '\xFF'}) {
    CHECK(hex_value(other) == std::nullopt);
  }
}
