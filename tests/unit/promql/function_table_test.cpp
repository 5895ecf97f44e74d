#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "harness/promql/expression.hpp"
#include "harness/promql/functions.hpp"

using namespace firedrill::promql;

namespace {

std::string sample_of(ValueType type) {
  switch (type) {
    case ValueType::scalar:
      return "1";
    case ValueType::string:
      return "\"a\"";
    case ValueType::instant_vector:
      return "foo";
    case ValueType::range_vector:
      return "foo[5m]";
  }
  return "";
}

/// A call with so many arguments, the last kind repeated.
std::string call(const Function& function, std::size_t count) {
  std::string out(function.name);
  out += '(';
  for (std::size_t i = 0; i < count; ++i) {
    out += i == 0 ? "" : ", ";
    out += sample_of(function.arguments[std::min(i, function.arguments.size() - 1)]);
  }
  return out + ')';
}

std::string problem(const std::string& text) {
  const auto expression = parse(text);
  return expression ? "" : expression.error().message;
}

bool is_built(const Function& function) {
  return !std::holds_alternative<NativeHistograms>(function.body);
}

}  // namespace

TEST_CASE("functions are sorted by name and found by it", "[unit][promql]") {
  const auto names = function_names();

  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  for (const Function& function : all_functions()) {
    CHECK(find_function(function.name) == &function);
  }
  CHECK(find_function("Rate") == nullptr);
  CHECK(find_function("") == nullptr);
  CHECK(find_function("ratee") == nullptr);
}

TEST_CASE("every function takes the arguments that it declares", "[unit][promql]") {
  for (const Function& function : all_functions()) {
    const std::string text = call(function, function.arguments.size());
    INFO(text);
    if (is_built(function)) {
      CHECK(problem(text).empty());
      CHECK(parse(text)->type() == function.result);
    } else {
      CHECK(problem(text) == "parse error: native histograms are not supported: function \"" +
                                 std::string(function.name) + "\" needs them");
    }
  }
}

TEST_CASE("a function refuses too few and too many arguments", "[unit][promql]") {
  for (const Function& function : all_functions()) {
    const std::size_t declared = function.arguments.size();
    const std::size_t least = function.variadic == 0 ? declared : declared - 1;
    INFO(function.name);
    if (least > 0) {
      CHECK(problem(call(function, least - 1)).find(" argument(s) in call to") !=
            std::string::npos);
    }
    if (is_built(function)) {
      CHECK(problem(call(function, least)).empty());
    }
    const bool limited = function.variadic >= 0;
    const bool refused = declared > 0 && !problem(call(function, declared + 1)).empty();
    CHECK((declared == 0 || refused == limited));
  }
}

TEST_CASE("a function refuses a wrong type in any place", "[unit][promql]") {
  constexpr ValueType types[] = {
      ValueType::scalar, ValueType::string, ValueType::instant_vector, ValueType::range_vector};
  for (const Function& function : all_functions()) {
    for (std::size_t wrong = 0; wrong < function.arguments.size(); ++wrong) {
      for (const ValueType type : types) {
        std::string text = std::string(function.name) + '(';
        for (std::size_t i = 0; i < function.arguments.size(); ++i) {
          text += (i == 0 ? "" : ", ") + sample_of(i == wrong ? type : function.arguments[i]);
        }
        text += ')';
        INFO(text);
        const bool complains = problem(text).find("expected type") != std::string::npos;
        CHECK(complains == (type != function.arguments[wrong]));
      }
    }
  }
}
