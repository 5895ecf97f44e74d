#include "harness/promql/lexer.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::promql::Token;
using firedrill::promql::tokenize;
using firedrill::promql::TokenKind;

namespace {

/// The tokens of a text as error messages name them; the last is the end or the problem.
std::string tokens_of(const std::string& text) {
  const auto result = tokenize(text);
  std::string out;
  for (const Token& token : result.tokens) {
    if (token.kind == TokenKind::error) {
      return out + "!! " + result.problem;
    }
    out += describe(token) + (token.kind == TokenKind::end ? "" : " ");
  }
  return out;
}

using Table = std::vector<std::pair<std::string, std::string>>;

/// Checks that each text has these tokens and then ends.
void check(const Table& table) {
  for (const auto& [text, tokens] : table) {
    INFO(text);
    CHECK(tokens_of(text) == tokens + " end of input");
  }
}

/// Checks that each text has these tokens and then this problem.
void check_problems(const Table& table) {
  for (const auto& [text, tokens] : table) {
    INFO(text);
    CHECK(tokens_of(text) == tokens);
  }
}

}  // namespace

TEST_CASE("punctuation and operators need no spaces between them", "[unit][promql]") {
  check({
      {"(),", "\"(\" \")\" \",\""},
      {"{}", R"("{" "}")"},
      {"a[1m:]", R"(identifier "a" "[" duration "1m" ":" "]")"},
      {"+-*/%^", "<op:+> <op:-> <op:*> <op:/> <op:%> <op:^>"},
      {"==!=>=<=><", "<op:==> <op:!=> <op:>=> <op:<=> <op:>> <op:<>"},
      {"=", R"("=")"},
      {"===", R"(<op:==> "=")"},
      {"@", "<op:@>"},
      {"{a=b!=c=~d!~e}",
       R"("{" identifier "a" "=" identifier "b" <op:!=> identifier "c" <op:=~> identifier "d" )"
       R"(<op:!~> identifier "e" "}")"},
  });
}

TEST_CASE("words are keywords in any case, but not inside braces", "[unit][promql]") {
  check({
      {"sum Avg COUNT mIn", "<aggr:sum> <aggr:Avg> <aggr:COUNT> <aggr:mIn>"},
      {"max group stddev stdvar", "<aggr:max> <aggr:group> <aggr:stddev> <aggr:stdvar>"},
      {"topk bottomk count_values quantile",
       "<aggr:topk> <aggr:bottomk> <aggr:count_values> <aggr:quantile>"},
      {"and OR unless atan2", "<op:and> <op:OR> <op:unless> <op:atan2>"},
      {"by without on ignoring", "<by> <without> <on> <ignoring>"},
      {"group_left group_right offset bool", "<group_left> <group_right> <offset> <bool>"},
      {"start end", "<start> <end>"},
      {"inf NaN", R"(number "inf" number "NaN")"},
      {"sums by_ _on infinity",
       R"(identifier "sums" identifier "by_" identifier "_on" )"
       R"(identifier "infinity")"},
      {"{sum by}", R"("{" identifier "sum" identifier "by" "}")"},
  });
}

TEST_CASE("a word with a colon names a metric", "[unit][promql]") {
  check({
      {"job:up:sum", R"(metric identifier "job:up:sum")"},
      {":a", R"(metric identifier ":a")"},
      {"a:", R"(metric identifier "a:")"},
      {"::", R"(metric identifier "::")"},
      {"sum:5m", R"(metric identifier "sum:5m")"},
      {"a1_:2", R"(metric identifier "a1_:2")"},
  });
}

TEST_CASE("numbers are decimal, hexadecimal or octal, with fraction and exponent",
          "[unit][promql]") {
  check({
      {"0 7 42 1234567890", R"(number "0" number "7" number "42" number "1234567890")"},
      {"1.5 .5 5. 00.50", R"(number "1.5" number ".5" number "5." number "00.50")"},
      {"1e3 1E-3 1.e+3 .5e1", R"(number "1e3" number "1E-3" number "1.e+3" number ".5e1")"},
      {"0x1F 0XaB 0x 017", R"(number "0x1F" number "0XaB" number "0x" number "017")"},
      {"0x1e+5", R"(number "0x1e" <op:+> number "5")"},
      {"1e", R"(number "1e")"},
      {"1.5.5", R"(number "1.5" number ".5")"},
      {"1-1", R"(number "1" <op:-> number "1")"},
      {"123456789012", R"(number "1234567890"...)"},
  });
  check_problems({
      {"1_000", "!! bad number or duration syntax: \"1\""},
      {"0b11", "!! bad number or duration syntax: \"0\""},
      {"12abc", "!! bad number or duration syntax: \"12\""},
      {"1e5x", "!! bad number or duration syntax: \"1e5\""},
      {"0xg", "!! bad number or duration syntax: \"0x\""},
      {"5..", R"(number "5." !! unexpected character: '.')"},
  });
}

TEST_CASE("durations are numbers with units", "[unit][promql]") {
  check({
      {"5m 1h30m 500ms 1y2w3d",
       R"(duration "5m" duration "1h30m" duration "500ms" duration "1y2w3d")"},
      {"1s1s", R"(duration "1s1s")"},  // these two are refused when their value is read
      {"a[m]", R"(identifier "a" "[" duration "m" "]")"},
      {"a[ 5m ]", R"(identifier "a" "[" duration "5m" "]")"},
      {"a[5m : 1m]", R"(identifier "a" "[" duration "5m" ":" duration "1m" "]")"},
  });
  check_problems({
      {"5mm", "!! bad number or duration syntax: \"5mm\""},
      {"1d1y", "!! bad number or duration syntax: \"1d1\""},
      {"5m3", "!! bad number or duration syntax: \"5m3\""},
      {"a[5]", "identifier \"a\" \"[\" !! missing unit character in duration"},
      {"a[]", "identifier \"a\" \"[\" !! missing unit character in duration"},
      {"a[5x]", "identifier \"a\" \"[\" !! bad duration syntax: \"5\""},
      {"a[-5m]", "identifier \"a\" \"[\" !! missing unit character in duration"},
  });
}

TEST_CASE("strings have three kinds of quotation marks", "[unit][promql]") {
  check({
      {"\"a\" 'b' `c`", R"(string "\"a\"" string "'b'" string "`c`")"},
      {R"("\"" '\'' `\`)", R"(string "\"\\\"\"" string "'\\''" string "`\\`")"},
      {"\"'`\" '\"`' `'\"`", R"(string "\"'`\"" string "'\"`'" string "`'\"`")"},
      {"\"\" '' ``", R"(string "\"\"" string "''" string "``")"},
      {"`a\nb`", R"(string "`a\nb`")"},
      {"'\xC3\xBC # no comment'", "string \"'\xC3\xBC # no co\"..."},
  });
  check_problems({
      {"\"a", "!! unterminated quoted string"},
      {"\"a\\\"", "!! unterminated quoted string"},
      {"'a\nb'", "!! unterminated quoted string"},
      {"'a\\\nb'", "!! unknown escape sequence U+000A"},
      {"'\\x4\n'", "!! illegal character U+000A in escape sequence"},
      {"'\\u00fg'", "!! illegal character U+0067 'g' in escape sequence"},
      {"`a", "!! unterminated raw string"},
      {"'\\q'", "!! unknown escape sequence U+0071 'q'"},
      {"'\xFF'", "!! invalid UTF-8 rune"},
      {"`\xC3`", "!! invalid UTF-8 rune"},
  });
}

TEST_CASE("spaces and comments are no tokens, wherever they stand", "[unit][promql]") {
  check({
      {" \t\r\na\n", R"(identifier "a")"},
      {"a#b\nc", R"(identifier "a" identifier "c")"},
      {"a # b # c", R"(identifier "a")"},
      {"#\n#\na", R"(identifier "a")"},
      {"{ # a\nb # c\n}", R"("{" identifier "b" "}")"},
      {"a[5m # b\n]", R"(identifier "a" "[" duration "5m" "]")"},
  });
  CHECK(tokens_of("") == "end of input");
  CHECK(tokens_of(" # a") == "end of input");
}

TEST_CASE("brackets of all kinds are paired, and problems end the text", "[unit][promql]") {
  check_problems({
      {"(", "\"(\" !! unclosed left parenthesis"},
      {"())", "\"(\" \")\" !! unexpected right parenthesis ')'"},
      {"{", "\"{\" !! unexpected end of input inside braces"},
      {"{{", "\"{\" !! unexpected left brace '{'"},
      {"}", "!! unexpected character: '}'"},
      {"a[5m", "identifier \"a\" \"[\" duration \"5m\" !! unclosed left bracket"},
      {"a[5m[", "identifier \"a\" \"[\" duration \"5m\" !! unexpected left bracket '['"},
      {"]", "!! unexpected right bracket ']'"},
      {"a[5m::", "identifier \"a\" \"[\" duration \"5m\" \":\" !! unexpected colon ':'"},
      {"a ! b", "identifier \"a\" !! unexpected character after '!': ' '"},
      {"a !", "identifier \"a\" !! unexpected character after '!': end of input"},
      {"a =~ b", "identifier \"a\" !! unexpected character after '=': '~'"},
      {"{a!b}", "\"{\" identifier \"a\" !! unexpected character after '!' inside braces: 'b'"},
      {"{a:b}", "\"{\" identifier \"a\" !! unexpected character inside braces: ':'"},
      {"{1}", "\"{\" !! unexpected character inside braces: '1'"},
      {"a \xE2\x82\xAC b", "identifier \"a\" !! unexpected character: '\xE2\x82\xAC'"},
      {"a \xFF", "identifier \"a\" !! unexpected character: '\uFFFD'"},
      {"a \\", R"(identifier "a" !! unexpected character: '\\')"},
      {"a !'", R"(identifier "a" !! unexpected character after '!': '\'')"},
      {std::string("a\0b", 3), R"(identifier "a" !! unexpected character: '\x00')"},
  });
}

TEST_CASE("a token knows where it starts, in bytes", "[unit][promql]") {
  const auto result = tokenize("\"\xC3\xBC\" + # \xC3\xBC\n foo");

  REQUIRE(result.tokens.size() == 4);
  CHECK(result.tokens[0].position == 0);
  CHECK(result.tokens[1].position == 5);
  CHECK(result.tokens[2].position == 13);
  CHECK(result.tokens[2].text == "foo");
  CHECK(result.tokens[3].position == 16);
}
