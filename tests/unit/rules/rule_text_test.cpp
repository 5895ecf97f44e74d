#include "harness/rules/rule_text.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Diagnostics;
using firedrill::SourceText;
using namespace firedrill::rules;

namespace {

std::string shown_again(const std::string& text) {
  const SourceText source("a.yml", text);
  Diagnostics diagnostics(source);
  const std::vector<RuleGroup> groups = read_rule_file(diagnostics);
  CHECK(render(diagnostics) == "");
  return to_yaml(groups);
}

}  // namespace

TEST_CASE("rules are shown as a rule file that reads back the same", "[unit][rules][rule_text]") {
  const std::string shown = shown_again(R"(
groups:
- name: api
  interval: 90s
  limit: 10
  rules:
  - record: job:errors:rate5m
    expr: sum(rate(errors_total[5m])) by (job)
    labels: {tier: 1}
  - alert: High
    expr: |
      job:errors:rate5m
        > 0.050
    for: 5m
    keep_firing_for: 1h
    labels: {severity: page, empty: ""}
    annotations:
      summary: "{{ $value }}: \"errors\"\nof {{ $labels.job }}"
- name: "2"
)");

  CHECK(shown == R"yaml(groups:
- name: "api"
  interval: 1m30s
  limit: 10
  rules:
  - record: "job:errors:rate5m"
    expr: "sum by (job) (rate(errors_total[5m]))"
    labels:
      tier: "1"
  - alert: "High"
    expr: "job:errors:rate5m > 0.05"
    for: 5m
    keep_firing_for: 1h
    labels:
      empty: ""
      severity: "page"
    annotations:
      summary: "{{ $value }}: \"errors\"\nof {{ $labels.job }}"
- name: "2"
  rules: []
)yaml");
  CHECK(shown_again(shown) == shown);
  CHECK(to_yaml({}) == "groups: []\n");
}
