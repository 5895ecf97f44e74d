#include "harness/rules/go_format.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

using namespace firedrill::rules;

namespace {

using Values = std::vector<TemplateValue>;

std::string sprintf_of(std::string_view format, const Values& values) {
  return go_sprintf(format, values);
}

TemplateValue text(std::string value) {
  return value;
}

TemplateValue whole(std::int64_t value) {
  return value;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

// The expected texts are those of Go's fmt.Sprintf.

TEST_CASE("whole numbers are formatted as in Go", "[unit][rules][go_format]") {
  CHECK(sprintf_of("%d %v", {whole(5), whole(-5)}) == "5 -5");
  CHECK(sprintf_of("%5d|%-5d|%05d|%+d|% d",
                   {whole(42), whole(42), whole(42), whole(42), whole(42)}) ==
        "   42|42   |00042|+42| 42");
  CHECK(sprintf_of("%06d|%.3d|%6.3d", {whole(-42), whole(-7), whole(-7)}) == "-00042|-007|  -007");
  CHECK(sprintf_of("%x %X %o %b %c", {whole(255), whole(255), whole(8), whole(5), whole(97)}) ==
        "ff FF 10 101 a");
  CHECK(sprintf_of("%q", {whole(97)}) == "'a'");
  CHECK(
      sprintf_of("%#x %#X %#o %#b %U", {whole(-255), whole(255), whole(8), whole(5), whole(97)}) ==
      "-0xff 0XFF 010 0b101 U+0061");
}

TEST_CASE("numbers are formatted as in Go", "[unit][rules][go_format]") {
  CHECK(sprintf_of("%v %g %f %e", {1.5, 1.5, 1.5, 1.5}) == "1.5 1.5 1.500000 1.500000e+00");
  CHECK(sprintf_of("%.2f|%8.2f|%-8.2f|%08.2f", {3.14159, 3.14159, 3.14159, -3.14159}) ==
        "3.14|    3.14|3.14    |-0003.14");
  CHECK(sprintf_of("%+.1f|% .1f|%.0f", {2.0, 2.0, 2.5}) == "+2.0| 2.0|2");
  CHECK(sprintf_of("%.3g %.10g %g", {123456.0, 0.1, 1e6}) == "1.23e+05 0.1 1e+06");
  CHECK(sprintf_of("%E %G", {1500.0, 1e-10}) == "1.500000E+03 1E-10");
  CHECK(sprintf_of("%x", {1.5}) == "0x1.8p+00");
}

TEST_CASE("infinity has a sign, and neither it nor NaN has zeros before it",
          "[unit][rules][go_format]") {
  CHECK(sprintf_of("%f %.2f %v", {infinity, -infinity, infinity}) == "+Inf -Inf +Inf");
  CHECK(sprintf_of("%06.1f|%06.1f", {infinity, std::numeric_limits<double>::quiet_NaN()}) ==
        "  +Inf|   NaN");
}

TEST_CASE("texts are formatted as in Go", "[unit][rules][go_format]") {
  CHECK(sprintf_of("%s|%v|%q", {text("a"), text("b"), text("c\"\n")}) == R"(a|b|"c\"\n")");
  CHECK(sprintf_of("%5s|%-5s|%.2s|%5.1s", {text("ab"), text("ab"), text("éab"), text("ab")}) ==
        "   ab|ab   |éa|    a");
  CHECK(sprintf_of("%x %X", {text("az"), text("az")}) == "617a 617A");
  CHECK(sprintf_of("%#x %#X", {text("az"), text("az")}) == "0x617a 0X617A");
  CHECK(sprintf_of("%#q %#q %#v", {text("a\"b"), text("a`b"), text("az")}) ==
        "`a\"b` \"a`b\" \"az\"");
}

TEST_CASE("other values are formatted as in Go", "[unit][rules][go_format]") {
  const TemplateValue labels = firedrill::promql::Labels{{"a", "b"}, {"c", "d"}};

  CHECK(sprintf_of("%t %v %v", {true, false, TemplateNil{}}) == "true false <nil>");
  CHECK(sprintf_of("%v %s", {labels, labels}) == "map[a:b c:d] map[a:b c:d]");
  CHECK(sprintf_of("%3v", {labels}) == "map[  a:  b   c:  d]");
}

TEST_CASE("a verb that does not fit shows both", "[unit][rules][go_format]") {
  CHECK(sprintf_of("%d %s %t", {1.5, 2.5, text("x")}) ==
        "%!d(float64=1.5) %!s(float64=2.5) %!t(string=x)");
  CHECK(sprintf_of("%.2f|%05d", {text("hello"), text("x")}) == "%!f(string=he)|%!d(string=0000x)");
  CHECK(sprintf_of("%s", {whole(3)}) == "%!s(int=3)");
  CHECK(sprintf_of("%d", {TemplateNil{}}) == "%!d(<nil>)");
}

TEST_CASE("too few and too many values are told", "[unit][rules][go_format]") {
  CHECK(sprintf_of("%d", {}) == "%!d(MISSING)");
  CHECK(sprintf_of("x", {whole(1), text("a"), TemplateNil{}}) ==
        "x%!(EXTRA int=1, string=a, <nil>)");
  CHECK(sprintf_of("100%", {}) == "100%!(NOVERB)");
  CHECK(sprintf_of("100%%", {}) == "100%");
  CHECK(sprintf_of("%*d|%-*d|", {whole(4), whole(7), whole(3), whole(7)}) == "   7|7  |");
}

TEST_CASE("print puts spaces between what is no text", "[unit][rules][go_format]") {
  CHECK(go_sprint(Values{whole(1), whole(2), text("a"), 3.5, true}) == "1 2a3.5 true");
  CHECK(go_sprint({}) == "");
}
