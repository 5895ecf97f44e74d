#include "harness/text/diagnostic.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "harness/text/utf8.hpp"

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::render;
using firedrill::RenderOptions;
using firedrill::Severity;
using firedrill::SourceText;
using firedrill::Span;

namespace {

Span span_of(const SourceText& source, const std::string& part) {
  const std::size_t begin = source.bytes().find(part);
  REQUIRE(begin != std::string::npos);
  return {begin, begin + part.size()};
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    longest = std::max(longest, line.size());
  }
  return longest;
}

}  // namespace

TEST_CASE("an error shows its source line with carets and what was expected", "[unit][text]") {
  const SourceText source("scenarios/a.json", std::string(30, '\n') + "    \"rolout\": \"all\",\n");
  const Diagnostic diagnostic{
      .message = R"(unknown key "rolout" in a deploy step; did you mean "rollout"?)",
      .span = span_of(source, "\"rolout\""),
      .label = "expected one of: rollout, takes",
      .notes = {"note text"}};

  CHECK(render(diagnostic, source) ==
        R"(error: unknown key "rolout" in a deploy step; did you mean "rollout"?
  --> scenarios/a.json:31:5
   |
31 |     "rolout": "all",
   |     ^^^^^^^^ expected one of: rollout, takes
   = note text
)");
}

TEST_CASE("a second place is shown below the first", "[unit][text]") {
  const SourceText source("a.json", "{\n\"a\": 1,\n\"b\": 2,\n\"a\": 3}");
  const Diagnostic diagnostic{.message = "duplicate key \"a\"",
                              .span = {18, 21},
                              .label = "again",
                              .second = firedrill::SecondPlace{{2, 5}, "first given here"}};

  CHECK(render(diagnostic, source) ==
        R"(error: duplicate key "a"
 --> a.json:4:1
  |
4 | "a": 3}
  | ^^^ again
  |
2 | "a": 1,
  | --- first given here
)");
}

TEST_CASE("a long line is cut around the caret", "[unit][text]") {
  const std::string filler(300, 'x');
  for (const std::string& line :
       {filler + "NEEDLE" + filler, "NEEDLE" + filler + filler, filler + filler + "NEEDLE"}) {
    const SourceText source("a.json", line);
    const std::string shown =
        render({.message = "m", .span = span_of(source, "NEEDLE"), .label = "here"}, source);

    CAPTURE(shown);
    CHECK(longest_line(shown) <= 100);
    CHECK(shown.find("NEEDLE") != std::string::npos);
    CHECK(shown.find("...") != std::string::npos);
    const std::size_t marks = shown.find("^^^^^^ here");
    REQUIRE(marks != std::string::npos);
    const std::size_t needle = shown.find("NEEDLE");
    CHECK(marks - shown.rfind('\n', marks) == needle - shown.rfind('\n', needle));
  }
}

TEST_CASE("a line of many megabytes is cut in no time", "[unit][text]") {
  const SourceText source("a.json", std::string(10'000'000, '['));

  const std::string shown = render({.message = "m", .span = {5'000'000, 5'000'001}}, source);

  CHECK(longest_line(shown) <= 100);
  CHECK(shown.find("a.json:1:5000001") != std::string::npos);
}

TEST_CASE("a label that does not fit beside the caret stands below it", "[unit][text]") {
  const SourceText source("a.json", "{\"a\": 1}");
  const std::string label(120, 'y');

  const std::string shown = render({.message = "m", .span = {1, 4}, .label = label}, source);

  CHECK(shown.find("|  ^^^\n") != std::string::npos);
  CHECK(shown.find("  = " + label + "\n") != std::string::npos);
}

TEST_CASE("tabs and wide characters keep the carets below their text", "[unit][text]") {
  const SourceText tabs("a.json", "\t\t\"a\": 1");
  const SourceText wide("a.json", "\"\xE6\xBC\xA2\xE5\xAD\x97\": 1");

  CHECK(render({.message = "m", .span = {2, 5}}, tabs)
            .find("\n1 |         \"a\": 1\n  |         ^^^\n") != std::string::npos);
  CHECK(render({.message = "m", .span = {0, 8}}, wide).find("  | ^^^^^^\n") != std::string::npos);
}

TEST_CASE("nothing from the file reaches the terminal raw", "[unit][text]") {
  const std::string evil = "\x1b[2J\x07\xFF\xE2\x80\xAE\xC2\x9B";
  const SourceText source("a\x1b[31m.json", "{" + evil + ": 1}");
  const Diagnostic diagnostic{.message = "m " + evil,
                              .span = {1, 1 + evil.size()},
                              .label = "l " + evil,
                              .notes = {"n\n" + evil}};

  const std::string shown = render(diagnostic, source);

  for (std::size_t offset = 0; offset < shown.size();) {
    const firedrill::CodePoint code_point = firedrill::decode_code_point(shown, offset);
    REQUIRE(code_point.valid);
    CHECK((code_point.value == '\n' || firedrill::is_printable(code_point.value)));
    offset += code_point.length;
  }
  CHECK(shown.find(R"({\x1b[2J\x07\xff\u{202e}\x9b: 1})") != std::string::npos);
}

TEST_CASE("a span over several lines is marked to the end of its first", "[unit][text]") {
  const SourceText source("a.json", "{\"a\": [1,\n2]}");

  CHECK(render({.message = "m", .span = {6, 12}}, source).find("  |       ^^^\n") !=
        std::string::npos);
}

TEST_CASE("the end of an empty file can be marked", "[unit][text]") {
  const SourceText source("a.json", "");

  CHECK(render({.message = "the file is empty", .span = {}, .label = "expected {"}, source) ==
        "error: the file is empty\n --> a.json:1:1\n  |\n1 |\n  | ^ expected {\n");
}

TEST_CASE("colour is only there when asked for", "[unit][text]") {
  const SourceText source("a.json", "{}");
  const Diagnostic diagnostic{.severity = Severity::warning, .message = "m", .span = {0, 1}};

  CHECK(render(diagnostic, source).find('\x1b') == std::string::npos);
  CHECK(render(diagnostic, source, {.color = true}).find("\x1b[1;33mwarning\x1b[0m") == 0);
}

TEST_CASE("diagnostics come in the order of the file", "[unit][text]") {
  const SourceText source("a.json", "{\n}\n");
  Diagnostics diagnostics(source);

  diagnostics.error({2, 3}, "second");
  diagnostics.warning({0, 1}, "first");
  diagnostics.error({2, 3}, "third");

  CHECK(diagnostics.errors() == 2);
  CHECK(diagnostics.warnings() == 1);
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.all()[0].message == "first");
  CHECK(diagnostics.all()[1].message == "second");
  CHECK(diagnostics.all()[2].message == "third");
  CHECK(render(diagnostics).find("warning: first\n") == 0);
}

TEST_CASE("beyond a hundred diagnostics only their number is told", "[unit][text]") {
  const SourceText source("a.json", std::string(200, '\n'));
  Diagnostics diagnostics(source);

  for (std::size_t offset = 150; offset > 0; --offset) {
    diagnostics.error({offset, offset + 1}, "m");
  }

  CHECK(diagnostics.errors() == 150);
  REQUIRE(diagnostics.all().size() == 100);
  CHECK(diagnostics.all().front().span.begin == 1);
  CHECK(diagnostics.all().back().span.begin == 100);
  const std::string shown = render(diagnostics);
  CHECK(shown.substr(shown.size() - 13) == "\nand 50 more\n");
}

TEST_CASE("the gutter is as wide as the largest line number of both places", "[unit][text]") {
  const SourceText source("a.json", "{\n\"a\": 1,\n" + std::string(100, '\n') + "\"a\": 2}");
  const Diagnostic diagnostic{.message = "m",
                              .span = span_of(source, "\"a\": 2"),
                              .label = "again",
                              .second = firedrill::SecondPlace{{2, 5}, "first"}};

  CHECK(render(diagnostic, source) ==
        "error: m\n"
        "   --> a.json:103:1\n"
        "    |\n"
        "103 | \"a\": 2}\n"
        "    | ^^^^^^ again\n"
        "    |\n"
        "  2 | \"a\": 1,\n"
        "    | --- first\n");
}

TEST_CASE("both places of one long line are each cut around their own mark", "[unit][text]") {
  const std::string filler(300, ' ');
  const SourceText source("a.json", "{\"key\": 1," + filler + "\"key\": 2}");
  const Diagnostic diagnostic{.message = "m",
                              .span = span_of(source, "\"key\": 2"),
                              .second = firedrill::SecondPlace{{1, 6}, "first"}};

  const std::string shown = render(diagnostic, source);

  CHECK(longest_line(shown) <= 100);
  CHECK(shown.find("\"key\": 2}") != std::string::npos);
  CHECK(shown.find("{\"key\": 1,") != std::string::npos);
  CHECK(shown.find("^^^^^^^^") != std::string::npos);
  CHECK(shown.find("----- first") != std::string::npos);
}

TEST_CASE("a narrow terminal gets narrow source lines, but never less than twenty columns",
          "[unit][text]") {
  const SourceText source("a.json", std::string(60, 'x') + "MARK" + std::string(60, 'x'));
  const Diagnostic diagnostic{.message = "m", .span = span_of(source, "MARK"), .label = "here"};

  for (const std::size_t columns : {0U, 10U, 24U, 60U}) {
    const std::string shown = render(diagnostic, source, {.columns = columns});
    CAPTURE(columns, shown);
    CHECK(longest_line(shown) <= std::max<std::size_t>(columns, 24));
    CHECK(shown.find("MARK") != std::string::npos);
    CHECK(shown.find("^^^^") != std::string::npos);
    CHECK(shown.find("here") != std::string::npos);
  }
}

TEST_CASE("marks below wide characters and tabs are as wide as these", "[unit][text]") {
  const SourceText source("a.json", "\t\"\xE6\xBC\xA2\": \"\xE5\xAD\x97\"");

  const std::string shown =
      render({.message = "m", .span = span_of(source, "\"\xE5\xAD\x97\""), .label = "x"}, source);

  CHECK(shown.find("  |           ^^^^ x\n") != std::string::npos);
}

TEST_CASE("the colours say which mark is which, and end with each part", "[unit][text]") {
  const SourceText source("a.json", "{\"a\": 1, \"a\": 2}");
  const Diagnostic diagnostic{.message = "m",
                              .span = {9, 12},
                              .label = "again",
                              .notes = {"note"},
                              .second = firedrill::SecondPlace{{1, 4}, "first"}};

  const std::string shown = render(diagnostic, source, {.color = true});

  CHECK(shown.find("\x1b[1;31merror\x1b[0m\x1b[1m: m\x1b[0m\n") == 0);
  CHECK(shown.find("\x1b[1;31m^^^ again\x1b[0m\n") != std::string::npos);
  CHECK(shown.find("\x1b[1;34m--- first\x1b[0m\n") != std::string::npos);
  std::string plain = shown;
  for (std::size_t begin = plain.find('\x1b'); begin != std::string::npos;
       begin = plain.find('\x1b')) {
    plain.erase(begin, plain.find('m', begin) - begin + 1);
  }
  CHECK(plain == render(diagnostic, source));
}

TEST_CASE("nothing to say is nothing", "[unit][text]") {
  const SourceText source("a.json", "{}");

  CHECK(render(Diagnostics(source)).empty());
}

TEST_CASE("a long note goes on below itself", "[unit][text]") {
  const SourceText source("a.json", "{}");
  std::string note = "expected one of:";
  for (int count = 0; count < 40; ++count) {
    note += " word" + std::to_string(count);
  }

  const std::string shown = render({.message = "m", .span = {0, 2}, .notes = {note}}, source);

  CAPTURE(shown);
  CHECK(longest_line(shown) <= RenderOptions{}.columns);
  CHECK(shown.find("\n  = expected one of: word0 ") != std::string::npos);
  CHECK(shown.ends_with(" word39\n"));
}
