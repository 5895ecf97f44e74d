// What control/alerts makes of rules beyond the inline alerts of alerts_test.cpp.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/alerts.hpp"
#include "harness/scenario/rule_groups.hpp"
#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

std::vector<rules::RuleGroup> rule_file(const std::string& text) {
  const SourceText source("a.yml", text);
  Diagnostics diagnostics(source);
  std::vector<rules::RuleGroup> groups = rules::read_rule_file(diagnostics);
  INFO(render(diagnostics));
  CHECK(diagnostics.empty());
  return groups;
}

/// Rules over one series m, a scrape and an evaluation every 15 s.
struct RuleDetector {
  explicit RuleDetector(const std::string& text, const rules::EngineOptions& options = {})
      : alerts(timeline, rule_file(text), store, impact, options) {
    alerts.send_to([this](const rules::SentAlert& alert, EventId cause) {
      sent.emplace_back(t_ms() / 1000, alert.labels.to_string());
      CHECK(cause == timeline.events().back().id);
    });
  }

  /// A scrape; evaluations are the test's own.
  void scrape(double value) {
    next += 15s;
    scheduler.run_until(Instant{next});
    store.append(*store.series({{"__name__", "m"}, {"x", "a"}}), t_ms(), value);
  }

  void step(double value) {
    scrape(value);
    alerts.evaluate(t_ms());
  }

  std::int64_t t_ms() const { return promql::to_ms(next); }

  std::vector<std::string> whats() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      lines.push_back(std::string(to_string(event.type)) + ": " + event.what);
    }
    return lines;
  }

  using Sent = std::vector<std::pair<std::int64_t, std::string>>;

  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  promql::SampleStore store;
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  Sent sent;
  control::Alerts alerts;
  Duration next{};
};

using Whats = std::vector<std::string>;

}  // namespace

TEST_CASE("an alert reads what a recording rule before it wrote", "[unit][control][alerts]") {
  RuleDetector detector(R"(groups:
- name: g
  rules:
  - {record: twice, expr: 2 * m}
  - {alert: High, expr: twice > 3, annotations: {summary: "{{ $labels.x }} is {{ $value }}"}}
)");

  detector.step(1);
  detector.step(2);
  detector.step(0);

  CHECK(detector.whats() ==
        Whats{"alert_firing: High (a is 4) fires", "alert_resolved: High (a is 4) is resolved"});
}

TEST_CASE("what is due for Alertmanager is offered at its evaluation", "[unit][control][alerts]") {
  RuleDetector detector(
      "groups: [{name: g, rules: [{alert: High, expr: m > 1, labels: {l: \"{{ $value }}\"}}]}]\n",
      {.resend_delay = 30s, .external_labels = {{"region", "eu"}}});

  for (const double value : {0.0, 2.0, 2.0, 2.0, 2.0, 0.0}) {
    detector.step(value);
  }

  const std::string labels = R"({alertname="High", l="2", region="eu", x="a"})";
  CHECK(detector.sent == RuleDetector::Sent{{30, labels}, {75, labels}, {90, labels}});
}

TEST_CASE("a group with an interval is evaluated when that is due", "[unit][control][alerts]") {
  RuleDetector detector(R"(groups:
- name: own
  interval: 1m
  rules: [{alert: Own, expr: m > 1}]
- name: global
  rules: [{alert: Global, expr: m > 1}]
- name: none
  interval: 0s
  rules: [{alert: Zero, expr: m > 1}]
)");

  CHECK(detector.alerts.own_intervals() == std::set<Duration>{1min});
  detector.step(2);
  CHECK(detector.whats() == Whats{"alert_firing: Global fires", "alert_firing: Zero fires"});
  detector.alerts.evaluate(detector.t_ms(), 1min);
  CHECK(detector.whats().back() == "alert_firing: Own fires");
}

TEST_CASE("a rule that cannot be evaluated is told once", "[unit][control][alerts]") {
  RuleDetector detector(
      "groups: [{name: g, rules: [{record: r, expr: \"m * on () {__name__=~'m|r'}\"}]}]\n");

  detector.step(1);
  detector.step(1);
  detector.step(1);

  REQUIRE(detector.whats().size() == 1);
  CHECK(detector.whats().front().starts_with("query_failed: r cannot be evaluated: found dup"));
}

TEST_CASE("inline alerts are a group in front of those of rule files", "[unit][control][alerts]") {
  Scenario scenario;
  scenario.alerts.push_back({.alert = "Inline",
                             .text = "m > 1",
                             .query = *promql::parse("m > 1"),
                             .timing = {.pending_for = 1min},
                             .labels = {{"severity", "page"}}});
  scenario.rule_groups = rule_file("groups: [{name: g, rules: [{alert: Filed, expr: m > 1}]}]\n");

  const std::vector<rules::RuleGroup> groups = rule_groups_of(scenario);

  REQUIRE(groups.size() == 2);
  CHECK(groups[0].rules.front().name == "Inline");
  CHECK(groups[0].rules.front().timing.pending_for == 1min);
  CHECK(groups[0].rules.front().labels == rules::Texts{{"severity", "page"}});
  CHECK_FALSE(groups[0].interval);
  CHECK(groups[1].rules.front().name == "Filed");
}
