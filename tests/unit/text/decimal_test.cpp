#include "harness/text/decimal.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::scaled;
using firedrill::split_decimal;
using firedrill::to_double;

TEST_CASE("a number ends where its digits end", "[unit][text]") {
  struct Split {
    std::string_view text;
    std::string_view number;
    std::string_view rest;
  };

  for (const Split& split : std::vector<Split>{{"12ms", "12", "ms"},
                                               {"0", "0", ""},
                                               {"1.5s", "1.5", "s"},
                                               {"1.50", "1.50", ""},
                                               {"007x", "007", "x"},
                                               {"1.", "1", "."},
                                               {"1.s", "1", ".s"},
                                               {"1..5", "1", "..5"},
                                               {"1.2.3", "1.2", ".3"},
                                               {"1e5", "1", "e5"},
                                               {"1 2", "1", " 2"},
                                               {"1,5", "1", ",5"}}) {
    const auto decimal = split_decimal(split.text);
    CAPTURE(split.text);
    REQUIRE(decimal);
    CHECK(decimal->text == split.number);
    CHECK(decimal->rest == split.rest);
  }
}

TEST_CASE("what does not begin with a digit is no number", "[unit][text]") {
  for (const char* text : {"", "ms", ".5", "-1", "+1", " 1", "\xD9\xA1", "e5"}) {
    CAPTURE(text);
    CHECK_FALSE(split_decimal(text));
  }
}

TEST_CASE("scaling is exact to the last unit or refused", "[unit][text]") {
  constexpr std::int64_t second = 1'000'000'000;
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

  CHECK(scaled("0", second) == 0);
  CHECK(scaled("1.5", second) == 1'500'000'000);
  CHECK(scaled("0.000000001", second) == 1);
  CHECK(scaled("0.0000000010", second) == 1);
  CHECK(scaled("0.000000000000000000000", second) == 0);
  CHECK(scaled("0.1", 3600 * second) == 360 * second);
  CHECK(scaled("0.0001", 60 * second) == 6'000'000);
  CHECK(scaled("0.00000000025", 24 * 3600 * second) == 21'600);
  CHECK(scaled("9223372036854775807", 1) == largest);
  CHECK(scaled("9.223372036854775807", 1'000'000'000'000'000'000) == largest);
  CHECK(scaled("2.5", 2) == 5);

  CHECK_FALSE(scaled("0.0000000001", second));  // finer than a unit
  CHECK_FALSE(scaled("0.5", 1));
  CHECK_FALSE(scaled("0.3", 2));
  CHECK_FALSE(scaled("9223372036854775808", 1));
  CHECK_FALSE(scaled("9.223372036854775808", 1'000'000'000'000'000'000));
  CHECK_FALSE(scaled("9223372036.854775808", second));
  CHECK_FALSE(scaled("99999999999999999999", 1));
  CHECK_FALSE(scaled("0.1234567890123456789", second));  // more digits than can matter
}

TEST_CASE("the double is the nearest to the decimal, shifted before it is rounded",
          "[unit][text]") {
  CHECK(to_double("0") == 0.0);
  CHECK(to_double("0.1") == 0.1);
  CHECK(to_double("5", -2) == 0.05);
  CHECK(to_double("0.1", -2) == 0.001);
  CHECK(to_double("2.5", 6) == 2.5e6);
  CHECK(to_double("9007199254740993") == 9007199254740992.0);  // a tie goes to the even one
  CHECK(to_double("123456789.123456789", 3) == 123456789123.456789);
  CHECK(to_double("4.9", -324) == std::numeric_limits<double>::denorm_min());
}

TEST_CASE("a decimal beyond the range of double is infinite or nothing", "[unit][text]") {
  CHECK(to_double(std::string(400, '9')) == std::numeric_limits<double>::infinity());
  CHECK(to_double("1", 309) == std::numeric_limits<double>::infinity());
  CHECK(to_double("0.1", -400) == 0.0);
  CHECK(to_double("0." + std::string(400, '0') + "1") == 0.0);
}
