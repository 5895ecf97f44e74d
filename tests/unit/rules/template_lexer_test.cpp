#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/rules/template_token.hpp"

using namespace firedrill::rules;

namespace {

/// "position:text" of each token but spaces.
std::string tokens_of(std::string_view text) {
  std::string out;
  for (const TemplateToken& token : tokenize_template(text)) {
    if (token.kind != TemplateTokenKind::space) {
      out += fmt::format("{}{}:{}", out.empty() ? "" : " ", token.position, describe(token));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a template is split into text and actions", "[unit][rules][template]") {
  CHECK(tokens_of("") == "0:EOF");
  CHECK(tokens_of("a b") == R"(0:"a b" 3:EOF)");
  CHECK(tokens_of("{{.}}x") == R"(0:"{{" 2:<.> 3:"}}" 5:"x" 6:EOF)");
  CHECK(tokens_of("{ { }}") == R"(0:"{ { }}" 6:EOF)");
}

TEST_CASE("an action has names, literals and marks", "[unit][rules][template]") {
  CHECK(tokens_of("{{ $a.b | f 1.5e+3 -2 'x' \"s\" `r` }}") ==
        "0:\"{{\" 3:\"$a\" 5:\".b\" 8:\"|\" 10:\"f\" 12:\"1.5e+3\" 19:\"-2\" 22:\"'x'\" "
        "26:\"\\\"s\\\"\" 30:\"`r`\" 34:\"}}\" 36:EOF");
  CHECK(tokens_of("{{if true}}{{end}}") ==
        R"(0:"{{" 2:<if> 5:"true" 9:"}}" 11:"{{" 13:<end> 16:"}}" 18:EOF)");
  CHECK(tokens_of("{{$x := nil}}") == R"(0:"{{" 2:"$x" 5:":=" 8:<nil> 11:"}}" 13:EOF)");
  CHECK(tokens_of("{{$ = (.)}}") ==
        "0:\"{{\" 2:\"$\" 4:\"=\" 6:\"(\" 7:<.> 8:\")\" 9:\"}}\" 11:EOF");
}

TEST_CASE("trim markers take the white space beside them", "[unit][rules][template]") {
  CHECK(tokens_of("a \n{{- 1 -}}\t b") == R"(0:"a" 3:"{{" 7:"1" 8:"}}" 14:"b" 15:EOF)");
  CHECK(tokens_of("a {{-1}}") == R"(0:"a " 2:"{{" 4:"-1" 6:"}}" 8:EOF)");
  CHECK(tokens_of("{{1 -}}  ") == R"(0:"{{" 2:"1" 3:"}}" 9:EOF)");
}

TEST_CASE("comments are left out", "[unit][rules][template]") {
  CHECK(tokens_of("a{{/* b */}}c") == R"(0:"a" 12:"c" 13:EOF)");
  CHECK(tokens_of("a {{- /* b */ -}} c") == R"(0:"a" 18:"c" 19:EOF)");
  CHECK(tokens_of("{{/* a */ }}") == "0:comment ends before closing delimiter");
}

TEST_CASE("what is no token ends the template with its place", "[unit][rules][template]") {
  CHECK(tokens_of("a {{ 1") == R"(0:"a " 2:"{{" 5:"1" 2:unclosed action)");
  CHECK(tokens_of("{{ 'a }}").ends_with("3:unterminated character constant"));
  CHECK(tokens_of("{{ `a }}").ends_with("3:unterminated raw quoted string"));
  CHECK(tokens_of("{{ \"a\n\" }}").ends_with("3:unterminated quoted string"));
  CHECK(tokens_of("{{ a: }}").ends_with("4:expected :="));
  CHECK(tokens_of("{{ a! }}").ends_with("4:bad character U+0021 '!'"));
  CHECK(tokens_of("{{ é }}").ends_with("3:unrecognized character in action: U+00E9 'é'"));
  CHECK(tokens_of("{{ (1 }}").ends_with("6:unclosed left paren"));
}
