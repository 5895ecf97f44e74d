#include "harness/promql/parse_mistake.hpp"

#include <cstddef>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/promql/expression.hpp"

using firedrill::promql::mistake_of;
using firedrill::promql::offset_of;
using firedrill::promql::parse;
using firedrill::promql::ParseMistake;

TEST_CASE("a parse error is a sentence and a place", "[unit][promql]") {
  const auto parsed = parse("up ==\n  == 0");
  REQUIRE_FALSE(parsed);
  const ParseMistake mistake = mistake_of(parsed.error());
  CHECK(mistake.message.find("parse error") == std::string_view::npos);
  CHECK(mistake.message.find("unexpected") != std::string_view::npos);
  CHECK(mistake.line == 2);
  CHECK(mistake.column == 3);
}

TEST_CASE("its offset stays inside the text", "[unit][promql]") {
  CHECK(offset_of({.message = "", .line = 1, .column = 1}, "ab\ncd") == 0);
  CHECK(offset_of({.message = "", .line = 2, .column = 2}, "ab\ncd") == 4);
  CHECK(offset_of({.message = "", .line = 2, .column = 9}, "ab\ncd") == 5);
  CHECK(offset_of({.message = "", .line = 7, .column = 1}, "ab\ncd") == 5);
  CHECK(mistake_of({firedrill::ErrorCode::invalid_input, "odd", "nowhere"}).line == 1);
}
