#include <string>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "tests/unit/promql/notation.hpp"

using firedrill::Rng;
using namespace firedrill::promql;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view tokens[] = {
    "foo",
    "up",
    "rate",
    "sum",
    "by",
    "on",
    "(",
    ")",
    "[5m]",
    "[5m:1m]",
    "[",
    "]",
    "{",
    "}",
    ",",
    "=",
    "!=",
    "=~",
    "\"a\"",
    "\"(\"",
    "5m",
    "1",
    "0.5",
    "Inf",
    "+",
    "-",
    "*",
    "/",
    "^",
    "%",
    "==",
    ">",
    "bool",
    "and",
    "or",
    "unless",
    "offset",
    "@",
    "start()",
    "group_left",
    "ignoring",
    "topk",
    "label_replace",
    "quantile",
    "without",
    "count_values",
    "absent",
    "time()",
    "#x\n",
    "'",
    "\\",
    "\xFF",
    ":",
    "vector",
};

std::string random_tokens(Rng& rng) {
  std::string text;
  for (std::uint64_t count = rng.below(14); count > 0; --count) {
    text += tokens[rng.below(std::size(tokens))];
    text += rng.below(3) == 0 ? "" : " ";
  }
  return text;
}

/// A well-formed instant vector, mostly.
std::string random_expression(Rng& rng, int depth) {
  if (depth == 0) {
    return rng.below(4) == 0 ? "vector(2)" : rng.below(2) == 0 ? "foo" : "up{job=~\"e.*\"}";
  }
  const std::string one = random_expression(rng, depth - 1);
  const std::string other = random_expression(rng, depth - 1);
  constexpr std::string_view operators[] = {
      "+", "-", "/", "^", ">", "== bool", "and", "or", "unless"};
  switch (rng.below(6)) {
    case 0:
      return "sum by (job) (" + one + ")";
    case 1:
      return "max_over_time((" + one + ")[1m:15s])";
    case 2:
      return "-" + one;
    case 3:
      return "label_replace(" + one + ", \"job\", \"$1\", \"job\", \"(.).*\")";
    case 4:
      return "topk(1, " + one + ")";
    default:
      return one + " " + std::string(operators[rng.below(std::size(operators))]) + " " + other;
  }
}

SampleStore small_store() {
  return store_of(15s, "foo 1 2 3\nup{job=\"edge\"} 1 0 1\nup{job=\"elsewhere\"} 1 1 NaN");
}

}  // namespace

TEST_CASE("random tokens never break the parser, and a mistake has a place", "[unit][promql]") {
  const SampleStore store = small_store();
  Evaluator evaluator(store);
  Rng rng(7);
  int parsed = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_tokens(rng);
    const auto expression = parse(text);
    if (expression) {
      ++parsed;
      (void)evaluator.evaluate(*expression, 30'000);
    } else {
      INFO(text);
      REQUIRE_FALSE(expression.error().message.empty());
      REQUIRE_FALSE(expression.error().where.empty());
    }
  }
  CHECK(parsed > 50);
}

TEST_CASE("random bytes never break the parser", "[unit][promql]") {
  Rng rng(8);
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    for (std::uint64_t count = rng.below(40); count > 0; --count) {
      text.push_back(static_cast<char>(rng.below(256)));
    }
    (void)parse(text);
    (void)Regex::compile(text);
  }
  SUCCEED();
}

TEST_CASE("what an expression prints parses to the same expression", "[unit][promql]") {
  const SampleStore store = small_store();
  Rng rng(9);
  for (int i = 0; i < 100; ++i) {
    const std::string text = random_expression(rng, 3);
    INFO(text);
    const auto expression = parse(text);
    REQUIRE(expression.has_value());
    const std::string printed = expression->to_string();

    REQUIRE(parse(printed)->to_string() == printed);
    REQUIRE(result_of(store, text, 30s) == result_of(store, printed, 30s));
  }
}

TEST_CASE("an evaluation depends on nothing that came before", "[unit][promql]") {
  const SampleStore store = small_store();
  Evaluator used(store);
  Rng rng(10);
  for (int i = 0; i < 200; ++i) {
    const std::string text = random_expression(rng, 2);
    const auto expression = parse(text);
    const auto value = used.evaluate(*expression, 30'000);
    const std::string fresh = result_of(store, text, 30s);
    INFO(text);
    REQUIRE(value.has_value() == (fresh.substr(0, 6) != "error:"));
  }
}
