#include "harness/text/yaml_place.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using firedrill::place_in_scalar;
using firedrill::SourceText;

namespace {

/// The bytes of the file from the place on, to the end of its line. The scalar begins at the first
/// `first` in the text.
std::string seen(std::string_view text, char first, std::size_t line, std::size_t column) {
  const SourceText source("a.yml", std::string(text));
  const std::size_t begin = text.find(first);
  const std::size_t place = place_in_scalar(source, {begin, text.find('\n', begin)}, line, column);
  return std::string(text.substr(place, text.find('\n', place) - place));
}

}  // namespace

TEST_CASE("a place in a plain or quoted scalar is on its line", "[unit][text]") {
  CHECK(seen("e: up == 0\n", 'u', 1, 4) == "== 0");
  CHECK(seen("e: 'up == 0'\n", '\'', 1, 4) == "== 0'");
  CHECK(seen("e: \"up == 0\"\n", '"', 1, 1) == "up == 0\"");
  CHECK(seen("e: up ==\n", 'u', 1, 6) == "=");  // the end, where something is missing
  CHECK(seen("e: up ==\n", 'u', 1, 99) == "=");
}

TEST_CASE("a place in a block is below its indicator, behind the indentation", "[unit][text]") {
  CHECK(seen("e: |\n  up\n    == 0\nf: 1\n", '|', 1, 1) == "up");
  CHECK(seen("e: |\n  up\n    == 0\nf: 1\n", '|', 2, 3) == "== 0");
  CHECK(seen("e: |-\n  up\n", '|', 1, 3) == "");
  CHECK(seen("e: >\n  up\n", '>', 1, 2) == "p");
  CHECK(seen("e: |\n", '|', 5, 9) == "");
}
