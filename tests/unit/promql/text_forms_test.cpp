#include <cmath>

#include <catch2/catch.hpp>

#include "harness/promql/duration_text.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

TEST_CASE("plain numbers have the shortest digits and no exponent", "[unit][promql]") {
  CHECK(plain_number(0) == "0");
  CHECK(plain_number(-0.0) == "-0");
  CHECK(plain_number(0.1) == "0.1");
  CHECK(plain_number(-12.5) == "-12.5");
  CHECK(plain_number(1e23) == "100000000000000000000000");
  CHECK(plain_number(1.5e-7) == "0.00000015");
  CHECK(plain_number(INFINITY) == "+Inf");
  CHECK(plain_number(-INFINITY) == "-Inf");
  CHECK(plain_number(NAN) == "NaN");
}

TEST_CASE("short numbers turn to an exponent when they are long", "[unit][promql]") {
  CHECK(short_number(0) == "0");
  CHECK(short_number(123456.5) == "123456.5");
  CHECK(short_number(999999) == "999999");
  CHECK(short_number(1e6) == "1e+06");
  CHECK(short_number(-1234567) == "-1.234567e+06");
  CHECK(short_number(-1.25e-9) == "-1.25e-09");
  CHECK(short_number(5e-324) == "5e-324");
  CHECK(short_number(0.0001) == "0.0001");
}

TEST_CASE("numbers read as Go reads them", "[unit][promql]") {
  CHECK(parse_number("+Inf") == INFINITY);
  CHECK(parse_number("-infinity") == -INFINITY);
  CHECK(std::isnan(*parse_number("nan")));
  CHECK(parse_number("-1.5e3") == -1500);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("1e-999") == 0);
  CHECK_FALSE(parse_number("1e999").has_value());
  CHECK_FALSE(parse_number("").has_value());
  CHECK_FALSE(parse_number("1x").has_value());
  CHECK_FALSE(parse_number("--1").has_value());
  CHECK_FALSE(parse_number("+-1").has_value());
  CHECK(parse_number_literal("0x1f") == 31);
  CHECK(parse_number_literal("017") == 15);
  CHECK(parse_number_literal("018") == 18);
  CHECK_FALSE(parse_number_literal("0x").has_value());
}

TEST_CASE("durations read units from large to small", "[unit][promql]") {
  CHECK(*parse_duration("1h30m") == 90min);
  CHECK(*parse_duration("1y2w3d4h5m6s7ms") == 365 * 24h + 17 * 24h + 4h + 5min + 6s + 7ms);
  CHECK(*parse_duration("1500ms") == 1500ms);
  CHECK(parse_duration("30m1h").error().message == "not a valid duration string: \"30m1h\"");
  CHECK(parse_duration("5").error().message == "not a valid duration string: \"5\"");
  CHECK(parse_duration("0s").error().message == "duration must be greater than 0");
  CHECK(parse_duration("293y").error().message == "duration out of range");
  CHECK(parse_duration("99999999999999999999ms").error().message == "duration out of range");
}

TEST_CASE("durations print in the form they are read", "[unit][promql]") {
  CHECK(print_duration(90min) == "1h30m");
  CHECK(print_duration(14 * 24h) == "2w");
  CHECK(print_duration(15 * 24h) == "15d");
  CHECK(print_duration(365 * 24h) == "1y");
  CHECK(print_duration(1500ms) == "1s500ms");
  CHECK(print_duration(-5s) == "-5s");
  CHECK(print_duration(0s) == "0s");
}

TEST_CASE("string literals know Go's escapes", "[unit][promql]") {
  CHECK(*unquote(R"("a\n\t\\\"\x41\101\u00fc\U0001F600")") ==
        "a\n\t\\\"AA\xC3\xBC\xF0\x9F\x98\x80");
  CHECK(*unquote(R"('it\'s "here"')") == "it's \"here\"");
  CHECK(*unquote("`raw\\n`") == "raw\\n");
  CHECK(unquote(R"("\q")").error().message == "unknown escape sequence U+0071 'q'");
  CHECK(unquote(R"("\'")").error().message == "unknown escape sequence U+0027 '''");
  CHECK(unquote(R"("\ud800")").error().message ==
        "escape sequence is an invalid Unicode code point");
  CHECK(unquote(R"("\400")").error().message == "escape sequence is an invalid Unicode code point");
}

TEST_CASE("quoting and unquoting give the text again", "[unit][promql]") {
  for (const std::string text :
       {"", "plain", "a\"b\\c", "\n\t\r\v\a\b\f", "z\xC3\xBCrich", "\x01\x7f"}) {
    CHECK(*unquote(quote(text)) == text);
  }
}
