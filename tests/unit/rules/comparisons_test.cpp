#include "harness/rules/comparisons.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using namespace firedrill::rules;

namespace {

using Compare = firedrill::Result<TemplateValue> (*)(const TemplateSurroundings&,
                                                     TemplateArguments);

/// "true", "false", or what is wrong.
std::string compared(Compare compare, const std::vector<TemplateValue>& values) {
  const auto result = compare({}, values);
  return result ? printed(*result) : result.error().message;
}

TemplateValue word(std::string text) {
  return text;
}

TemplateValue whole_number(std::int64_t number) {
  return number;
}

constexpr const char* incompatible = "incompatible types for comparison";
constexpr const char* invalid = "invalid type for comparison";

}  // namespace

// What Go 1.19 says (text/template/funcs.go).

TEST_CASE("equal compares the first with each other", "[unit][rules][template]") {
  CHECK(compared(equal, {word("a"), word("a")}) == "true");
  CHECK(compared(equal, {word("a"), word("b"), word("a")}) == "true");
  CHECK(compared(equal, {word("a"), word("b"), word("c")}) == "false");
  CHECK(compared(equal, {1.5, 1.5}) == "true");
  CHECK(compared(equal, {true, false}) == "false");
  CHECK(compared(equal, {whole_number(2), whole_number(2)}) == "true");
  CHECK(compared(equal, {whole_number(2)}) == "missing argument for comparison");
}

TEST_CASE("values of different types do not compare", "[unit][rules][template]") {
  CHECK(compared(equal, {1.0, whole_number(1)}) == incompatible);
  CHECK(compared(not_equal, {word("1"), whole_number(1)}) == incompatible);
  CHECK(compared(less, {1.0, whole_number(1)}) == incompatible);
  CHECK(compared(greater_or_equal, {word("1"), 1.0}) == incompatible);
}

TEST_CASE("nil equals nil only", "[unit][rules][template]") {
  CHECK(compared(equal, {TemplateNil{}, TemplateNil{}}) == "true");
  CHECK(compared(equal, {TemplateNil{}, word("")}) == "false");
  CHECK(compared(not_equal, {word(""), TemplateNil{}}) == "true");
  CHECK(compared(less, {TemplateNil{}, TemplateNil{}}) == invalid);
}

TEST_CASE("labels and results of queries do not compare", "[unit][rules][template]") {
  const TemplateValue labels = firedrill::promql::Labels{{"a", "b"}};
  const TemplateValue vector = firedrill::promql::Vector{};

  CHECK(compared(equal, {labels, labels}) == "uncomparable type map[string]string: map[a:b]");
  CHECK(compared(equal, {vector, vector}) == "uncomparable type template.queryResult: []");
  CHECK(compared(less, {labels, labels}) == invalid);
}

TEST_CASE("numbers and texts have an order, truth has none", "[unit][rules][template]") {
  CHECK(compared(less, {1.0, 2.0}) == "true");
  CHECK(compared(less, {whole_number(2), whole_number(2)}) == "false");
  CHECK(compared(less_or_equal, {whole_number(2), whole_number(2)}) == "true");
  CHECK(compared(greater, {word("b"), word("a")}) == "true");
  CHECK(compared(greater_or_equal, {word("a"), word("b")}) == "false");
  CHECK(compared(less, {true, true}) == invalid);
}

TEST_CASE("greater is what is not less or equal, also of NaN", "[unit][rules][template]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();

  CHECK(compared(less, {nan, 1.0}) == "false");
  CHECK(compared(less_or_equal, {nan, 1.0}) == "false");
  CHECK(compared(greater, {nan, 1.0}) == "true");
  CHECK(compared(greater_or_equal, {nan, 1.0}) == "true");
}
