#include "harness/scenario/query.hpp"

#include <string>

#include "harness/text/json_parse.hpp"
#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

/// The text from the place of the only mistake on.
std::string rest_at_mistake(const std::string& json_text) {
  const SourceText source("test.json", "  " + json_text);
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json.has_value());
  CHECK_FALSE(loading::read_query(*json, "expr", diagnostics).has_value());
  REQUIRE(diagnostics.all().size() == 1);
  return std::string(source.bytes().substr(diagnostics.all()[0].span.begin));
}

}  // namespace

TEST_CASE("a PromQL mistake is shown at its place inside the JSON text", "[unit][scenario]") {
  CHECK(rest_at_mistake(R"("up ) 0")") == R"() 0")");
  CHECK(rest_at_mistake(R"("sum(up) +")") == R"(")");
}

TEST_CASE("escapes in front of a PromQL mistake do not move it", "[unit][scenario]") {
  CHECK(rest_at_mistake(R"("up{a=\"x\"} ) 0")") == R"() 0")");
  CHECK(rest_at_mistake(R"("up{a='\u00e9\ud83d\ude00'} ) 0")") == R"() 0")");
  CHECK(rest_at_mistake(R"("up\n + \n\tup ) 0")") == R"() 0")");
}

TEST_CASE("what is no text is no query", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("alerts": [{"alert": "a", "expr": 1}])"}) ==
        "5:35 \"expr\" must be text in double quotes, found the number 1\n");
  CHECK(mistakes({.more = R"("alerts": [{"alert": "a", "expr": ""}])"}) ==
        "5:35 \"expr\" is empty\n");
}

}  // namespace firedrill::tests
