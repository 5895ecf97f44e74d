#include "harness/text/excerpt.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "harness/text/utf8.hpp"

using firedrill::Excerpt;
using firedrill::excerpt;
using firedrill::SourceText;
using firedrill::Span;

namespace {

/// The part of `text` that stands in these columns, as a terminal shows it.
std::string columns_of(std::string_view text, std::size_t begin, std::size_t width) {
  std::string shown;
  std::size_t column = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const firedrill::CodePoint code_point = firedrill::decode_code_point(text, offset);
    REQUIRE(code_point.valid);
    if (column >= begin && column < begin + width) {
      shown += text.substr(offset, code_point.length);
    }
    column += firedrill::column_width(code_point.value);
    offset += code_point.length;
  }
  return shown;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const firedrill::CodePoint code_point = firedrill::decode_code_point(text, offset);
    width += firedrill::column_width(code_point.value);
    offset += code_point.length;
  }
  return width;
}

/// The excerpt around `part`, which stands once in the text.
Excerpt around(const std::string& text, std::string_view part, std::size_t columns = 40) {
  const SourceText source("a.json", text);
  const std::size_t begin = text.find(part);
  REQUIRE(begin != std::string::npos);
  return excerpt(source, {begin, begin + part.size()}, columns);
}

std::string marked(const Excerpt& shown) {
  return columns_of(shown.text, shown.mark_column, shown.mark_width);
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t index = 0; index < count; ++index) {
    text += part;
  }
  return text;
}

}  // namespace

TEST_CASE("a line that fits is shown whole, without its line end", "[unit][text]") {
  for (const char* end : {"\n", "\r\n", ""}) {
    const Excerpt shown = around("{\n  \"a\": MARK" + std::string(end), "MARK");

    CHECK(shown.line == 2);
    CHECK(shown.text == "  \"a\": MARK");
    CHECK(shown.mark_column == 7);
    CHECK(shown.mark_width == 4);
  }
}

TEST_CASE("a line that fills the columns to the last is not cut", "[unit][text]") {
  const std::string exact = std::string(36, 'x') + "MARK";

  CHECK(around(exact, "MARK").text == exact);
  CHECK(around(exact + "y", "MARK").text != exact + "y");
}

TEST_CASE("a line is cut at the ends that are far from the mark", "[unit][text]") {
  const std::string filler(200, 'x');

  const Excerpt first = around("MARK" + filler, "MARK");
  const Excerpt middle = around(filler + "MARK" + filler, "MARK");
  const Excerpt last = around(filler + "MARK", "MARK");

  CHECK(first.text == "MARK" + std::string(33, 'x') + "...");
  CHECK(last.text == "..." + std::string(23, 'x') + "MARK");
  CHECK(middle.text.substr(0, 4) == "...x");
  CHECK(middle.text.substr(37) == "...");
  for (const Excerpt& shown : {first, middle, last}) {
    CHECK(marked(shown) == "MARK");
    CHECK(width_of(shown.text) <= 40);
  }
}

TEST_CASE("a mark wider than the columns is marked as far as it is seen", "[unit][text]") {
  const std::string wide = "<" + std::string(300, 'M') + ">";

  const Excerpt shown = around("before " + wide + " after", wide);

  CHECK(width_of(shown.text) <= 40);
  CHECK(shown.text.find("<MMM") == shown.mark_column);
  CHECK(shown.mark_column + shown.mark_width <= 40);
  CHECK(shown.mark_width > 20);
}

TEST_CASE("a tab takes four columns wherever it stands", "[unit][text]") {
  const Excerpt shown = around("\ta\tMARK\tz", "MARK");

  CHECK(shown.text == "    a    MARK    z");
  CHECK(shown.mark_column == 9);
  CHECK(marked(shown) == "MARK");
}

TEST_CASE("wide characters take two columns, combining ones none", "[unit][text]") {
  const std::string kanji = "\xE6\xBC\xA2\xE5\xAD\x97";  // two characters
  const std::string accent = "e\xCC\x81";                // e and a combining acute

  CHECK(around(kanji + "MARK", "MARK").mark_column == 4);
  CHECK(around(accent + "MARK", "MARK").mark_column == 1);
  CHECK(around("x" + kanji, kanji).mark_width == 4);
  CHECK(around(accent, accent).mark_width == 1);
}

TEST_CASE("a long line of wide characters is cut between them", "[unit][text]") {
  const std::string filler = repeated("\xE6\xBC\xA2", 100);

  for (const std::size_t columns : {39U, 40U, 41U}) {
    const Excerpt shown = around(filler + "MARK" + filler, "MARK", columns);
    CHECK(firedrill::first_invalid_utf8(shown.text) == std::nullopt);
    CHECK(width_of(shown.text) <= columns);
    CHECK(marked(shown) == "MARK");
  }
}

TEST_CASE("what is not printable is shown escaped, and the mark moves with it", "[unit][text]") {
  const Excerpt shown = around("\x1b[2J\xFF MARK", "MARK");

  CHECK(shown.text == R"(\x1b[2J\xff MARK)");
  CHECK(marked(shown) == "MARK");
  CHECK(around("a\xFFz", "\xFF").mark_width == 4);
}

TEST_CASE("a place without width is one mark", "[unit][text]") {
  const SourceText source("a.json", "{\"a\": 1\n\n");

  const Excerpt end_of_line = excerpt(source, {7, 7}, 40);
  const Excerpt empty_line = excerpt(source, {8, 8}, 40);
  const Excerpt end_of_file = excerpt(source, {9, 9}, 40);
  const Excerpt beyond = excerpt(source, {500, 600}, 40);

  CHECK(end_of_line.mark_column == 7);
  CHECK(end_of_line.mark_width == 1);
  CHECK(empty_line.line == 2);
  CHECK(empty_line.text.empty());
  CHECK(empty_line.mark_width == 1);
  CHECK(end_of_file.line == 3);
  CHECK(beyond.line == 3);
  CHECK(beyond.mark_column == 0);
}

TEST_CASE("of a span over several lines the first is shown", "[unit][text]") {
  const SourceText source("a.json", "ab {\r\n  c\r\n}");

  const Excerpt shown = excerpt(source, {3, 12}, 40);

  CHECK(shown.line == 1);
  CHECK(shown.text == "ab {");
  CHECK(shown.mark_column == 3);
  CHECK(shown.mark_width == 1);
}

TEST_CASE("any bytes and any span give a printable line within the columns", "[unit][text]") {
  const std::vector<std::string_view> parts = {
      "x", "\t", "\xE6\xBC\xA2", "e\xCC\x81", "\xFF", "\x1b", "\n", "\r\n", "\xE2\x80\xAE"};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    firedrill::Rng rng(seed);
    std::string text;
    for (std::uint64_t left = rng.below(120); left > 0; --left) {
      text += parts[rng.below(10) < 6 ? 0 : rng.below(parts.size())];
    }
    const SourceText source("a.json", text);
    const std::size_t begin = rng.below(text.size() + 2);
    const std::size_t columns = 20 + rng.below(40);

    const Excerpt shown = excerpt(source, {begin, begin + rng.below(50)}, columns);

    REQUIRE(shown.line == source.at(begin).line);
    REQUIRE(firedrill::first_invalid_utf8(shown.text) == std::nullopt);
    REQUIRE(shown.text.find_first_of("\n\r\x1b\t") == std::string::npos);
    REQUIRE(width_of(shown.text) <= columns);
    REQUIRE(shown.mark_width >= 1);
    REQUIRE(shown.mark_column + shown.mark_width <= columns + 1);
  }
}
