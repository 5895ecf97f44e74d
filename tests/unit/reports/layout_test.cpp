#include "harness/reports/layout.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/reports/grid.hpp"

using namespace firedrill::reports;

TEST_CASE("text is painted only where color is wanted", "[unit][reports]") {
  CHECK(Paint{.color = false}("ok", Tone::good) == "ok");
  CHECK(Paint{.color = true}("ok", Tone::good) == "\x1b[32mok\x1b[0m");
  CHECK(Paint{.color = true}("ok", Tone::plain) == "ok");
  CHECK(Paint{.color = true}("", Tone::bad).empty());
}

TEST_CASE("alignment counts terminal columns, not bytes", "[unit][reports]") {
  CHECK(left_aligned("\u00e9", 3) == "\u00e9  ");
  CHECK(right_aligned("ab", 4) == "  ab");
  CHECK(right_aligned("abcde", 4) == "abcde");
}

TEST_CASE("counts are grouped by thousands", "[unit][reports]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(54000) == "54,000");
  CHECK(grouped(1234567890) == "1,234,567,890");
}

TEST_CASE("a count of one is singular", "[unit][reports]") {
  CHECK(counted(0, "request") == "0 requests");
  CHECK(counted(1, "request") == "1 request");
  CHECK(counted(54000, "request") == "54,000 requests");
  CHECK(counted(1, "process", "processes") == "1 process");
  CHECK(counted(2, "process", "processes") == "2 processes");
}

TEST_CASE("a column in which nothing stands takes no room", "[unit][reports]") {
  CHECK(grid({{{"a"}, {"", Tone::plain, true}, {"ok"}}, {{"bb"}, {""}, {"no"}}}, {.indent = 0}) ==
        "a   ok\n"
        "bb  no\n");
}

TEST_CASE("a word is quoted for the shell only if it must be", "[unit][reports]") {
  CHECK(shell_word("scenarios/auth-upgrade.json") == "scenarios/auth-upgrade.json");
  CHECK(shell_word("my file.json") == "'my file.json'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("$(rm -rf)") == "'$(rm -rf)'");
  CHECK(shell_word("") == "''");
}

TEST_CASE("code in Markdown cannot end early or open a table cell", "[unit][reports]") {
  CHECK(markdown_code("firedrill run a.json") == "`firedrill run a.json`");
  CHECK(markdown_code("a`b|c\n") == "``a`b\\|c\\n``");
  CHECK(markdown_code("``a") == "``` ``a ```");
  CHECK(markdown_code("a`") == "`` a` ``");
}

TEST_CASE("a grid aligns its columns and leaves no space at the end", "[unit][reports]") {
  const std::vector<GridLine> lines{{{"a"}, {"1", Tone::plain, true}, {"ok"}},
                                    {{"long"}, {"1000", Tone::plain, true}, {""}},
                                    {{"b"}, {"a sentence that is the last of its line"}}};

  CHECK(grid(lines, {}) ==
        "  a        1  ok\n"
        "  long  1000\n"
        "  b     a sentence that is the last of its line\n");
}

TEST_CASE("empty cells of a grid keep the place of those behind them", "[unit][reports]") {
  const std::vector<GridLine> lines{{{"10:00"}, {"page"}, {"30s", Tone::plain, true}, {"ok"}},
                                    {{}, {}, {"5s", Tone::plain, true}, {"ok"}}};

  CHECK(grid(lines, {.indent = 0}) ==
        "10:00  page  30s  ok\n"
        "              5s  ok\n");
}

TEST_CASE("a grid paints the text and not the space around it", "[unit][reports]") {
  CHECK(grid({{{"x", Tone::bad}, {"y"}}, {{"xx"}, {"y"}}}, {.paint = {.color = true}}) ==
        "  \x1b[1;31mx\x1b[0m   y\n"
        "  xx  y\n");
}
