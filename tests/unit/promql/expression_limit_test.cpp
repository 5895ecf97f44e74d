#include <string>

#include <catch2/catch.hpp>

#include "harness/promql/expression.hpp"

using firedrill::promql::parse;

TEST_CASE("an expression beyond the limits is refused", "[unit][promql]") {
  const std::string parentheses(200, '(');
  std::string chain = "foo";
  for (int i = 0; i < 600; ++i) {
    chain += " + foo";
  }
  std::string powers = "1";  // they group to the right, so that each is nested in the one before
  for (int i = 0; i < 30'000; ++i) {
    powers += "^1";
  }

  CHECK(parse(parentheses + "1" + std::string(200, ')')).error().message ==
        "parse error: expression nests deeper than 100");
  CHECK(parse(std::string(200, '-') + "foo").error().message ==
        "parse error: expression nests deeper than 100");
  CHECK(parse(powers).error().message == "parse error: expression nests deeper than 100");
  CHECK(parse(chain).error().message ==
        "parse error: expression too deep: at most 500 operations may be applied to one another");
  CHECK(parse(std::string(70'000, ' ')).error().message ==
        "parse error: expression longer than 65536 bytes");
  CHECK(parse("foo{a=~\"(abcdefghijklmnopqrstuvwxyz){1000}\"}").error().message ==
        "parse error: error parsing regexp: expression too large: "
        "`(abcdefghijklmnopqrstuvwxyz){1000}`");
}
