#include "harness/text/width.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::display_width;
using firedrill::wrapped;

TEST_CASE("the width of a text counts terminal columns, not bytes", "[unit][text]") {
  CHECK(display_width("caf\u00e9") == 4);
  CHECK(display_width("\u65e5\u672c") == 4);
  CHECK(display_width("a\xff") == 2);
}

TEST_CASE("a sentence is broken at spaces, by terminal columns", "[unit][text]") {
  using Lines = std::vector<std::string>;

  CHECK(wrapped("", 10) == Lines{""});
  CHECK(wrapped("just fits", 9) == Lines{"just fits"});
  CHECK(wrapped("just fits", 8) == Lines{"just", "fits"});
  CHECK(wrapped("a bcd ef", 4) == Lines{"a", "bcd", "ef"});
  CHECK(wrapped("\u65e5\u672c \u65e5", 6) == Lines{"\u65e5\u672c", "\u65e5"});
  CHECK(wrapped("a unbreakable word", 5) == Lines{"a", "unbreakable", "word"});
}
