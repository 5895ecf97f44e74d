#include "harness/promql/regex.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::promql::Regex;

namespace {

bool matches(const std::string& pattern, const std::string& text) {
  const auto regex = Regex::compile(pattern);
  INFO(pattern);
  REQUIRE(regex.has_value());
  return regex->matches(text);
}

std::string regex_problem(const std::string& pattern) {
  const auto regex = Regex::compile(pattern);
  return regex ? "" : regex.error().message;
}

std::string replaced(const std::string& pattern, const std::string& text, const std::string& with) {
  const auto regex = Regex::compile(pattern);
  const auto groups = regex->groups(text);
  return groups ? regex->expand(with, *groups) : "no match";
}

}  // namespace

TEST_CASE("a pattern must match the whole text", "[unit][promql]") {
  CHECK(matches("5..", "503"));
  CHECK_FALSE(matches("5..", "5034"));
  CHECK_FALSE(matches("5.", "503"));
  CHECK(matches("", ""));
  CHECK_FALSE(matches("", "a"));
  CHECK(matches(".*", ""));
  CHECK_FALSE(matches(".+", ""));
  CHECK_FALSE(matches("a.b", "a\nb"));
  CHECK(matches("(?s)a.b", "a\nb"));
}

TEST_CASE("alternatives reach as far as their group", "[unit][promql]") {
  CHECK(matches("a|bc", "bc"));
  CHECK_FALSE(matches("a|bc", "ac"));
  CHECK(matches("(a|b)c", "ac"));
  CHECK(matches("edge|server|", ""));
  CHECK(matches("(?:a|b|)(c)", "c"));
}

TEST_CASE("repetitions count", "[unit][promql]") {
  CHECK(matches("ab*c", "abbbc"));
  CHECK_FALSE(matches("ab+c", "ac"));
  CHECK(matches("ab?c", "ac"));
  CHECK(matches("a{3}", "aaa"));
  CHECK_FALSE(matches("a{3}", "aa"));
  CHECK(matches("a{2,}", "aaaa"));
  CHECK_FALSE(matches("a{2,3}", "aaaa"));
  CHECK(matches("a{0}b", "b"));
  CHECK(matches("(ab){0,2}", "abab"));
  CHECK(matches("a{,2}", "a{,2}"));
  CHECK(matches("a{b}", "a{b}"));
  CHECK(matches("(a*)*", "aaa"));
  CHECK(matches("(a|b*)*c", "abbac"));
  CHECK(matches("(|a)+", "aa"));
}

TEST_CASE("classes hold characters, ranges and named sets", "[unit][promql]") {
  CHECK(matches("[a-c]+", "abc"));
  CHECK_FALSE(matches("[^a-c]", "b"));
  CHECK(matches("[^a-c]", "\n"));
  CHECK(matches("[]a]+", "]a"));
  CHECK(matches("[a-]+", "-a"));
  CHECK(matches("[\\d\\-x]+", "1-x"));
  CHECK(matches("\\d+\\s\\w+\\D\\S\\W", "12 a_9x.-"));
  CHECK(matches("[[:alpha:][:digit:]_]+", "aZ9_"));
  CHECK_FALSE(matches("[[:^alpha:]]", "a"));
  CHECK(matches("[\\x41-\\x43\\n]+", "ABC\n"));
  CHECK(matches("[.*+?()]+", ".*+?()"));
}

TEST_CASE("escapes name characters", "[unit][promql]") {
  CHECK(matches("a\\.b", "a.b"));
  CHECK_FALSE(matches("a\\.b", "axb"));
  CHECK(matches("\\x41\\x{1F600}\\t\\101\\0", std::string("A\xF0\x9F\x98\x80\tA\0", 8)));
  CHECK(matches("\\Qa.b*\\E+", "a.b**"));
  CHECK(matches("x\\Q\\E", "x"));
  CHECK_FALSE(regex_problem("\\Qa.b").empty());  // it would quote what anchors the pattern
  CHECK(matches("\\/\\-\\_", "/-_"));
}

TEST_CASE("characters are code points, not bytes", "[unit][promql]") {
  CHECK(matches("z.rich", "z\xC3\xBCrich"));
  CHECK(matches("[\xC3\xA0-\xC3\xBF]", "\xC3\xBC"));
  CHECK(matches(".", "\xFF"));
  CHECK_FALSE(matches("..", "\xC3\xBC"));
}

TEST_CASE("flags hold until the end of their group", "[unit][promql]") {
  CHECK(matches("(?i)Edge", "eDGE"));
  CHECK(matches("(?i:e)dge", "Edge"));
  CHECK_FALSE(matches("(?i:e)dge", "EDGE"));
  CHECK(matches("((?i)a)b", "Ab"));
  CHECK_FALSE(matches("((?i)a)b", "AB"));
  CHECK(matches("(?i)[^a]", "b"));
  CHECK_FALSE(matches("(?i)[^a]", "A"));
  CHECK(matches("(?i-i)a", "a"));
}

TEST_CASE("assertions match places", "[unit][promql]") {
  CHECK(matches("^a$", "a"));
  CHECK_FALSE(matches("a^b", "ab"));
  CHECK(matches("(?m)a$\\n^b", "a\nb"));
  CHECK_FALSE(matches("a$\\nb", "a\nb"));
  CHECK(matches("a\\b b", "a b"));
  CHECK_FALSE(matches("a\\bb", "ab"));
  CHECK(matches("a\\Bb", "ab"));
  CHECK(matches("\\Aa\\z", "a"));
}

TEST_CASE("groups prefer the leftmost alternative and the longest or shortest run",
          "[unit][promql]") {
  CHECK(replaced("(a*)(a*)", "aaa", "[$1][$2]") == "[aaa][]");
  CHECK(replaced("(a*?)(a*)", "aaa", "[$1][$2]") == "[][aaa]");
  CHECK(replaced("(?U)(a*)(a*)", "aaa", "[$1][$2]") == "[][aaa]");
  CHECK(replaced("(a|ab)(c|bcd)", "abcd", "[$1][$2]") == "[a][bcd]");
  CHECK(replaced("(a)|(b)", "b", "[$1][$2]") == "[][b]");
  CHECK(replaced("(?:(a)|b)*", "ab", "[$1]") == "[a]");
  CHECK(replaced("(a?"
                 "?)(.*)",
                 "ab",
                 "[$1][$2]") == "[][ab]");
  CHECK(replaced("a{1,2}?(a*)", "aaa", "[$1]") == "[aa]");
}

TEST_CASE("a replacement refers to groups by number and name", "[unit][promql]") {
  CHECK(replaced("(?P<host>[^:]+):(\\d+)", "edge:80", "$2@${host}/$host") == "80@edge/edge");
  CHECK(replaced("(.*)", "x", "$$1 $1x ${1}x $9 $- ${1 $") == "$1  xx  $- ${1 $");
  CHECK(replaced("x", "x", "$0$0") == "xx");
  CHECK(replaced("(x)", "x", "[$01][$00][${1}]") == "[][][x]");
}

TEST_CASE("a malformed pattern is refused in Go's words", "[unit][promql]") {
  CHECK(regex_problem("[a") == "error parsing regexp: missing closing ]: `[a)$`");
  CHECK(regex_problem("(a") == "error parsing regexp: missing closing ): `^(?:(a)$`");
  CHECK(regex_problem("a)") == "error parsing regexp: unexpected ): `^(?:a))$`");
  CHECK(regex_problem("+a") ==
        "error parsing regexp: missing argument to repetition operator: `+`");
  CHECK(regex_problem("a**") == "error parsing regexp: invalid nested repetition operator: `**`");
  CHECK(regex_problem("a*?+") == "error parsing regexp: invalid nested repetition operator: `*?+`");
  CHECK(regex_problem("a{2,1}") == "error parsing regexp: invalid repeat count: `{2,1}`");
  CHECK(regex_problem("[b-a]") == "error parsing regexp: invalid character class range: `b-a`");
  CHECK(regex_problem("[[:foo:]]") ==
        "error parsing regexp: invalid character class range: `[:foo:]`");
  CHECK(regex_problem("\\8") == "error parsing regexp: invalid escape sequence: `\\8`");
  CHECK(regex_problem("\\q") == "error parsing regexp: invalid escape sequence: `\\q`");
  CHECK(regex_problem("(?P<>x)") == "error parsing regexp: invalid named capture: `(?P<>`");
  CHECK(regex_problem("(?P<a b>x)") == "error parsing regexp: invalid named capture: `(?P<a b>`");
  CHECK(regex_problem("(?=a)") ==
        "error parsing regexp: invalid or unsupported Perl syntax: `(?=`");
}

TEST_CASE("counts of repetitions that are nested multiply up to a thousand", "[unit][promql]") {
  for (const std::string pattern :
       {"(a{100}){10}", "(a{600}){0,1}", "(a{0}){1000}", "(a{600})+", "(a+){1000}", "(a{2,})*"}) {
    CHECK(regex_problem(pattern).empty());
  }
  const std::string refused = "error parsing regexp: invalid repeat count: ";
  CHECK(regex_problem("(a{100}){11}") == refused + "`{11}`");
  CHECK(regex_problem("((a{10}){10}){11}?") == refused + "`{11}?`");
  CHECK(regex_problem("(a{2,}){501}") == refused + "`{501}`");
  CHECK(regex_problem("(a{600}){2,}") == refused + "`{2,}`");
  CHECK(regex_problem("(?:b|x(a{2}|c)){600}") == refused + "`{600}`");
  CHECK(regex_problem("a{1001}") == refused + "`{1001}`");
  CHECK(regex_problem("a{2,1}") == refused + "`{2,1}`");
}

TEST_CASE("no pattern makes matching slow or deep", "[unit][promql]") {
  CHECK_FALSE(matches("(a*)*b", std::string(2'000, 'a')));
  CHECK_FALSE(matches("(a?){30}a{30}b", std::string(30, 'a')));
  CHECK(regex_problem(std::string(200, '(')) ==
        "error parsing regexp: expression nests too deeply: `^(?:" + std::string(200, '(') + ")$`");
  CHECK(regex_problem("(abcdefghijklmnopqrstuvwxyz){1000}") ==
        "error parsing regexp: expression too large: `(abcdefghijklmnopqrstuvwxyz){1000}`");
  CHECK(matches(".{1000}", std::string(1000, 'x')));
}
