#include <cmath>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/overloaded.hpp"
#include "harness/core/rng.hpp"
#include "harness/promql/expression.hpp"
#include "harness/promql/functions.hpp"

using firedrill::Overloaded;
using firedrill::Rng;
using namespace firedrill::promql;

namespace {

std::string shape(const TimeShift& shift) {
  const std::string at =
      shift.at ? fmt::format("{}/{}", static_cast<int>(shift.at->kind), shift.at->t_ms) : "now";
  return fmt::format("<{} {}>", shift.offset.count(), at);
}

std::string shape(const VectorSelector& selector) {
  return fmt::format("{} {{{}}} {}", selector.name, selector.key, shape(selector.shift));
}

/// All that a tree holds but the places in the text.
std::string shape(const Node& node) {
  std::string out = std::visit(
      Overloaded{
          [](const NumberLiteral& number) {
            return std::isnan(number.value) ? "NaN" : fmt::format("number {:a}", number.value);
          },
          [](const StringLiteral& literal) { return "string " + literal.value; },
          [](const VectorSelector& selector) { return "vector " + shape(selector); },
          [](const MatrixSelector& matrix) {
            return fmt::format("matrix {} {}", shape(matrix.selector), matrix.range.count());
          },
          [](const Subquery& subquery) {
            return fmt::format("subquery {} {} {}",
                               subquery.range.count(),
                               subquery.step.count(),
                               shape(subquery.shift));
          },
          [](const Call& call) { return fmt::format("call {}", call.function->name); },
          [](const Aggregation& aggregation) {
            return fmt::format("aggregation {} {} {}",
                               to_string(aggregation.operation),
                               aggregation.without,
                               aggregation.grouping);
          },
          [](const BinaryOperation& binary) {
            return fmt::format("binary {} {} {} {} {} {}",
                               to_string(binary.operation),
                               binary.returns_bool,
                               static_cast<int>(binary.matching.cardinality),
                               binary.matching.on,
                               binary.matching.labels,
                               binary.matching.include);
          },
          [](const UnaryOperation& unary) { return fmt::format("unary {}", unary.negative); },
          [](const Parentheses&) { return std::string("parentheses"); },
      },
      node.data);
  for (const Node* const child : children(node)) {
    out += fmt::format("[{}]", shape(*child));
  }
  return out;
}

/// Draws well-typed expressions that use all of the grammar.
class Grammar {
 public:
  explicit Grammar(std::uint64_t seed) : rng_(seed) {}

  std::string vector(int depth) {
    if (depth == 0) {
      return one_of({"foo",
                     "up{job=\"edge\"}",
                     "{__name__=\"\",a=\"b\"}",
                     "sum",
                     "start",
                     "job:up:sum5m{a=~\"x|\\\"y\",b!~'\\\\d+',}",
                     "by{by=\"\\n\xC3\xBC\\xff\"}"}) +
             shift();
    }
    switch (rng_.below(8)) {
      case 0:
        return aggregation(depth);
      case 1:
        return one_of({"rate", "last_over_time", "absent_over_time"}) + '(' + range(depth) + ')';
      case 2:
        return "round(" + vector(depth - 1) + ", " + scalar(depth - 1) + ')';
      case 3:
        return "label_replace(" + vector(depth - 1) + ", 'a', \"$1\", `b`, '(.*)')";
      case 4:
        return '(' + vector(depth - 1) + ')';
      case 5:
        return one_of({"-", "+"}) + vector(depth - 1);
      default:
        return binary(depth);
    }
  }

 private:
  std::string one_of(std::initializer_list<const char*> texts) {
    return *(texts.begin() + static_cast<std::ptrdiff_t>(rng_.below(texts.size())));
  }

  std::string shift() {
    return one_of({"",
                   "",
                   "",
                   " offset 5m",
                   " offset -1w2d",
                   " @ 1.5",
                   " @ -0.001",
                   " @ start()",
                   " @ end() offset 1500ms",
                   " offset 1ms @ 1e9"});
  }

  std::string scalar(int depth) {
    if (depth == 0 || rng_.below(2) == 0) {
      return one_of({"1",
                     "-1",
                     "0x1f",
                     "017",
                     "1e21",
                     "1e-7",
                     "-0",
                     "Inf",
                     "-inf",
                     "NaN",
                     "0.1",
                     "123456789",
                     "5e-324",
                     "1.7976931348623157e308",
                     "time()"});
    }
    return scalar(depth - 1) + one_of({" + ", " ^ ", " % ", " > bool ", " / -"}) +
           scalar(depth - 1);
  }

  std::string range(int depth) {
    if (rng_.below(2) == 0) {
      return one_of({"foo[5m]", "{a=\"b\"}[90m]", "(foo[1d])"});
    }
    return '(' + vector(depth - 1) + one_of({")[1h:]", ")[365d:1m30s]", ")[2w:1d]"}) + shift();
  }

  std::string aggregation(int depth) {
    const std::string grouping =
        one_of({"", " by ()", " by (a, by)", " without ()", " without (a,)"});
    const std::string operand = vector(depth - 1);
    switch (rng_.below(3)) {
      case 0:
        return one_of({"SUM", "avg", "stddev"}) + grouping + '(' + operand + ')';
      case 1:
        return "topk(" + scalar(depth - 1) + ", " + operand + ')' + grouping;
      default:
        return "count_values" + grouping + "('v', " + operand + ')';
    }
  }

  std::string binary(int depth) {
    const std::string matching = one_of({"", "", " on ()", " ignoring (a)", " on (a, b)"});
    const std::string left = vector(depth - 1) + ' ';
    const std::string right = ' ' + vector(depth - 1);
    switch (rng_.below(4)) {
      case 0:
        return left + one_of({"and", "or", "unless", "OR"}) + matching + right;
      case 1:
        return left + one_of({"==", "!=", "< bool", ">= bool"}) + matching + right;
      case 2:
        return '(' + scalar(depth - 1) + one_of({" + ", " ^ ", " == ", " * "}) + vector(depth - 1) +
               ')';
      default:
        return left + one_of({"+", "-", "*", "/", "%", "^"}) +
               (matching.empty()
                    ? ""
                    : matching +
                          one_of(
                              {"", " group_left ()", " group_left (c, d)", " group_right (d)"})) +
               right;
    }
  }

  Rng rng_;
};

}  // namespace

TEST_CASE("what an expression prints parses to the same tree", "[unit][promql]") {
  constexpr std::uint64_t seeds = 600;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const std::string text = Grammar(seed).vector(static_cast<int>(seed % 5));
    INFO("seed " << seed << ": " << text);
    const auto expression = parse(text);
    REQUIRE((expression ? "" : expression.error().message) == "");

    const std::string printed = expression->to_string();
    INFO("printed: " << printed);
    const auto again = parse(printed);
    REQUIRE((again ? "" : again.error().message) == "");
    REQUIRE(shape(again->root()) == shape(expression->root()));
    REQUIRE(again->to_string() == printed);
  }
}

TEST_CASE("the canonical form has one spelling of numbers, keywords, quotes and spaces",
          "[unit][promql]") {
  const auto canonical = [](const std::string& text) { return parse(text)->to_string(); };

  CHECK(canonical("SUM  BY(a,)(foo)") == "sum by (a) (foo)");
  CHECK(canonical("sum(foo)by(a)") == "sum by (a) (foo)");
  CHECK(canonical("sum by () (foo)") == "sum(foo)");
  CHECK(canonical("sum without () (foo)") == "sum without () (foo)");
  CHECK(canonical("quantile without(a)(.5,foo)") == "quantile without (a) (0.5, foo)");
  CHECK(canonical("count_values('v', foo)") == "count_values(\"v\", foo)");
  CHECK(canonical("foo{a='b',}") == "foo{a=\"b\"}");
  CHECK(canonical("foo{}") == "foo");
  CHECK(canonical("foo AND bar UNLESS baz") == "foo and bar unless baz");
  CHECK(canonical("foo\n+\nbar # why") == "foo + bar");
  CHECK(canonical("foo == BOOL on ( a ) GROUP_LEFT bar") == "foo == bool on (a) group_left () bar");
  CHECK(canonical("foo * ignoring () bar") == "foo * bar");
  CHECK(canonical("foo * ignoring () group_left bar") == "foo * ignoring () group_left () bar");
  CHECK(canonical("foo offset 60s @ 3") == "foo @ 3.000 offset 1m");
  CHECK(canonical("foo[60m] @ 3 offset 86400s") == "foo[1h] @ 3.000 offset 1d");
  CHECK(canonical("foo[1h:60s]") == "foo[1h:1m]");
  CHECK(canonical("- - 1") == "1");
  CHECK(canonical("-(-1)") == "-(-1)");
  CHECK(canonical("+foo") == "+foo");
  CHECK(canonical("+inf + -INF") == "Inf + -Inf");
  CHECK(canonical("inf ^ 2") == "Inf ^ 2");
  CHECK(canonical("((foo))") == "((foo))");
  CHECK(canonical("`a\\n\"`") == "\"a\\\\n\\\"\"");
}
