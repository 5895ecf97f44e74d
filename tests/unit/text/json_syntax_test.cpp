#include "harness/text/json_syntax.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::parse_json;
using firedrill::SourceText;

namespace {

/// A slip: the text, the bytes that are to be marked, and what is said about them.
struct Slip {
  std::string_view text;
  std::string_view marked;
  std::string_view message;
  std::string_view label;
};

Diagnostic only_mistake(const SourceText& source) {
  Diagnostics diagnostics(source);
  CHECK_FALSE(parse_json(source, diagnostics));
  REQUIRE(diagnostics.errors() == 1);
  return diagnostics.all().front();
}

void check(const std::vector<Slip>& slips) {
  for (const Slip& slip : slips) {
    CAPTURE(slip.text);
    const SourceText source("a.json", std::string(slip.text));
    const Diagnostic mistake = only_mistake(source);
    CHECK(source.slice(mistake.span) == slip.marked);
    CHECK(mistake.message == slip.message);
    CHECK(mistake.label == slip.label);
  }
}

}  // namespace

TEST_CASE("a slip in an object is marked where it stands", "[unit][text]") {
  check({
      {R"({"a": 1,, "b": 2})", ",", R"("," cannot stand here)", "expected a key in double quotes"},
      {R"({, "a": 1})",
       ",",
       R"("," cannot stand here)",
       R"(expected a key in double quotes or "}")"},
      {R"({"a": 1; "b": 2})", ";", R"(";" cannot stand here)", R"(expected "," or "}")"},
      {R"({"a" = 1})", "=", R"("=" cannot stand here)", R"(expected ":" after the key)"},
      {R"({"a", "b"})", ",", R"("," cannot stand here)", R"(expected ":" after the key)"},
      {R"({"a":: 1})", ":", R"(":" cannot stand here)", "expected a value"},
      {R"({"a": 1 : 2})", ":", R"(":" cannot stand here)", R"(expected "," or "}")"},
      {R"({"a": , "b": 1})", ",", R"("," cannot stand here)", "expected a value"},
      {R"({null: 1})",
       "null",
       R"("null" cannot stand here)",
       R"(expected a key in double quotes or "}")"},
      {R"({[1]: 2})", "[", R"("[" cannot stand here)", R"(expected a key in double quotes or "}")"},
      {R"({"a": 1, max-size: 2})",
       "max-size",
       R"(the key "max-size" needs double quotes)",
       "expected a key in double quotes"},
      {R"({"a": {"b": 1} "c": 2})",
       "\"",
       "a comma is missing before this",
       R"(expected "," or "}")"},
      {R"({"a": "x" "b": 2})", "\"", "a comma is missing before this", R"(expected "," or "}")"},
      {R"({"a": true false})", "false", "a comma is missing before this", R"(expected "," or "}")"},
      {R"({"a": 1]})", "]", R"("]" closes what "{" opened)", R"(expected "," or "}")"},
  });
}

TEST_CASE("a slip in an array is marked where it stands", "[unit][text]") {
  check({
      {"[1,,2]", ",", R"("," cannot stand here)", "expected a value"},
      {"[1;2]", ";", R"(";" cannot stand here)", R"(expected "," or "]")"},
      {"[1: 2]", ":", R"(":" cannot stand here)", R"(expected "," or "]")"},
      {"[\"a\" [1]]", "[", "a comma is missing before this", R"(expected "," or "]")"},
      {"[1 -2]", "-2", "a comma is missing before this", R"(expected "," or "]")"},
      {"[{} null]", "null", "a comma is missing before this", R"(expected "," or "]")"},
      {"[(1)]", "(", R"("(" cannot stand here)", R"(expected a value or "]")"},
      {"[1, }", ",", "a comma needs another value after it", "remove this comma"},
      {"[\xC3\xA9]", "\xC3\xA9", "\"\xC3\xA9\" cannot stand here", R"(expected a value or "]")"},
  });
}

TEST_CASE("what other languages write is told apart from JSON", "[unit][text]") {
  check({
      {"[TRUE]", "TRUE", R"("TRUE" is no JSON)", "write true"},
      {"[False]", "False", R"("False" is no JSON)", "write false"},
      {"[Null]", "Null", R"("Null" is no JSON)", "write null"},
      {"[undefined]", "undefined", R"("undefined" is no JSON)", "write null, or leave the key out"},
      {"[Infinity]", "Infinity", "JSON has no Infinity", "expected a finite number"},
      {"[inf]", "inf", "JSON has no inf", "expected a finite number"},
      {"['a']", "'", "JSON text stands in double quotes", "write \" instead of '"},
      {"[0x1F]", "0x1F", R"("0x1F" is not a JSON number)", "text needs double quotes"},
      {"[1_000]", "1_000", R"("1_000" is not a JSON number)", "text needs double quotes"},
      {"[007]", "007", R"("007" is not a JSON number)", "expected a number such as 0.5"},
      {"[-.5]", "-.5", R"("-.5" is not a JSON number)", "expected a number such as 0.5"},
      {"[1e+]", "1e+", R"("1e+" is not a JSON number)", "expected a number such as 0.5"},
      {"[--1]", "--1", R"("--1" is not a JSON number)", "expected a number such as 0.5"},
      {"[-1e400]", "-1e400", R"("-1e400" is too large a number)", "the limit is about 1.8e308"},
      {"/* note */ {}",
       "/* note */ {}",
       "JSON has no comments",
       "remove it, or use the \"why\" key"},
      {"[1, // one\n2]", "// one", "JSON has no comments", "remove it, or use the \"why\" key"},
  });
}

TEST_CASE("a text is marked at the byte that breaks it", "[unit][text]") {
  const std::string escapes = R"(expected one of \" \\ \/ \b \f \n \r \t \uXXXX)";
  check({
      {R"(["a\x41"])", R"(\x)", R"("\x" is no JSON escape)", escapes},
      {R"(["\'"])", R"(\')", R"("\'" is no JSON escape)", escapes},
      {R"(["\u12"])", R"(\u12"])", R"("\u12"]" is no JSON escape)", escapes},
      {"[\"a\x01z\"]",
       "\x01",
       R"(the control character "\x01" stands in a text)",
       R"(write it as an escape such as \t or \u001b)"},
      {"{\"key\x1b\": 1}",
       "\x1b",
       R"(the control character "\x1b" stands in a text)",
       R"(write it as an escape such as \t or \u001b)"},
      {"[\"one\r\ntwo\"]", "\"one", "the text is not closed in its line", "expected \" at its end"},
      {R"({"a: 1})", R"("a: 1})", "the text is not closed", "expected \" at its end"},
      {R"(["\ude00\ud83d"])",
       R"(\ude00)",
       R"("\ude00" is half of a surrogate pair)",
       R"(expected a high and a low half: \ud83d\ude00)"},
      {R"(["\ud83dx"])",
       R"(\ud83d)",
       R"("\ud83d" is half of a surrogate pair)",
       R"(expected a high and a low half: \ud83d\ude00)"},
      {R"(["\ud83d\n"])",
       R"(\ud83d)",
       R"("\ud83d" is half of a surrogate pair)",
       R"(expected a high and a low half: \ud83d\ude00)"},
  });
}

TEST_CASE("a trailing comma is marked itself, not what follows it", "[unit][text]") {
  for (const std::string& text : {std::string("{\"a\": 1  ,\n\n  }"), std::string("[[1]  ,\n]")}) {
    const SourceText source("a.json", text);
    const Diagnostic mistake = only_mistake(source);

    CHECK(mistake.span.begin == text.find(','));
    CHECK(mistake.label == "remove this comma");
  }
}

TEST_CASE("a bracket of the wrong kind shows the one that it does not close", "[unit][text]") {
  const SourceText source("a.json", "{\"a\": [1,\n {\"b\": 2 ]\n}");

  const Diagnostic mistake = only_mistake(source);

  CHECK(source.where(mistake.span.begin) == "a.json:2:10");
  REQUIRE(mistake.second);
  CHECK(source.where(mistake.second->span.begin) == "a.json:2:2");
  CHECK(mistake.second->label == "opened here");
}

TEST_CASE("wherever a document is cut, the end or the open text is the mistake", "[unit][text]") {
  const std::string whole = R"({"a": [1.5, "x\u00e9", {"b": null}], "c": true})";

  for (std::size_t length = 1; length < whole.size(); ++length) {
    CAPTURE(whole.substr(0, length));
    const SourceText source("a.json", whole.substr(0, length));
    const Diagnostic mistake = only_mistake(source);
    CHECK(mistake.span.end == length);
    if (mistake.message == "the file ends too early") {
      REQUIRE(mistake.second);
      CHECK(mistake.second->label == "opened here and never closed");
    }
  }
}

TEST_CASE("a bracket that closes nothing follows the end of the document", "[unit][text]") {
  check({
      {"{}}",
       "}",
       "something follows after the end of the document",
       "expected the end of the file"},
      {"[1] ]",
       "]",
       "something follows after the end of the document",
       "expected the end of the file"},
      {"1,",
       ",",
       "something follows after the end of the document",
       "expected the end of the file"},
      {"]", "]", R"("]" cannot stand here)", "expected a JSON value"},
  });
}

TEST_CASE("each limit holds to the last and breaks one beyond", "[unit][text]") {
  const auto refusal = [](const std::string& text, const firedrill::JsonLimits& limits) {
    const SourceText source("a.json", text);
    Diagnostics diagnostics(source);
    const bool parsed = parse_json(source, diagnostics, limits).has_value();
    CHECK(parsed == diagnostics.empty());
    return parsed ? "" : source.where(diagnostics.all().front().span.begin).substr(7);
  };

  CHECK(refusal("[1,2,3]", {.max_bytes = 7}).empty());
  CHECK(refusal("[1,2,3]", {.max_bytes = 6}) == "1:1");
  CHECK(refusal("[[],[[]]]", {.max_depth = 3}).empty());
  CHECK(refusal("[[],[[[]]]]", {.max_depth = 3}) == "1:7");
  CHECK(refusal(R"({"a":{"b":{}}})", {.max_depth = 2}) == "1:11");
  CHECK(refusal("[1,[2],3]", {.max_nodes = 5}).empty());
  CHECK(refusal("[1,[2],3,4]", {.max_nodes = 5}) == "1:1");  // the array itself is the sixth
}
