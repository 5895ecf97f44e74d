#include "harness/rules/rule_file.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::SourceText;
using firedrill::rules::read_rule_file;
using firedrill::rules::Rule;
using firedrill::rules::RuleGroup;
using namespace std::chrono_literals;

namespace {

/// "line:column message" of each mistake.
std::vector<std::string> mistakes(std::string_view text) {
  const SourceText source("a.yml", std::string(text));
  Diagnostics diagnostics(source);
  read_rule_file(diagnostics);
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out.push_back(source.where(diagnostic.span.begin).substr(6) + " " + diagnostic.message);
  }
  return out;
}

std::vector<RuleGroup> groups_of(std::string_view text) {
  const SourceText source("a.yml", std::string(text));
  Diagnostics diagnostics(source);
  std::vector<RuleGroup> groups = read_rule_file(diagnostics);
  CHECK(render(diagnostics) == "");
  return groups;
}

/// One rule in a group.
std::string with_rule(std::string_view rule) {
  return "groups:\n- name: g\n  rules:\n" + std::string(rule);
}

using Mistakes = std::vector<std::string>;

}  // namespace

TEST_CASE("a rule file is read as Prometheus reads it", "[unit][rules]") {
  const auto groups = groups_of(R"(
groups:
  - name: api
    interval: 30s
    limit: 10
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
        labels: {tier: 1}
      - alert: HighErrors
        expr: |
          job:errors:rate5m
            > 0.05
        for: 5m
        keep_firing_for: 1h30m
        labels:
          severity: page
        annotations:
          summary: "{{ $value }} errors"
  - name: empty
)");

  REQUIRE(groups.size() == 2);
  CHECK(groups[0].name == "api");
  CHECK(groups[0].interval == 30s);
  CHECK(groups[0].limit == 10);
  REQUIRE(groups[0].rules.size() == 2);
  const Rule& recording = groups[0].rules[0];
  CHECK(recording.kind == Rule::Kind::recording);
  CHECK(recording.name == "job:errors:rate5m");
  CHECK(recording.query.to_string() == "sum by (job) (rate(errors_total[5m]))");
  CHECK(recording.labels == decltype(recording.labels){{"tier", "1"}});
  const Rule& alerting = groups[0].rules[1];
  CHECK(alerting.kind == Rule::Kind::alerting);
  CHECK(alerting.query.to_string() == "job:errors:rate5m > 0.05");
  CHECK(alerting.timing.pending_for == 5min);
  CHECK(alerting.timing.keep_firing_for == 90min);
  CHECK(alerting.annotations == decltype(alerting.annotations){{"summary", "{{ $value }} errors"}});
  CHECK(groups[1].rules.empty());
  CHECK_FALSE(groups[1].interval);
}

TEST_CASE("Kubernetes objects of kind PrometheusRule are rule files", "[unit][rules]") {
  const auto groups = groups_of(R"(
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: one}
spec:
  groups:
    - name: g
      partial_response_strategy: warn
      rules: [{alert: A, expr: up == 0}]
---
kind: PrometheusRule
spec:
  groups:
    - name: g
      rules: [{alert: B, expr: up == 0}]
)");

  REQUIRE(groups.size() == 2);
  CHECK(groups[0].rules.front().name == "A");
  CHECK(groups[1].rules.front().name == "B");
}

TEST_CASE("all that Prometheus refuses is named with its place", "[unit][rules]") {
  CHECK(mistakes("groups:\n- rules: []\n") == Mistakes{"2:3 Groupname must not be empty"});
  CHECK(mistakes("groups:\n- name: g\n- name: g\n") ==
        Mistakes{"3:9 groupname: \"g\" is repeated in the same file"});
  CHECK(mistakes(with_rule("  - expr: up\n")) ==
        Mistakes{"4:5 one of 'record' or 'alert' must be set"});
  CHECK(mistakes(with_rule("  - {record: a, alert: b, expr: up}\n")) ==
        Mistakes{"4:24 only one of 'record' and 'alert' must be set"});
  CHECK(mistakes(with_rule("  - alert: A\n")) == Mistakes{"4:5 field 'expr' must be set in rule"});
  CHECK(mistakes(with_rule("  - {record: a-b, expr: up}\n")) ==
        Mistakes{"4:14 invalid recording rule name: \"a-b\""});
  CHECK(mistakes(with_rule("  - {record: a, expr: up, for: 5m}\n")) ==
        Mistakes{"4:32 invalid field \"for\" in recording rule"});
  CHECK(mistakes(with_rule("  - {record: a, expr: up, for: 0s, annotations: {}}\n")).empty());
  CHECK(mistakes(with_rule("  - {alert: A, expr: up, for: 5}\n")) ==
        Mistakes{"4:31 \"for\" cannot be \"5\""});
  CHECK(mistakes(with_rule("  - {alert: A, expr: up, labels: {a-b: x, __name__: y}}\n")) ==
        Mistakes{"4:35 invalid label name: \"a-b\"", "4:43 invalid label name: \"__name__\""});
  CHECK(mistakes(with_rule("  - {alert: A, expr: up, summary: x}\n")) ==
        Mistakes{"4:26 unknown key \"summary\" in a rule"});
  CHECK(mistakes(with_rule("  - {alert: A, expr: up, labels: [x]}\n")).size() == 1);
  CHECK(mistakes("groups: [{name: g, partial_response_strategy: warn}]\n").size() == 1);
  CHECK(mistakes("groups: 5\n").size() == 1);
  CHECK(mistakes("[]").size() == 1);
}

TEST_CASE("a rule's expression gives a vector or a scalar", "[unit][rules]") {
  CHECK(mistakes(with_rule("  - {alert: A, expr: 'up[1m]'}\n")) ==
        Mistakes{"4:22 rule result is not a vector or scalar"});
  CHECK(mistakes(with_rule("  - {record: a, expr: '\"s\"'}\n")) ==
        Mistakes{"4:23 rule result is not a vector or scalar"});
  CHECK(mistakes(with_rule("  - {alert: A, expr: 5}\n")).empty());
}

TEST_CASE("a mistake in an expression is shown where it stands", "[unit][rules]") {
  CHECK(mistakes(with_rule("  - alert: A\n    expr: up ==\n")).front().starts_with("5:1"));
  CHECK(mistakes(with_rule("  - alert: A\n    expr: sum(up, 1, 2))\n")).front().substr(0, 3) ==
        "5:1");
  const auto block = mistakes(with_rule("  - alert: A\n    expr: |\n      up\n      == == 0\n"));
  REQUIRE(block.size() == 1);
  CHECK(block.front().substr(0, 4) == "7:10");
}

TEST_CASE("objects in a list of objects are rule files too", "[unit][rules]") {
  const auto groups = groups_of(R"(
apiVersion: v1
kind: List
items:
- kind: ConfigMap
  data: {groups: none}
- kind: PrometheusRule
  spec: {groups: [{name: g, rules: [{alert: A, expr: up == 0}]}]}
- kind: PrometheusRule
  spec: {groups: [{name: g, rules: [{alert: B, expr: up == 0}]}]}
---
kind: PrometheusRuleList
items:
- spec: {groups: [{name: h, rules: [{alert: C, expr: up == 0}]}]}
)");

  REQUIRE(groups.size() == 3);
  CHECK(groups[0].rules.front().name == "A");
  CHECK(groups[1].rules.front().name == "B");
  CHECK(groups[2].rules.front().name == "C");
  CHECK(groups_of("kind: List\n").empty());
}

TEST_CASE("other objects beside rules are left out, alone they are a mistake", "[unit][rules]") {
  constexpr const char* monitor = "apiVersion: v1\nkind: ServiceMonitor\nspec: {endpoints: []}\n";
  const std::string rule =
      "kind: PrometheusRule\nspec: {groups: [{name: g, rules: [{alert: A, expr: up == 0}]}]}\n";

  CHECK(groups_of(rule + "---\n" + monitor).size() == 1);
  CHECK(groups_of(monitor + ("---\n" + rule)).size() == 1);
  CHECK_FALSE(mistakes(monitor).empty());
}

TEST_CASE("a mistake in a template is shown where it stands", "[unit][rules]") {
  CHECK(mistakes(with_rule("  - alert: A\n    expr: up\n    annotations:\n"
                           "      summary: \"{{ $lable.a }}\"\n")) ==
        Mistakes{"7:20 annotation \"summary\": could not parse template: undefined variable "
                 "\"$lable\""});
  CHECK(mistakes(with_rule("  - alert: A\n    expr: up\n    labels:\n"
                           "      team: |\n        a\n        {{ end }}\n"))
            .front()
            .starts_with("9:12 label \"team\": "));
  CHECK(mistakes(with_rule("  - record: a\n    expr: up\n    labels: {x: \"{{\"}\n")).empty());
}

TEST_CASE("a rule that stands there twice is a warning", "[unit][rules]") {
  const auto twice = mistakes(with_rule("  - {record: a, expr: up}\n  - {record: a, expr: up}\n"));
  CHECK(twice == Mistakes{"5:5 duplicate rule \"a\": the same name and labels"});
}

TEST_CASE("of several documents Prometheus reads the first", "[unit][rules]") {
  CHECK(mistakes("groups: []\n---\ngroups: [1]\n") ==
        Mistakes{"3:1 Prometheus reads the first document of a file only"});
}

TEST_CASE("a duration has a limit", "[unit][rules]") {
  CHECK(groups_of("groups: [{name: g, interval: 10y, rules: []}]").size() == 1);
  CHECK(mistakes("groups: [{name: g, interval: 11y, rules: []}]") ==
        Mistakes{R"(1:30 "interval" cannot be "11y")"});
}
