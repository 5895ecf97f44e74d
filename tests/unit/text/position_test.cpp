#include "harness/text/position.hpp"

#include <catch2/catch.hpp>

using firedrill::Position;
using firedrill::SourceText;
using firedrill::Span;

TEST_CASE("a position counts lines and columns from one", "[unit][text]") {
  const SourceText source("a.json", "ab\ncd\n");

  CHECK(source.at(0) == Position{1, 1});
  CHECK(source.at(2) == Position{1, 3});
  CHECK(source.at(3) == Position{2, 1});
  CHECK(source.at(6) == Position{3, 1});
  CHECK(source.where(4) == "a.json:2:2");
}

TEST_CASE("a column counts code points, not bytes", "[unit][text]") {
  const SourceText source("a.json", "\xC3\xA9\xF0\x9F\x98\x80x");

  CHECK(source.at(2) == Position{1, 2});
  CHECK(source.at(6) == Position{1, 3});
  CHECK(source.at(4) == Position{1, 2});  // inside the emoji
}

TEST_CASE("bytes that are not UTF-8 count one column each", "[unit][text]") {
  const SourceText source("a.json", "\xFF\xFEx");

  CHECK(source.at(2) == Position{1, 3});
}

TEST_CASE("a position beyond the end is the end", "[unit][text]") {
  const SourceText source("a.json", "ab");

  CHECK(source.at(99) == Position{1, 3});
  CHECK(source.slice({1, 99}) == "b");
  CHECK(source.slice({5, 2}).empty());
  CHECK(SourceText("empty", "").at(0) == Position{1, 1});
}

TEST_CASE("a line comes without its line end", "[unit][text]") {
  const SourceText source("a.json", "one\r\ntwo\nthree");

  REQUIRE(source.lines() == 3);
  CHECK(source.line(1) == "one");
  CHECK(source.line(2) == "two");
  CHECK(source.line(3) == "three");
  CHECK(source.line_span(2) == Span{5, 8});
}
