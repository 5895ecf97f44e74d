#include "harness/text/json.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"

using firedrill::Json;
using firedrill::parse_json;
using firedrill::SourceText;

namespace {

Json parsed(std::string_view text) {
  return *parse_json("a.json", text);
}

}  // namespace

TEST_CASE("a JSON document keeps its members in the order of the file", "[unit][text]") {
  const Json document = parsed(R"({"b": 1, "a": [true, null, "x", 1.50]})");

  REQUIRE(document.members().size() == 2);
  CHECK(document.members()[0].key == "b");
  CHECK(document.members()[1].key == "a");
  const Json::Items& items = document.find("a")->items();
  CHECK(items[0].as_boolean());
  CHECK(items[1].is_null());
  CHECK(items[2].as_string() == "x");
  CHECK(items[3].as_number() == 1.5);
  CHECK(items[3].described() == "the number 1.50");
}

TEST_CASE("every JSON value knows the bytes it stands in", "[unit][text]") {
  const SourceText source("a.json", "{\"key\" :\t[12,-3.5e1 ,{} ]\n}");
  firedrill::Diagnostics diagnostics(source);

  const auto document = parse_json(source, diagnostics);

  REQUIRE(document);
  const firedrill::JsonMember& member = *document->member("key");
  CHECK(source.slice(document->span()) == source.bytes());
  CHECK(source.slice(member.key_span) == "\"key\"");
  CHECK(source.slice(member.value.span()) == "[12,-3.5e1 ,{} ]");
  CHECK(source.slice(member.value.items()[0].span()) == "12");
  CHECK(source.slice(member.value.items()[1].span()) == "-3.5e1");
  CHECK(source.slice(member.value.items()[2].span()) == "{}");
}

TEST_CASE("an integer beyond 64 bits is a number, not another integer", "[unit][text]") {
  CHECK(parsed("9223372036854775807").as_integer() == INT64_MAX);
  CHECK(parsed("-9223372036854775808").as_integer() == INT64_MIN);
  CHECK_FALSE(parsed("9223372036854775808").is_integer());
  CHECK(parsed("9223372036854775808").as_number() == 9223372036854775808.0);
  CHECK(parsed("18446744073709551616").described() == "the number 18446744073709551616");
}

TEST_CASE("looking for a key finds nothing in what is no object", "[unit][text]") {
  CHECK(parsed("[1]").find("a") == nullptr);
  CHECK(parsed("{}").find("a") == nullptr);
}

TEST_CASE("a JSON value describes itself for messages", "[unit][text]") {
  CHECK(parsed("null").described() == "null");
  CHECK(parsed("false").described() == "false");
  CHECK(parsed("7").described() == "the number 7");
  CHECK(parsed(R"("a\u001b")").described() == R"(the text "a\x1b")");
  CHECK(parsed("[]").described() == "an empty array");
  CHECK(parsed("[1]").described() == "an array");
  CHECK(parsed("{}").described() == "an empty object");
  CHECK(parsed(R"({"a":1})").described() == "an object");
}
