#include <string>

#include <catch2/catch.hpp>

#include "harness/promql/expression.hpp"

namespace {

struct Mistake {
  std::string expression;
  std::string where;
  std::string message;
};

void check(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    INFO("expression: " << mistake.expression);
    const auto result = firedrill::promql::parse(mistake.expression);

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().where == mistake.where);
    CHECK(result.error().message == "parse error: " + mistake.message);
  }
}

}  // namespace

// The messages and places of these tables are those of promtool 2.42; but that one points behind a
// parenthesis that is too much, and we at it.

TEST_CASE("text that makes no token is an error", "[unit][promql]") {
  check({
      {"rate(foo[5m]", "1:13", "unclosed left parenthesis"},
      {"rate(foo[5m]))", "1:14", "unexpected right parenthesis ')'"},
      {"foo[5m", "1:7", "unclosed left bracket"},
      {"foo[5m]]", "1:8", "unexpected right bracket ']'"},
      {"foo[]", "1:5", "missing unit character in duration"},
      {"foo[5]", "1:5", "missing unit character in duration"},
      {"foo[5m:", "1:8", "unclosed left bracket"},
      {"foo[5m:1m", "1:10", "unclosed left bracket"},
      {"foo[x]", "1:5", "bad duration syntax: \"\""},
      {"foo[-5m]", "1:5", "missing unit character in duration"},
      {"foo)", "1:4", "unexpected right parenthesis ')'"},
      {"(foo", "1:5", "unclosed left parenthesis"},
      {"foo + on( bar", "1:14", "unclosed left parenthesis"},
      {"sum(foo", "1:8", "unclosed left parenthesis"},
      {"\"a", "1:1", "unterminated quoted string"},
      {"'a", "1:1", "unterminated quoted string"},
      {"`a", "1:1", "unterminated raw string"},
      {"\"\\x4\"", "1:1", "illegal character U+0022 '\"' in escape sequence"},
  });
}

TEST_CASE("text that makes no token is an error (part 2)", "[unit][promql]") {
  check({
      {"\"\\u12\"", "1:1", "illegal character U+0022 '\"' in escape sequence"},
      {"1_000", "1:1", "bad number or duration syntax: \"1\""},
      {"1 + 0x", "1:5", "error parsing number: strconv.ParseFloat: parsing \"0x\": invalid syntax"},
      {"1e999",
       "1:1",
       "error parsing number: strconv.ParseFloat: parsing \"1e999\": value out of range"},
      {"foo[5s5m]", "1:5", "not a valid duration string: \"5s5m\""},
      {"foo[1m1m]", "1:5", "not a valid duration string: \"1m1m\""},
      {"foo[5x]", "1:5", "bad duration syntax: \"5\""},
      {"foo[99999999999999999999y]", "1:5", "duration out of range"},
      {"foo[300y]", "1:5", "duration out of range"},
      {"12abc", "1:1", "bad number or duration syntax: \"12\""},
      {"1a", "1:1", "bad number or duration syntax: \"1\""},
      {".", "1:1", "unexpected character: '.'"},
      {"foo =~ bar", "1:5", "unexpected character after '=': '~'"},
      {"foo ! bar", "1:5", "unexpected character after '!': ' '"},
      {"foo !~ bar", "1:5", "unexpected character after '!': '~'"},
      {"foo ~ bar", "1:5", "unexpected character: '~'"},
      {"foo & bar", "1:5", "unexpected character: '&'"},
      {"foo $ bar", "1:5", "unexpected character: '$'"},
      {"é", "1:1", "unexpected character: 'é'"},
      {"\"é\" é", "1:6", "unexpected character: 'é'"},
  });
}

TEST_CASE("text that makes no token is an error (part 3)", "[unit][promql]") {
  check({
      {"foo}", "1:4", "unexpected character: '}'"},
      {"rate(foo{a=\"b}[5m])", "1:12", "unterminated quoted string"},
      {"foo[:1m]", "1:5", "missing unit character in duration"},
      {"foo[5m::]", "1:8", "unexpected colon ':'"},
      {"unknown_function(", "1:18", "unclosed left parenthesis"},
      {"foo[1e3]", "1:5", "missing unit character in duration"},
      {"foo[5m:1d1y]", "1:8", "bad number or duration syntax: \"1d1\""},
      {"foo{a=\"\xFF\"}", "1:7", "invalid UTF-8 rune"},
      {"foo{a=\"b\" # }", "1:14", "unexpected end of input inside braces"},
  });
}

TEST_CASE("a malformed selector or grouping says what was expected", "[unit][promql]") {
  check({
      {"foo{", "1:5", "unexpected end of input inside braces"},
      {"foo{a", "1:6", "unexpected end of input inside braces"},
      {"foo{a}", "1:6", "unexpected \"}\" in label matching, expected label matching operator"},
      {"foo{a=", "1:7", "unexpected end of input inside braces"},
      {"foo{a=b}", "1:7", "unexpected identifier \"b\" in label matching, expected string"},
      {"foo{a=\"b\"", "1:10", "unexpected end of input inside braces"},
      {"foo{a=\"b\" c=\"d\"}",
       "1:11",
       "unexpected identifier \"c\" in label matching, expected \",\" or \"}\""},
      {"foo{a=\"b\",,}",
       "1:11",
       "unexpected \",\" in label matching, expected identifier or \"}\""},
      {"foo{,}", "1:5", "unexpected \",\" in label matching, expected identifier or \"}\""},
      {"foo{a==\"b\"}", "1:7", "unexpected \"=\" in label matching, expected string"},
      {"foo{a~\"b\"}", "1:6", "unexpected character inside braces: '~'"},
      {"foo{a!\"b\"}", "1:6", "unexpected character after '!' inside braces: '\"'"},
      {"foo{a=~\"[b\"}", "1:5", "error parsing regexp: missing closing ]: `[b)$`"},
      {"foo{a=~\"(b\"}", "1:5", "error parsing regexp: missing closing ): `^(?:(b)$`"},
      {"foo{a=~\"b)\"}", "1:5", "error parsing regexp: unexpected ): `^(?:b))$`"},
      {"foo{a=~\"a**\"}", "1:5", "error parsing regexp: invalid nested repetition operator: `**`"},
      {"foo{a=~\"a{1001}\"}", "1:5", "error parsing regexp: invalid repeat count: `{1001}`"},
      {"foo{a=~\"\\\\\"}", "1:5", "error parsing regexp: missing closing ): `^(?:\\)$`"},
  });
}

TEST_CASE("a malformed selector or grouping says what was expected (part 2)", "[unit][promql]") {
  check({
      {"foo{a=~\"\\\\8\"}", "1:5", "error parsing regexp: invalid escape sequence: `\\8`"},
      {"foo{a=~\"[z-a]\"}", "1:5", "error parsing regexp: invalid character class range: `z-a`"},
      {"foo{a=~\"(?<n>a)\"}",
       "1:5",
       "error parsing regexp: invalid or unsupported Perl syntax: `(?<`"},
      {"foo{a=~\"(?z)a\"}",
       "1:5",
       "error parsing regexp: invalid or unsupported Perl syntax: `(?z`"},
      {"foo{1a=\"b\"}", "1:5", "unexpected character inside braces: '1'"},
      {"foo{\"a\"=\"b\"}",
       "1:5",
       "unexpected string \"\\\"a\\\"\" in label matching, expected identifier or \"}\""},
      {"foo + on a bar", "1:10", "unexpected identifier \"a\" in grouping opts, expected \"(\""},
      {"foo + on(1) bar", "1:10", "unexpected number \"1\" in grouping opts, expected label"},
      {"foo + on(\"a\") bar",
       "1:10",
       "unexpected string \"\\\"a\\\"\" in grouping opts, expected label"},
      {"foo + on(a b) bar",
       "1:12",
       "unexpected identifier \"b\" in grouping opts, expected \",\" or \")\""},
      {"foo + on(,) bar", "1:10", "unexpected \",\" in grouping opts, expected label"},
      {"foo + on", "1:9", "unexpected end of input in grouping opts, expected \"(\""},
      {"sum by", "1:7", "unexpected end of input in grouping opts, expected \"(\""},
      {"sum without a (foo)",
       "1:13",
       "unexpected identifier \"a\" in grouping opts, expected \"(\""},
      {"foo{é=\"a\"}", "1:5", "unexpected character inside braces: 'é'"},
      {"foo:bar{a:b=\"c\"}", "1:10", "unexpected character inside braces: ':'"},
      {"{foo", "1:5", "unexpected end of input inside braces"},
      {"count_values(\"a\", foo) by",
       "1:26",
       "unexpected end of input in grouping opts, expected \"(\""},
  });
}

TEST_CASE("a malformed selector or grouping says what was expected (part 3)", "[unit][promql]") {
  check({
      {"count by foo", "1:10", "unexpected identifier \"foo\" in grouping opts, expected \"(\""},
      {"sum(foo) without", "1:17", "unexpected end of input in grouping opts, expected \"(\""},
      {"foo > bool on", "1:14", "unexpected end of input in grouping opts, expected \"(\""},
      {"sum by (without) (foo)", "1:9", "unexpected <without> in grouping opts, expected label"},
      {"sum by (inf) (foo)", "1:9", "unexpected number \"inf\" in grouping opts, expected label"},
      {"foo{a=~\"(a{100}){20}\"}", "1:5", "error parsing regexp: invalid repeat count: `{20}`"},
  });
}

TEST_CASE("a token in the wrong place is named", "[unit][promql]") {
  check({
      {"1 +", "1:4", "unexpected end of input"},
      {"+", "1:2", "unexpected end of input"},
      {"*", "1:1", "unexpected <op:*>"},
      {"1 + * 2", "1:5", "unexpected <op:*>"},
      {"foo bar", "1:5", "unexpected identifier \"bar\""},
      {"foo \"bar\"", "1:5", "unexpected string \"\\\"bar\\\"\""},
      {"foo 1", "1:5", "unexpected number \"1\""},
      {"foo 5m", "1:5", "unexpected duration \"5m\""},
      {"\"foo\" 5m", "1:7", "unexpected duration \"5m\""},
      {"1 2", "1:3", "unexpected number \"2\""},
      {"()", "1:2", "unexpected \")\""},
      {"(foo,bar)", "1:5", "unexpected \",\""},
      {"foo,", "1:4", "unexpected \",\""},
      {"foo + group_left bar", "1:7", "unexpected <group_left>"},
      {"sum by (a) foo", "1:12", "unexpected identifier \"foo\" in aggregation"},
      {"sum foo", "1:5", "unexpected identifier \"foo\""},
      {"sum 1", "1:5", "unexpected number \"1\""},
      {"sum(foo) by (a) by (b)", "1:17", "unexpected <by>"},
  });
}

TEST_CASE("a token in the wrong place is named (part 2)", "[unit][promql]") {
  check({
      {"sum by (a) (foo) by (b)", "1:18", "unexpected <by>"},
      {"rate(foo[5m],)", "1:13", "trailing commas not allowed in function call args"},
      {"foo offset 5", "1:12", "unexpected number \"5\" in offset, expected duration"},
      {"foo offset -", "1:13", "unexpected end of input in offset, expected duration"},
      {"foo @ x", "1:7", "unexpected identifier \"x\" in @, expected timestamp"},
      {"foo @ start", "1:12", "unexpected end of input in @, expected timestamp"},
      {"1.5.5", "1:4", "unexpected number \".5\""},
      {"5m", "1:1", "unexpected duration \"5m\""},
      {"foo = bar", "1:5", "unexpected \"=\""},
      {"foo{{a=\"b\"}}", "1:5", "unexpected left brace '{'"},
      {"foo{a=\"b\"}[5m]{c=\"d\"}", "1:15", "unexpected \"{\""},
      {"foo{a=\"b\"}{c=\"d\"}", "1:11", "unexpected \"{\""},
      {"bool", "1:1", "unexpected <bool>"},
      {"on", "1:1", "unexpected <on>"},
      {"group_left", "1:1", "unexpected <group_left>"},
      {"ignoring", "1:1", "unexpected <ignoring>"},
      {"atan2", "1:1", "unexpected <op:atan2>"},
      {"foo > bool", "1:11", "unexpected end of input"},
  });
}

TEST_CASE("a token in the wrong place is named (part 3)", "[unit][promql]") {
  check({
      {"foo > on(a) bool bar", "1:13", "unexpected <bool>"},
      {"foo < > bar", "1:7", "unexpected <op:>>"},
      {"foo =", "1:5", "unexpected \"=\""},
      {"#comment", "1:1", "no expression found in input"},
      {"absent(foo) and", "1:16", "unexpected end of input"},
      {"unknown_function(1,)", "1:19", "trailing commas not allowed in function call args"},
      {"sum(,)", "1:5", "unexpected \",\" in aggregation"},
      {"rate(foo[5m]) > 0.05 for 5m", "1:22", "unexpected identifier \"for\""},
      {"foo \"12345678\"", "1:5", "unexpected string \"\\\"12345678\\\"\""},
      {"foo \"123456789\"", "1:5", "unexpected string \"\\\"123456789\"..."},
      {"foo \"éééééééééééé\"", "1:5", "unexpected string \"\\\"ééééééééé\"..."},
  });
}

TEST_CASE("an expression of the wrong type says which was expected", "[unit][promql]") {
  check({
      {"rate(foo)",
       "1:6",
       "expected type range vector in call to function \"rate\", got instant vector"},
      {"foo[0s]", "1:5", "duration must be greater than 0"},
      {"foo[5m:0s]", "1:8", "duration must be greater than 0"},
      {"foo{a=~\"*\"}",
       "1:5",
       "error parsing regexp: missing argument to repetition operator: `*`"},
      {"{}", "1:1", "vector selector must contain at least one non-empty matcher"},
      {"{a=\"\"}", "1:1", "vector selector must contain at least one non-empty matcher"},
      {"{a=~\".*\"}", "1:1", "vector selector must contain at least one non-empty matcher"},
      {"foo{__name__=\"x\"}", "1:1", "metric name must not be set twice: \"foo\" or \"x\""},
      {"1 == 1", "1:3", "comparisons between scalars must use BOOL modifier"},
      {"1 + bool 1", "1:3", "bool modifier can only be used on comparison operators"},
      {"foo + bool bar", "1:5", "bool modifier can only be used on comparison operators"},
      {"1 and 1", "1:1", "set operator \"and\" not allowed in binary scalar expression"},
      {"foo and 1", "1:1", "set operator \"and\" not allowed in binary scalar expression"},
      {"foo + on(a) 1", "1:1", "vector matching only allowed between instant vectors"},
      {"foo and on(a) group_left(b) bar", "1:1", "no grouping allowed for \"and\" operation"},
      {"foo + on(a) group_left(a) bar",
       "1:5",
       "label \"a\" must not occur in ON and GROUP clause at once"},
      {"sum()", "1:1", "no arguments for aggregate expression provided"},
      {"sum(foo,bar)",
       "1:1",
       "wrong number of arguments for aggregate expression provided, expected 1, got 2"},
  });
}

TEST_CASE("an expression of the wrong type says which was expected (part 2)", "[unit][promql]") {
  check({
      {"sum(1)", "1:5", "expected type instant vector in aggregation expression, got scalar"},
      {"sum(foo[5m])",
       "1:5",
       "expected type instant vector in aggregation expression, got range vector"},
      {"topk(foo)",
       "1:1",
       "wrong number of arguments for aggregate expression provided, expected 2, got 1"},
      {"topk(foo,foo)", "1:6", "expected type scalar in aggregation parameter, got instant vector"},
      {"topk(1,2)", "1:8", "expected type instant vector in aggregation expression, got scalar"},
      {"topk(\"a\",foo)", "1:6", "expected type scalar in aggregation parameter, got string"},
      {"count_values(1,foo)", "1:14", "expected type string in aggregation parameter, got scalar"},
      {"rate()", "1:1", "expected 1 argument(s) in call to \"rate\", got 0"},
      {"rate(foo[5m],1)", "1:1", "expected 1 argument(s) in call to \"rate\", got 2"},
      {"round()", "1:1", "expected at least 1 argument(s) in call to \"round\", got 0"},
      {"round(foo,1,2)", "1:1", "expected at most 2 argument(s) in call to \"round\", got 3"},
      {"label_join(foo,\"a\")",
       "1:1",
       "expected at least 3 argument(s) in call to \"label_join\", got 2"},
      {"label_join(foo,\"a\",1)",
       "1:20",
       "expected type string in call to function \"label_join\", got scalar"},
      {"label_replace(foo,\"a\",\"b\",\"c\")",
       "1:1",
       "expected 5 argument(s) in call to \"label_replace\", got 4"},
      {"time(foo)", "1:1", "expected 0 argument(s) in call to \"time\", got 1"},
      {"vector(foo)",
       "1:8",
       "expected type scalar in call to function \"vector\", got instant vector"},
      {"scalar(1)",
       "1:8",
       "expected type instant vector in call to function \"scalar\", got scalar"},
      {"abs(\"a\")", "1:5", "expected type instant vector in call to function \"abs\", got string"},
  });
}

TEST_CASE("an expression of the wrong type says which was expected (part 3)", "[unit][promql]") {
  check({
      {"foo offset 5m offset 5m", "1:1", "offset may not be set multiple times"},
      {"foo offset 0s", "1:12", "duration must be greater than 0"},
      {"1 offset 5m",
       "1:1",
       "offset modifier must be preceded by an instant vector selector or range vector selector or "
       "a subquery"},
      {"(foo) offset 5m",
       "1:1",
       "offset modifier must be preceded by an instant vector selector or range vector selector or "
       "a subquery"},
      {"foo offset 5m[5m]", "1:14", "no offset modifiers allowed before range"},
      {"foo[5m][5m]", "1:8", "ranges only allowed for vector selectors"},
      {"(foo)[5m]", "1:6", "ranges only allowed for vector selectors"},
      {"1[5m]", "1:2", "ranges only allowed for vector selectors"},
      {"foo @ 1 @ 2", "1:1", "@ <timestamp> may not be set multiple times"},
      {"foo @ 1 [5m]", "1:9", "no @ modifiers allowed before range"},
      {"foo[5m] + 1", "1:1", "binary expression must contain only scalar and instant vector types"},
      {"-foo[5m]",
       "1:1",
       "unary expression only allowed on expressions of type scalar or instant vector, got \"range "
       "vector\""},
      {"-\"a\"",
       "1:1",
       "unary expression only allowed on expressions of type scalar or instant vector, got "
       "\"string\""},
      {"\"a\" + 1", "1:1", "binary expression must contain only scalar and instant vector types"},
      {"histogram_quantile(foo, bar)",
       "1:20",
       "expected type scalar in call to function \"histogram_quantile\", got instant vector"},
      {"histogram_quantile(0.9, bar[5m])",
       "1:25",
       "expected type instant vector in call to function \"histogram_quantile\", got range vector"},
      {"foo[5m:] + 1",
       "1:1",
       "binary expression must contain only scalar and instant vector types"},
      {"1[5m:]", "1:1", "subquery is only allowed on instant vector, got scalar instead"},
  });
}

TEST_CASE("an expression of the wrong type says which was expected (part 4)", "[unit][promql]") {
  check({
      {"foo @ +Inf", "1:1", "timestamp out of bounds for @ modifier: +Inf"},
      {"foo @ NaN", "1:1", "timestamp out of bounds for @ modifier: NaN"},
  });
}

TEST_CASE("the place of a mistake counts lines and columns from one", "[unit][promql]") {
  check({
      {"sum(\n  foo\n) by (a)\n  + }", "4:5", "unexpected character: '}'"},
      {"# a comment\nfoo bar", "2:5", "unexpected identifier \"bar\""},
      {"\n\n", "1:1", "no expression found in input"},
  });
}

TEST_CASE("an unknown function suggests the one that was meant", "[unit][promql]") {
  check({
      {"rats(foo[5m])", "1:1", "unknown function with name \"rats\"; did you mean \"rate\"?"},
      {"histogram_quantil(0.9, foo)",
       "1:1",
       "unknown function with name \"histogram_quantil\"; did you mean \"histogram_quantile\"?"},
      {"xyzzy(foo)", "1:1", "unknown function with name \"xyzzy\""},
  });
}

TEST_CASE("a pattern must be one without its anchors too", "[unit][promql]") {
  check({
      {"foo{a=~\"b)|(c\"}", "1:5", "error parsing regexp: unexpected ): `b)|(c`"},
  });
}

TEST_CASE("a comma must be followed by an argument", "[unit][promql]") {
  check({
      {"clamp(foo,, 1)", "1:10", "trailing commas not allowed in function call args"},
      {"clamp(foo, [1], 1)", "1:10", "trailing commas not allowed in function call args"},
      {"sum(foo, * 2)", "1:8", "trailing commas not allowed in function call args"},
      {"clamp(foo, 5m, 1)", "1:10", "trailing commas not allowed in function call args"},
      {"rate(foo[", "1:10", "missing unit character in duration"},
      {"foo[2mm]", "1:5", "bad duration syntax: \"2mm\""},
  });
}

TEST_CASE("functions of native histograms are refused by name", "[unit][promql]") {
  check({
      {"histogram_count(foo)",
       "1:1",
       "native histograms are not supported: function \"histogram_count\" needs them"},
      {"1 + histogram_fraction(0, 1, foo)",
       "1:5",
       "native histograms are not supported: function \"histogram_fraction\" needs them"},
  });
}

TEST_CASE("a pattern or label of label_replace is checked when it is parsed", "[unit][promql]") {
  check({
      {"label_replace(foo, \"a\", \"b\", \"c\", \"(\")",
       "1:35",
       "invalid regular expression in label_replace(): ("},
  });
}
