#include "harness/text/json_parse.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::parse_json;
using firedrill::SourceText;

namespace {

/// "line:column message | label" of the first mistake; empty if there is none.
std::string mistake(std::string_view text, const firedrill::JsonLimits& limits = {}) {
  const SourceText source("a.json", std::string(text));
  Diagnostics diagnostics(source);
  const bool parsed = parse_json(source, diagnostics, limits).has_value();
  if (diagnostics.empty()) {
    REQUIRE(parsed);
    return "";
  }
  const Diagnostic& first = diagnostics.all().front();
  const std::string where = source.where(first.span.begin).substr(7);
  return where + " " + first.message + " | " + first.label;
}

}  // namespace

TEST_CASE("a syntax error says in plain words what was expected", "[unit][text]") {
  CHECK(mistake("") == "1:1 the file is empty | expected a JSON value");
  CHECK(mistake(" \n ") == "2:2 the file is empty | expected a JSON value");
  CHECK(mistake(R"({"a" 1})") == R"(1:6 "1" cannot stand here | expected ":" after the key)");
  CHECK(mistake(R"({"a": })") == R"(1:7 "}" cannot stand here | expected a value)");
  CHECK(mistake(R"({"a": 1 "b": 2})") ==
        R"(1:9 a comma is missing before this | expected "," or "}")");
  CHECK(mistake(R"([1 {}])") == R"(1:4 a comma is missing before this | expected "," or "]")");
  CHECK(mistake(R"({1: 2})") ==
        R"(1:2 "1" cannot stand here | expected a key in double quotes or "}")");
  CHECK(mistake("[1 2]") == R"(1:4 a comma is missing before this | expected "," or "]")");
  CHECK(mistake("[1 true]") == R"(1:4 a comma is missing before this | expected "," or "]")");
  CHECK(mistake(R"({"a" true})") == R"(1:6 "true" cannot stand here | expected ":" after the key)");
  CHECK(mistake("[1}") == R"(1:3 "}" closes what "[" opened | expected "," or "]")");
  CHECK(mistake("[,1]") == R"(1:2 "," cannot stand here | expected a value or "]")");
  CHECK(mistake("=") == R"(1:1 "=" cannot stand here | expected a JSON value)");
}

TEST_CASE("the usual slips are called by their names", "[unit][text]") {
  CHECK(mistake("{\"a\": 1,\n}") == "1:8 a comma needs another key after it | remove this comma");
  CHECK(mistake("[1, ]") == "1:3 a comma needs another value after it | remove this comma");
  CHECK(mistake("{ // note\n}") == "1:3 JSON has no comments | remove it, or use the \"why\" key");
  CHECK(mistake("{\"a\": 1 # note\n}").find("JSON has no comments") != std::string::npos);
  CHECK(mistake("{'a': 1}") == R"(1:2 JSON text stands in double quotes | write " instead of ')");
  CHECK(mistake("{a: 1}") ==
        R"(1:2 the key "a" needs double quotes | expected a key in double quotes or "}")");
  CHECK(mistake("[abc]") ==
        R"(1:2 "abc" cannot stand here; text needs double quotes | expected a value or "]")");
  CHECK(mistake("[NaN]") == "1:2 JSON has no NaN | expected a finite number");
  CHECK(mistake("[-Infinity]") ==
        R"(1:2 "-Infinity" is not a JSON number | expected a number such as 0.5)");
  CHECK(mistake("[True]") == R"(1:2 "True" is no JSON | write true)");
  CHECK(mistake("[None]") == R"(1:2 "None" is no JSON | write null, or leave the key out)");
  CHECK(mistake("{} x") ==
        R"(1:4 "x" cannot stand here; text needs double quotes | expected the end of the file)");
  CHECK(mistake("{} {}") ==
        "1:4 something follows after the end of the document | expected the end of the file");
}

TEST_CASE("a number that JSON does not know is shown whole", "[unit][text]") {
  const std::string form = " is not a JSON number | expected a number such as 0.5";
  CHECK(mistake("[01]") == "1:2 \"01\"" + form);
  CHECK(mistake("[+1]") == "1:2 \"+1\"" + form);
  CHECK(mistake("[.5]") == "1:2 \".5\"" + form);
  CHECK(mistake("[1.]") == "1:2 \"1.\"" + form);
  CHECK(mistake("[1e]") == "1:2 \"1e\"" + form);
  CHECK(mistake("[-]") == "1:2 \"-\"" + form);
  CHECK(mistake("[1.2.3]") == "1:2 \"1.2.3\"" + form);
  CHECK(mistake("[10ms]") == R"(1:2 "10ms" is not a JSON number | text needs double quotes)");
  CHECK(mistake("10ms") == R"(1:1 "10ms" is not a JSON number | text needs double quotes)");
  CHECK(mistake("[1e999]") == R"(1:2 "1e999" is too large a number | the limit is about 1.8e308)");
}

TEST_CASE("a broken text is marked where it breaks", "[unit][text]") {
  CHECK(mistake("[\"a\n\"]") ==
        R"(1:2 the text is not closed in its line | expected " at its end)");
  CHECK(mistake("[\"abc") == R"(1:2 the text is not closed | expected " at its end)");
  CHECK(mistake("[\"a\tb\"]") == R"(1:4 the control character "\t" stands in a text | )"
                                 R"(write it as an escape such as \t or \u001b)");
  CHECK(mistake(R"(["a\q"])") ==
        R"(1:4 "\q" is no JSON escape | expected one of \" \\ \/ \b \f \n \r \t \uXXXX)");
  CHECK(mistake(R"(["\u12g4"])").find(R"(1:3 "\u12g4" is no JSON escape)") == 0);
  CHECK(mistake(R"(["\ud83d"])").find(R"(1:3 "\ud83d" is half of a surrogate pair)") == 0);
  CHECK(mistake(R"(["\ude00"])").find(R"(1:3 "\ude00" is half of a surrogate pair)") == 0);
  CHECK(mistake(R"(["\ud83d\ude00 \ud83d"])").find(R"(1:16 "\ud83d" is half)") == 0);
  CHECK(mistake(R"(["\ud83d\ude00"])").empty());
}

TEST_CASE("a file that ends too early shows what was never closed", "[unit][text]") {
  const SourceText source("a.json", "{\n  \"a\": [1, 2\n");
  Diagnostics diagnostics(source);

  CHECK_FALSE(parse_json(source, diagnostics));

  REQUIRE(diagnostics.errors() == 1);
  const Diagnostic& early = diagnostics.all().front();
  CHECK(early.message == "the file ends too early");
  CHECK(early.label == R"(expected "," or "]")");
  REQUIRE(early.second);
  CHECK(source.slice(early.second->span) == "[");
}

TEST_CASE("every duplicate key is kept and reported beside the first", "[unit][text]") {
  const SourceText source("a.json", R"({"a": 1, "b": 2, "a": 3, "c": {"x": 1, "x": 2}, "a": 4})");
  Diagnostics diagnostics(source);

  const auto document = parse_json(source, diagnostics);

  REQUIRE(document);
  CHECK(document->members().size() == 5);
  CHECK(document->find("a")->as_integer() == 1);
  REQUIRE(diagnostics.errors() == 3);
  const Diagnostic& second = diagnostics.all()[0];
  CHECK(second.message == "duplicate key \"a\"");
  CHECK(second.span.begin == 17);
  CHECK(second.second->span.begin == 1);
  CHECK(diagnostics.all()[1].message == "duplicate key \"x\"");
  CHECK(diagnostics.all()[2].second->span.begin == 1);
}

TEST_CASE("bytes that are no UTF-8 text are refused where they begin", "[unit][text]") {
  CHECK(mistake("{\n\"\xFF\": 1}") == "2:2 the byte 0xff is not UTF-8 | save the file as UTF-8");
  CHECK(mistake("\xEF\xBB\xBF{}") ==
        "1:1 the file begins with a byte order mark | save it as UTF-8 without one");
  CHECK(mistake(std::string_view("\xFF\xFE{\0", 4)) == "1:1 the file is UTF-16 | save it as UTF-8");
  CHECK(mistake(std::string_view("{}\0{", 4)) == "1:3 the file contains a NUL byte | remove it");
}

TEST_CASE("nesting beyond the limit is an error, not a stack overflow", "[unit][text]") {
  const std::string deepest = std::string(64, '[') + std::string(64, ']');
  const std::string message = " nested deeper than 64 levels | ";

  CHECK(mistake(deepest).empty());
  CHECK(mistake("[" + deepest + "]") == "1:65" + message);
  CHECK(mistake(std::string(10'000, '[')) == "1:65" + message);
  std::string objects;
  for (int depth = 0; depth < 10'000; ++depth) {
    objects += "{\"a\":";
  }
  CHECK(mistake(objects) == "1:321" + message);
}

TEST_CASE("too many bytes or values are an error", "[unit][text]") {
  CHECK(mistake("[1,2,3]", {.max_nodes = 2}) == "1:6 more than 2 values in one file | ");
  CHECK(mistake("[1,2,3]", {.max_bytes = 6}).find("larger than the limit") != std::string::npos);
}

TEST_CASE("text without an excerpt gives its first mistake as an Error", "[unit][text]") {
  const auto bad = parse_json("journal.jsonl", "{\"a\": tru}");
  const auto twice = parse_json("journal.jsonl", R"({"a": 1, "a": 2})");

  CHECK(parse_json("journal.jsonl", "{}"));
  REQUIRE_FALSE(bad);
  CHECK(bad.error().where == "journal.jsonl:1:7");
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message == "duplicate key \"a\": a key may stand only once in an object");
}
