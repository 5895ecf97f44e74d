#include "harness/text/yaml_parse.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

using firedrill::Diagnostics;
using firedrill::Json;
using firedrill::JsonLimits;
using firedrill::parse_yaml;
using firedrill::scalar_text;
using firedrill::SourceText;

namespace {

/// As JSON, but a number that keeps its text as <text>.
std::string shown(const Json& value) {
  std::string out;
  if (value.is_array()) {
    for (const Json& item : value.items()) {
      out += (out.empty() ? "" : ",") + shown(item);
    }
    return "[" + out + "]";
  }
  if (value.is_object()) {
    for (const auto& member : value.members()) {
      out += (out.empty() ? "" : ",") + member.key + ":" + shown(member.value);
    }
    return "{" + out + "}";
  }
  if (value.is_string()) {
    return '"' + value.as_string() + '"';
  }
  if (value.is_number() && !value.is_integer()) {
    return "<" + value.number_text() + ">";
  }
  return scalar_text(value).value_or("null");
}

/// The documents, or "line:column message" of the first mistake.
std::string read(std::string_view text, const JsonLimits& limits = {}) {
  const SourceText source("a.yml", std::string(text));
  Diagnostics diagnostics(source);
  const auto documents = parse_yaml(diagnostics, limits);
  if (!diagnostics.empty()) {
    const auto& first = diagnostics.all().front();
    return source.where(first.span.begin).substr(6) + " " + first.message;
  }
  REQUIRE(documents);
  std::string out;
  for (const Json& document : *documents) {
    out += (out.empty() ? "" : " ") + shown(document);
  }
  return out;
}

/// The text that the span of a member's value covers.
std::string covered(std::string_view text, std::string_view key) {
  const SourceText source("a.yml", std::string(text));
  Diagnostics diagnostics(source);
  const auto documents = parse_yaml(diagnostics);
  REQUIRE(documents);
  return std::string(source.slice(documents->front().find(key)->span()));
}

}  // namespace

TEST_CASE("plain scalars are what YAML 1.2 says, quoted ones are text", "[unit][text]") {
  CHECK(read("[1, -2, true, null, ~, text]") == R"([1,-2,true,null,null,"text"])");
  CHECK(read("[1.5, 1e3, .5, -1., .inf, .NaN]") == "[<1.5>,<1e3>,<.5>,<-1.>,<.inf>,<.NaN>]");
  CHECK(read("[yes, on, 1h, 0x10, 1_000, '.', -, 1e, True]") ==
        R"(["yes","on","1h","0x10","1_000",".","-","1e","True"])");
  CHECK(read(R"(['1', "true", "a\nb"])") == "[\"1\",\"true\",\"a\nb\"]");
  CHECK(read("[007, +1, 9223372036854775808]") == "[<007>,<+1>,<9223372036854775808>]");
  CHECK(read("a:\nb: |\n  x\n  y\nc: >\n  x\n  y\n") == "{a:null,b:\"x\ny\n\",c:\"x y\n\"}");
}

TEST_CASE("a byte order mark is skipped, and places are those of the bytes", "[unit][text]") {
  CHECK(read("\xEF\xBB\xBF"
             "a: 1") == "{a:1}");
  CHECK(covered("\xEF\xBB\xBF"
                "a: one",
                "a") == "one");
  CHECK(covered("\xEF\xBB\xBF"
                "x: y\na: two\n",
                "a") == "two");
  CHECK(read("\xEF\xBB\xBF"
             "x: y\nx: z\n") == "2:1 duplicate key \"x\"");
}

TEST_CASE("a file may hold several documents", "[unit][text]") {
  CHECK(read("a: 1\n---\nb: 2\n") == "{a:1} {b:2}");
  CHECK(read("") == "");
}

TEST_CASE("an alias is a copy, a merge adds what is not there", "[unit][text]") {
  CHECK(read("a: &x {b: 1}\nc: *x\n") == "{a:{b:1},c:{b:1}}");
  CHECK(read("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n") == "{a:{b:1,c:2},d:{c:3,b:1}}");
  CHECK(read("a: &x [1]\nd:\n  <<: *x\n") == "1:8 \"<<\" merges objects only");
  CHECK(read("a: &x [*x]\n") == "1:8 an alias inside the value that it stands for");
}

TEST_CASE("what is no YAML, or too much of it, is refused with its place", "[unit][text]") {
  CHECK(read("a: 1\n b: 2\n").starts_with("2:"));
  CHECK(read("a: [1\n").find("not YAML: ") != std::string::npos);
  CHECK(read("a: {{ .Values.x }}\n").substr(0, 2) == "1:");
  CHECK(read("\"\",").find("not YAML: values are missing here") != std::string::npos);
  CHECK(read("a: 1\na: 2\n") == "2:1 duplicate key \"a\"");
  CHECK(read("? [1]\n: 2\n") == "1:3 a key must be a text");
  CHECK(read("a: \xff") == "1:4 the byte 0xff is not UTF-8");
  CHECK(read("[[[1]]]", {.max_depth = 2}) == "1:3 nested deeper than 2 levels");
  CHECK(read(std::string(100'000, '[')).find("nested deeper than 64 levels") != std::string::npos);
  CHECK(read("[1, 2, 3]", {.max_nodes = 2}) == "1:8 more than 2 values in one file");
}

TEST_CASE("aliases of aliases are counted as the values that they are", "[unit][text]") {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string below = fmt::format("*a{}", level - 1);
    laughs += fmt::format("a{0}: &a{0} [{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}]\n", level, below);
  }
  CHECK(read(laughs).find("more than 1000000 values in one file") != std::string::npos);
}

TEST_CASE("a long text counts as often as aliases stand for it", "[unit][text]") {
  const std::string text = "a: &a " + std::string(1000, 'x') + "\nb: [*a, *a, *a]\n";
  CHECK(read(text, {.max_bytes = 4100}).find("more than") == std::string::npos);
  CHECK(read(text, {.max_bytes = 3100}) == "2:13 more than 3100 bytes of texts in one file");
}

TEST_CASE("a scalar's place is its text in the file", "[unit][text]") {
  CHECK(covered("a: one two # note\n", "a") == "one two");
  CHECK(covered("a: 'it''s' # note\n", "a") == "'it''s'");
  CHECK(covered("a: \"q\\\"x\"\n", "a") == "\"q\\\"x\"");
  CHECK(covered("a: \"x\\\\\" # note\n", "a") == "\"x\\\\\"");
  CHECK(covered("a: 5m\r\nb: 1\r\n", "a") == "5m");
  CHECK(covered("{a: 5m, b: 1}", "a") == "5m");
}
