#include <string>
#include <variant>

#include <catch2/catch.hpp>

#include "harness/promql/expression.hpp"

using firedrill::promql::parse;

namespace {

std::string canonical(const std::string& text) {
  const auto expression = parse(text);
  if (!expression) {
    return expression.error().where + ": " + expression.error().message;
  }
  return expression->to_string();
}

/// The tree as parentheses show it.
std::string grouped(const firedrill::promql::Node& node) {
  using namespace firedrill::promql;
  if (const auto* binary = std::get_if<BinaryOperation>(&node.data)) {
    return '(' + grouped(*binary->left) + std::string(to_string(binary->operation)) +
           grouped(*binary->right) + ')';
  }
  if (const auto* unary = std::get_if<UnaryOperation>(&node.data)) {
    return (unary->negative ? "(-" : "(+") + grouped(*unary->operand) + ')';
  }
  return to_string(node);
}

}  // namespace

TEST_CASE("an expression prints in Prometheus' canonical form", "[unit][promql]") {
  CHECK(canonical("rate( http_requests_total{code=~'5..',service=\"edge\"} [ 1m ] )") ==
        "rate(http_requests_total{code=~\"5..\",service=\"edge\"}[1m])");
  CHECK(canonical("SUM(a) BY (b,c,)") == "sum by (b, c) (a)");
  CHECK(canonical("sum without(b)(a)") == "sum without (b) (a)");
  CHECK(canonical("topk(3,a)") == "topk(3, a)");
  CHECK(canonical("a+b*c") == "a + b * c");
  CHECK(canonical("a>bool on(x)group_left(y)b") == "a > bool on (x) group_left (y) b");
  CHECK(canonical("a / ignoring(x) b") == "a / ignoring (x) b");
  CHECK(canonical("a and on() b") == "a and on () b");
  CHECK(canonical("foo[90m] offset 1h30m") == "foo[1h30m] offset 1h30m");
  CHECK(canonical("foo offset -1d") == "foo offset -1d");
  CHECK(canonical("foo[14d]") == "foo[2w]");
  CHECK(canonical("max_over_time(rate(foo[5m])[1h:30s] offset 10s)") ==
        "max_over_time(rate(foo[5m])[1h:30s] offset 10s)");
  CHECK(canonical("foo[5m:]") == "foo[5m:]");
  CHECK(canonical("foo @ 1.5") == "foo @ 1.500");
  CHECK(canonical("foo[5m] @ end() offset 1s") == "foo[5m] @ end() offset 1s");
  CHECK(canonical("{__name__=\"foo\"}") == "{__name__=\"foo\"}");
  CHECK(canonical("{__name__=\"\",a=\"b\"}") == "{__name__=\"\",a=\"b\"}");
  CHECK(canonical("foo{ # why\n a=\"b\" # not\n }") == "foo{a=\"b\"}");
  CHECK(canonical("-(foo)") == "-(foo)");
  CHECK(canonical("'a\\'b\\n'") == "\"a'b\\n\"");
}

TEST_CASE("numbers print as Go prints them", "[unit][promql]") {
  CHECK(canonical("0x1F") == "31");
  CHECK(canonical("010") == "8");
  CHECK(canonical("08") == "8");
  CHECK(canonical("1e3") == "1000");
  CHECK(canonical("100000") == "100000");
  CHECK(canonical("1000000") == "1e+06");
  CHECK(canonical("123456789012345678901") == "1.2345678901234568e+20");
  CHECK(canonical("0.0001") == "0.0001");
  CHECK(canonical("0.00001") == "1e-05");
  CHECK(canonical(".5") == "0.5");
  CHECK(canonical("5.") == "5");
  CHECK(canonical("-Inf") == "-Inf");
  CHECK(canonical("nan") == "NaN");
  CHECK(canonical("1e-400") == "0");
}

TEST_CASE("operators bind as in Prometheus", "[unit][promql]") {
  const auto tree = [](const std::string& text) { return grouped(parse(text)->root()); };

  CHECK(tree("a + b * c ^ d ^ e") == "(a+(b*(c^(d^e))))");
  CHECK(tree("a - b - c") == "((a-b)-c)");
  CHECK(tree("a * b / c % d") == "(((a*b)/c)%d)");
  CHECK(tree("a or b and c unless d > e") == "(aor((bandc)unless(d>e)))");
  CHECK(tree("a > b + c") == "(a>(b+c))");
  CHECK(tree("a == bool b != bool c") == "((a==b)!=c)");
  CHECK(tree("-a ^ b") == "(-(a^b))");
  CHECK(tree("-a * b") == "((-a)*b)");
  CHECK(tree("-a + b") == "((-a)+b)");
  CHECK(tree("a ^ -b ^ c * d") == "((a^(-(b^c)))*d)");
  CHECK(tree("--a") == "(-(-a))");
  CHECK(tree("-1 ^ 2") == "(-(1^2))");
  CHECK(tree("2 - -1") == "(2--1)");
  CHECK(tree("-a offset 5m") == "(-a offset 5m)");
  CHECK(tree("a + b offset 5m") == "(a+b offset 5m)");
}

TEST_CASE("keywords can name metrics and labels", "[unit][promql]") {
  CHECK(canonical("sum") == "sum");
  CHECK(canonical("sum{by=\"x\"}") == "sum{by=\"x\"}");
  CHECK(canonical("by + offset offset 5m") == "by + offset offset 5m");
  CHECK(canonical("sum by (by, on, sum, bool) (and)") == "sum by (by, on, sum, bool) (and)");
  CHECK(canonical("start @ start()") == "start @ start()");
  CHECK(canonical(":recorded:rule5m") == ":recorded:rule5m");
}

TEST_CASE("the metrics of an expression are listed once each, by name", "[unit][promql]") {
  const auto expression =
      parse("sum(rate(b[5m])) / sum(a) > 0.5 unless {__name__=\"c\"} or {__name__=~\"d.*\"} + a");

  REQUIRE(expression.has_value());
  CHECK(metric_names(*expression) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("selectors are found anywhere but inside absent, each matcher with its place",
          "[unit][promql]") {
  const std::string text = "rate(a{ x = 'é' , y=\"2\"}[5m]) + max(b) or absent(c{z='3'})";

  const auto expression = parse(text);
  REQUIRE(expression.has_value());
  const std::vector<const VectorSelector*> found = selectors(*expression);

  REQUIRE(found.size() == 2);
  CHECK(found[0]->name == "a");
  CHECK(found[1]->name == "b");
  const Matcher& x = found[0]->matchers[0];
  CHECK(text.substr(x.position, 1) == "x");
  CHECK(text.substr(x.value_position, x.end - x.value_position) == "'é'");
  const Matcher& y = found[0]->matchers[1];
  CHECK(text.substr(y.value_position, y.end - y.value_position) == "\"2\"");
  const std::vector<const VectorSelector*> of_absence = selectors_of_absence(*expression);
  REQUIRE(of_absence.size() == 1);
  CHECK(metric_names(of_absence) == std::vector<std::string>{"c"});
}

TEST_CASE("an expression may read metrics that it does not name", "[unit][promql]") {
  const auto names_all = [](const std::string& text) { return names_all_metrics(*parse(text)); };

  CHECK(names_all("1"));
  CHECK(names_all("sum(rate(a[5m])) / b > 0.5 or {__name__=\"c\"}"));
  CHECK_FALSE(names_all("a + sum({job=\"server\"})"));
  CHECK_FALSE(names_all("rate({__name__=~\"a.*\"}[5m])"));
  CHECK_FALSE(names_all("absent_over_time(a[5m])"));
}

TEST_CASE("the longest range adds offsets and subqueries", "[unit][promql]") {
  using namespace std::chrono_literals;
  const auto reach = [](const std::string& text) { return longest_range(*parse(text)); };

  CHECK(reach("1") == 0s);
  CHECK(reach("foo") == 0s);
  CHECK(reach("foo offset 1h") == 1h);
  CHECK(reach("foo offset -1h") == 0s);
  CHECK(reach("rate(foo[5m]) + rate(foo[1m])") == 5min);
  CHECK(reach("rate(foo[5m] offset 10m)") == 15min);
  CHECK(reach("max_over_time(rate(foo[5m])[1h:1m] offset 10m)") == 75min);
  CHECK(reach("rate(foo[200y] offset 200y)") == firedrill::Duration::max());
}

TEST_CASE("an expression knows its type", "[unit][promql]") {
  using firedrill::promql::ValueType;

  CHECK(parse("1 + 1")->type() == ValueType::scalar);
  CHECK(parse("1 + foo")->type() == ValueType::instant_vector);
  CHECK(parse("-(foo)")->type() == ValueType::instant_vector);
  CHECK(parse("\"a\"")->type() == ValueType::string);
  CHECK(parse("foo[5m]")->type() == ValueType::range_vector);
  CHECK(parse("(foo[5m:1m])")->type() == ValueType::range_vector);
  CHECK(parse("scalar(foo)")->type() == ValueType::scalar);
}
