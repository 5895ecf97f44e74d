#include "harness/rules/unit_test.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/rules/unit_test_text.hpp"

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::SourceText;
using firedrill::promql::Vector;
using namespace firedrill::rules;
using namespace std::chrono_literals;

namespace {

using Failures = std::vector<std::string>;

constexpr std::string_view rule_text = R"(groups:
- name: first
  rules:
  - record: r
    expr: sum by (x) (m)
  - alert: High
    expr: r > 1
    for: 2m
    labels: {severity: page}
    annotations: {summary: "{{ $labels.x }} at {{ $value }} in {{ $externalLabels.region }}"}
- name: second
  rules:
  - {record: late, expr: 2 * r}
)";

/// What fails of the first test of a file with these rules.
Failures failures_of(std::string_view tests, std::string_view rules = rule_text) {
  const SourceText rule_source("rules.yml", std::string(rules));
  Diagnostics rule_mistakes(rule_source);
  const std::vector<RuleGroup> groups = read_rule_file(rule_mistakes);
  const SourceText source("tests.yml", std::string(tests));
  Diagnostics mistakes(source);
  const UnitTestFile file = read_unit_test_file(mistakes);
  CHECK(render(rule_mistakes) == "");
  CHECK(render(mistakes) == "");
  REQUIRE(file.tests.size() == 1);
  return run_unit_test(file, file.tests.front(), groups);
}

/// "line:column message" of each mistake.
std::vector<std::string> mistakes_in(std::string_view text) {
  const SourceText source("t.yml", std::string(text));
  Diagnostics diagnostics(source);
  read_unit_test_file(diagnostics);
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out.push_back(source.where(diagnostic.span.begin).substr(6) + " " + diagnostic.message);
  }
  return out;
}

std::string with_test(std::string_view keys) {
  return "tests:\n- interval: 1m\n" + std::string(keys);
}

}  // namespace

TEST_CASE("a test that expects what the rules do passes", "[unit][rules][unit_test]") {
  CHECK(failures_of(R"(
evaluation_interval: 30s
tests:
- interval: 1m
  name: rises
  external_labels: {region: eu}
  input_series:
  - {series: 'm{x="a"}', values: 0+1x10}
  - {series: 'm{x="b"}', values: 0x10}
  alert_rule_test:
  - {eval_time: 2m, alertname: High}
  - {eval_time: 3m59s, alertname: High}
  - eval_time: 4m
    alertname: High
    exp_alerts:
    - exp_labels: {x: a, severity: page}
      exp_annotations: {summary: a at 4 in eu}
  promql_expr_test:
  - expr: r
    eval_time: 3m
    exp_samples:
    - {labels: 'r{x="b"}', value: 0}
    - {labels: 'r{x="a"}', value: 3}
  - {expr: sum(late), eval_time: 3m, exp_samples: [{labels: '{}', value: 6}]}
  - {expr: "1 > bool 2", eval_time: 3m, exp_samples: [{labels: '{}', value: 0}]}
)") == Failures{});
}

TEST_CASE("a failure reads as promtool's", "[unit][rules][unit_test]") {
  const auto failures = failures_of(R"(
tests:
- interval: 1m
  name: hello
  input_series:
  - {series: 'm{x="a"}', values: 2x10}
  alert_rule_test:
  - eval_time: 3m
    alertname: High
    exp_alerts:
    - {exp_labels: {x: b}, exp_annotations: {other: ""}}
    - {}
  promql_expr_test:
  - {expr: m, eval_time: 90s}
  - {expr: m, eval_time: 1m, exp_samples: [{labels: m, value: 1500000}]}
  - {expr: '"s"', eval_time: 15s}
  - {expr: 'm ==', eval_time: 1m}
  - {eval_time: 1m}
  - {expr: m, eval_time: 1m, exp_samples: [{labels: 'm{x="a"}', value: 2}]}
)");

  REQUIRE(failures.size() == 6);
  CHECK(failures[0] == R"(    name: hello,
    alertname: High, time: 3m, 
        exp:[
            0:
              Labels:{alertname="High"}
              Annotations:{},
            1:
              Labels:{alertname="High", x="b"}
              Annotations:{other=""}
            ], 
        got:[
            0:
              Labels:{alertname="High", severity="page", x="a"}
              Annotations:{summary="a at 2 in "}
            ])");
  CHECK(failures[1] == R"(    expr: "m", time: 1m30s,
        exp: nil
        got: {__name__="m", x="a"} 2E+00)");
  CHECK(failures[2] == R"(    expr: "m", time: 1m,
        exp: {__name__="m"} 1.5E+06
        got: {__name__="m", x="a"} 2E+00)");
  CHECK(failures[3] ==
        R"(    expr: "\"s\"", time: 15s, err: rule result is not a vector or scalar)");
  CHECK(failures[4] ==
        R"(    expr: "m ==", time: 1m, err: 1:5: parse error: unexpected end of input)");
  CHECK(failures[5] ==
        R"(    expr: "", time: 1m, err: 1:1: parse error: no expression found in input)");
}

TEST_CASE("a rule that fails ends the test", "[unit][rules][unit_test]") {
  const auto failures = failures_of(
      R"(
tests:
- interval: 1m
  input_series:
  - {series: 'm{x="a"}', values: 1 1 1}
  - {series: 'm{x="b"}', values: _ 1 1}
  promql_expr_test:
  - {expr: m, eval_time: 2m}
)",
      "groups: [{name: g, rules: [{record: r, expr: m * on () m}]}]\n");

  REQUIRE(failures.size() == 1);
  CHECK(failures[0].starts_with(
      "    rule: r, time: 1m0s, err: found duplicate series for the match group"));
}

TEST_CASE("groups are evaluated in the order that the file asks for", "[unit][rules][unit_test]") {
  const std::string tests = R"(tests:
- interval: 1m
  input_series: [{series: m, values: 1}]
  promql_expr_test: [{expr: late, eval_time: 0s, exp_samples: [{labels: late, value: 2}]}]
)";

  CHECK(failures_of(tests) == Failures{});
  CHECK(failures_of("group_eval_order: [second, first]\n" + tests).size() == 1);
}

TEST_CASE("samples count up to the last evaluation, of a repeated series the last",
          "[unit][rules][unit_test]") {
  CHECK(failures_of(R"(
tests:
- interval: 20s
  input_series:
  - {series: m, values: 1}
  - {series: m, values: 5 6 7 8 9 10}
  promql_expr_test: [{expr: m, eval_time: 80s, exp_samples: [{labels: m, value: 8}]}]
)") == Failures{});
}

TEST_CASE("NaN is never what a test expects, as in promtool", "[unit][rules][unit_test]") {
  const auto failures = failures_of(R"(
tests:
- interval: 1m
  input_series: [{series: m, values: NaN}]
  promql_expr_test: [{expr: m, eval_time: 0s, exp_samples: [{labels: m, value: .nan}]}]
)");
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].ends_with("exp: {__name__=\"m\"} NaN\n        got: {__name__=\"m\"} NaN"));
}

TEST_CASE("a mistake in a file of tests has a place", "[unit][rules][unit_test]") {
  CHECK(mistakes_in("tset: []\n").front().starts_with("1:1 unknown key \"tset\""));
  CHECK(mistakes_in("group_eval_order: [a, b, a]\n") ==
        Failures{"1:26 group name repeated in evaluation order: \"a\""});
  CHECK(mistakes_in("evaluation_interval: soon\n") ==
        Failures{"1:22 \"evaluation_interval\" cannot be \"soon\""});
  CHECK(mistakes_in("rule_files: a.yml\n").front().starts_with("1:13 \"rule_files\" must be"));
  CHECK(mistakes_in(with_test("  input_series:\n  - {series: 'm{', values: 1}\n"))
            .front()
            .starts_with("4:17 could not parse labels: "));
  CHECK(mistakes_in(with_test("  input_series:\n  - {series: 'm{a=~\"b\"}', values: 1}\n")) ==
        Failures{"4:17 could not parse labels: unexpected \"=~\" in label set, expected \"=\""});
  CHECK(mistakes_in(with_test("  input_series:\n  - {series: m, values: 1 2 z}\n")) ==
        Failures{"4:29 could not parse values: unexpected \"z\" in series values, expected number "
                 "or \"stale\""});
  CHECK(mistakes_in(with_test("  alert_rule_test: [{eval_time: 1m}]\n")) ==
        Failures{"3:21 a test of alerts needs the key \"alertname\""});
  CHECK(mistakes_in(with_test("  promql_expr_test:\n  - expr: m\n    exp_samples:\n"
                              "    - {labels: m, value: '2'}\n")) ==
        Failures{"6:26 \"value\" must be a number, found the text \"2\""});
  CHECK(mistakes_in("tests: [{input_series: [{series: m, values: 1}]}]\n") ==
        Failures{"1:9 a test without \"interval\" has the first value of each series only"});
  CHECK(mistakes_in("{}\n---\n{}\n").size() == 1);
  CHECK(mistakes_in("").empty());
}

TEST_CASE("durations are told as Go tells them", "[unit][rules][unit_test]") {
  CHECK(go_duration(0s) == "0s");
  CHECK(go_duration(500ms) == "500ms");
  CHECK(go_duration(1500ms) == "1.5s");
  CHECK(go_duration(61s) == "1m1s");
  CHECK(go_duration(2h) == "2h0m0s");
}

TEST_CASE("samples and alerts are told as promtool tells them", "[unit][rules][unit_test]") {
  CHECK(samples_text({}) == "nil");
  CHECK(samples_text(Vector{{{{"a", "b"}}, 0.001}, {{}, -1.0 / 0.0}}) ==
        "{a=\"b\"} 1E-03, {} -Inf");
  CHECK(alerts_text({}) == "[]");
}

TEST_CASE("a test of too many evaluations is refused", "[unit][rules][unit_test]") {
  CHECK(failures_of(R"(evaluation_interval: 1ms
tests:
- promql_expr_test: [{expr: m, eval_time: 1d}]
)") == Failures{"    more than 10000000 evaluations until 24h0m0s: lengthen evaluation_interval"});
}
