#include "harness/rules/rule_engine.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

using firedrill::AlertState;
using firedrill::Diagnostics;
using firedrill::SourceText;
using namespace firedrill::rules;
using namespace std::chrono_literals;
namespace promql = firedrill::promql;

namespace {

std::vector<RuleGroup> rules_in(const std::string& rules) {
  const SourceText source("a.yml", "groups:\n- name: g\n" + rules);
  Diagnostics diagnostics(source);
  std::vector<RuleGroup> groups = read_rule_file(diagnostics);
  INFO(render(diagnostics));
  CHECK_FALSE(diagnostics.has_errors());
  return groups;
}

/// Rules over the series m{x="a"}, m{x="b"}, ..., evaluated every 15 s.
class Bench {
 public:
  explicit Bench(const std::string& rules, const EngineOptions& options = {})
      : engine_(store_, rules_in(rules), options) {}

  /// One evaluation, 15 s after the last, with a sample for each value that there is.
  GroupEvaluation step(const std::vector<std::optional<double>>& values) {
    t_ms_ += 15'000;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string x(1, static_cast<char>('a' + i));
      const promql::SeriesId series = *store_.series({{"__name__", "m"}, {"x", x}});
      if (values[i]) {
        store_.append(series, t_ms_, *values[i]);
      } else {
        store_.append_stale(series, t_ms_);
      }
    }
    return engine_.evaluate(0, t_ms_);
  }

  /// What an expression gives now: {x="a"} 1, each in brackets as Prometheus writes it.
  std::string now(std::string_view expression) {
    promql::Evaluator evaluator(store_);
    const auto value = evaluator.evaluate(*promql::parse(expression), t_ms_);
    std::string out;
    for (const promql::Sample& sample : std::get<promql::Vector>(*value)) {
      out +=
          fmt::format("{}{} {}", out.empty() ? "" : ", ", sample.labels.to_string(), sample.value);
    }
    return out;
  }

  std::int64_t t_ms() const { return t_ms_; }

  RuleEngine& engine() { return engine_; }

 private:
  promql::SampleStore store_;
  std::int64_t t_ms_ = 0;
  RuleEngine engine_;
};

using Change = AlertState::Change;

constexpr std::nullopt_t gone = std::nullopt;

}  // namespace

TEST_CASE("a recording rule writes series that later rules of the group see",
          "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {record: "x:m:sum", expr: sum by (x) (m), labels: {tier: "1"}}
  - {record: double, expr: 2 * x:m:sum}
  - {record: number, expr: "7"}
)");

  CHECK(bench.step({1, 2}).errors.empty());

  CHECK(bench.now("x:m:sum") == R"({__name__="x:m:sum", tier="1", x="a"} 1, )"
                                R"({__name__="x:m:sum", tier="1", x="b"} 2)");
  CHECK(bench.now("double{x='b'}") == R"({__name__="double", tier="1", x="b"} 4)");
  CHECK(bench.now("number") == R"({__name__="number"} 7)");
}

TEST_CASE("a recorded series that is gone ends at once", "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {record: r, expr: m > 1}\n");
  bench.step({2, 2});

  bench.step({2, 1});

  CHECK(bench.now("r") == R"({__name__="r", x="a"} 2)");
}

TEST_CASE("a rule that fails leaves its series and alerts as they were", "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {record: r, expr: "m{x='a'} * on () m"}
  - {alert: A, expr: m * on () m}
)");
  const auto first = bench.step({1});
  REQUIRE(first.errors.empty());
  REQUIRE(first.sent.size() == 1);

  const auto second = bench.step({1, 1, 1});

  REQUIRE(second.errors.size() == 2);
  CHECK(second.errors[1].rule->name == "A");
  CHECK(second.errors[1].message.find("many-to-many") != std::string::npos);
  CHECK(second.changes.empty());
  CHECK(second.sent.empty());
  CHECK(bench.now("ALERTS").ends_with("1"));
  CHECK(bench.now("r") == R"({__name__="r"} 1)");
}

TEST_CASE("labels that become equal are an error in Prometheus' words", "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {record: r, expr: m, labels: {x: same}}
  - {alert: A, expr: m, labels: {x: same}}
)");

  const auto evaluation = bench.step({1, 2});

  REQUIRE(evaluation.errors.size() == 2);
  CHECK(evaluation.errors[0].message ==
        "vector contains metrics with the same labelset after applying rule labels");
  CHECK(evaluation.errors[1].message ==
        "vector contains metrics with the same labelset after applying alert labels");
}

TEST_CASE("an alert is pending, firing and resolved, with its synthetic series",
          "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - alert: A
    expr: m > 1
    for: 30s
    labels: {severity: page}
    annotations: {summary: "{{ $labels.x }} is {{ $value }}"}
)");

  const auto pending = bench.step({2});
  REQUIRE(pending.changes.size() == 1);
  CHECK(pending.changes[0].change == Change::became_pending);
  CHECK(pending.changes[0].annotations == Texts{{"summary", "a is 2"}});
  CHECK(pending.sent.empty());
  CHECK(bench.now("ALERTS") ==
        R"({__name__="ALERTS", alertname="A", alertstate="pending", severity="page", x="a"} 1)");

  CHECK(bench.step({3}).changes.empty());
  const auto firing = bench.step({4});
  REQUIRE(firing.changes.size() == 1);
  CHECK(firing.changes[0].change == Change::became_firing);
  CHECK(firing.changes[0].annotations == Texts{{"summary", "a is 4"}});
  CHECK(bench.now("ALERTS") ==
        R"({__name__="ALERTS", alertname="A", alertstate="firing", severity="page", x="a"} 1)");
  CHECK(bench.now("ALERTS_FOR_STATE") ==
        R"({__name__="ALERTS_FOR_STATE", alertname="A", severity="page", x="a"} 15)");

  const auto resolved = bench.step({1});
  REQUIRE(resolved.changes.size() == 1);
  CHECK(resolved.changes[0].change == Change::resolved);
  CHECK(bench.now("{__name__=~'ALERTS.*'}") == "");
}

TEST_CASE("labels of an alert are templates", "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {alert: A, expr: m, labels: {size: "{{ if gt $value 1.0 }}big{{ end }}", x: ""}}
)");

  const auto evaluation = bench.step({2, 1});

  REQUIRE(evaluation.changes.size() == 2);
  CHECK(evaluation.changes[0].labels.to_string() == R"({alertname="A"})");
  CHECK(evaluation.changes[1].labels.to_string() == R"({alertname="A", size="big"})");
}

TEST_CASE("an alert is sent when it fires, again after the resend delay, and resolved for 15 min",
          "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {alert: A, expr: m > 1, labels: {l: own}}\n",
              {.external_labels = {{"l", "external"}, {"region", "eu"}},
               .external_url = "http://prometheus"});

  const auto first = bench.step({2}).sent;
  REQUIRE(first.size() == 1);
  CHECK(first[0].labels.to_string() == R"({alertname="A", l="own", region="eu", x="a"})");
  CHECK(first[0].starts_at_ms == 15'000);
  CHECK(first[0].ends_at_ms == 15'000 + 4 * 60'000);
  CHECK(first[0].generator_url == "http://prometheus/graph?g0.expr=m+%3E+1&g0.tab=1");

  // Later than 60 s after the last time: every 75 s on this grid.
  for (int i = 0; i < 4; ++i) {
    CHECK(bench.step({2}).sent.empty());
  }
  const auto again = bench.step({2}).sent;
  REQUIRE(again.size() == 1);
  CHECK(again[0].starts_at_ms == 15'000);
  CHECK(again[0].ends_at_ms == bench.t_ms() + 4 * 60'000);

  const auto resolved = bench.step({0}).sent;
  const std::int64_t resolved_ms = bench.t_ms();
  REQUIRE(resolved.size() == 1);
  CHECK(resolved[0].is_resolved);
  CHECK(resolved[0].ends_at_ms == resolved_ms);
  int repeats = 0;
  for (int i = 0; i < 70; ++i) {
    for (const SentAlert& sent : bench.step({0}).sent) {
      CHECK(sent.ends_at_ms == resolved_ms);
      CHECK(bench.t_ms() - resolved_ms <= 15 * 60'000);
      ++repeats;
    }
  }
  CHECK(repeats == 15 * 60 / 75);

  const auto next = bench.step({2}).sent;
  REQUIRE(next.size() == 1);
  CHECK(next[0].starts_at_ms == bench.t_ms());
}

TEST_CASE("an alert with keep_firing_for outlives a gap", "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {alert: A, expr: m > 1, keep_firing_for: 30s}\n");
  bench.step({2});

  CHECK(bench.step({gone}).changes.empty());
  CHECK(bench.step({0}).changes.empty());
  CHECK(bench.now("ALERTS").ends_with("1"));
  const auto resolved = bench.step({0});
  REQUIRE(resolved.changes.size() == 1);
  CHECK(resolved.changes[0].change == Change::resolved);
}

TEST_CASE("more than the limit is an error, and no alert is left", "[unit][rules][engine]") {
  Bench bench(R"(
  limit: 1
  rules:
  - {record: r, expr: m}
  - {alert: A, expr: m > 1}
)");
  bench.step({2});

  const auto evaluation = bench.step({2, 2});

  REQUIRE(evaluation.errors.size() == 2);
  CHECK(evaluation.errors[0].message == "exceeded limit of 1 with 2 series");
  CHECK(evaluation.errors[1].message == "exceeded limit of 1 with 2 alerts");
  CHECK(evaluation.sent.empty());
  REQUIRE(evaluation.changes.size() == 1);  // of the one that fired before, not of the second
  CHECK(evaluation.changes[0].change == Change::resolved);
  CHECK(bench.engine().active_alerts({.group = 0, .rule = 1}).empty());
  CHECK(bench.step({2, 2}).changes.empty());
}

TEST_CASE("an alert that was forgotten fires again as a new one", "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {alert: A, expr: m > 1, labels: {l: "{{ $value }}"}}
)");
  const auto first = bench.step({2});
  for (int value = 3; value < 300; ++value) {  // each another alert, for more than 15 min
    CHECK(bench.step({value}).changes.size() == 2);
  }

  const auto again = bench.step({2});

  REQUIRE(again.changes.size() == 2);
  CHECK(again.changes[0].labels == first.changes[0].labels);
  CHECK(again.changes[0].change == Change::became_firing);
  CHECK(again.changes[1].change == Change::resolved);
  REQUIRE(again.sent.size() > 1);
  CHECK(again.sent[0].starts_at_ms == bench.t_ms());
  CHECK(bench.engine().active_alerts({.group = 0, .rule = 0}).size() == 1);
}

TEST_CASE("a series that two rules write differently is an error of the second",
          "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {record: r, expr: vector(1)}\n  - {record: r, expr: vector(2)}\n");

  const auto evaluation = bench.step({1});

  REQUIRE(evaluation.errors.size() == 1);
  CHECK(evaluation.errors[0].message == "duplicate sample for timestamp");
  CHECK(bench.now("r") == R"({__name__="r"} 1)");
}

TEST_CASE("a template asks for other series as they were at its evaluation",
          "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - alert: A
    expr: m{x="a"} > 1
    annotations: {sum: "{{ query \"sum(m)\" | first | value }}"}
)");
  bench.step({2, 5});

  const auto alerts = bench.engine().active_alerts({.group = 0, .rule = 0});

  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].annotations == Texts{{"sum", "7"}});
  CHECK(alerts[0].phase == AlertState::Phase::firing);
}

TEST_CASE("a group without an interval has the global one", "[unit][rules][engine]") {
  Bench own("  interval: 30s\n  rules: []\n");
  Bench global("  rules: []\n", {.evaluation_interval = 15s});

  CHECK(own.engine().interval_of(0) == 30s);
  CHECK(global.engine().interval_of(0) == 15s);
}

TEST_CASE("a scalar is an alert without labels", "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {alert: Always, expr: "1"}
)");

  const auto evaluation = bench.step({1});

  REQUIRE(evaluation.changes.size() == 1);
  CHECK(evaluation.changes[0].labels.to_string() == R"({alertname="Always"})");
  CHECK(evaluation.errors.empty());
}

TEST_CASE("an alert's labels are those of the sample under those of the rule",
          "[unit][rules][engine]") {
  Bench bench(R"(
  rules:
  - {alert: A, expr: m, labels: {x: "{{ $labels.x }}{{ $labels.x }}", alertname: other}}
)");

  const auto evaluation = bench.step({1, 2});

  REQUIRE(evaluation.changes.size() == 2);
  CHECK(evaluation.changes[0].labels.to_string() == R"({alertname="A", x="aa"})");
  CHECK(evaluation.changes[1].labels.to_string() == R"({alertname="A", x="bb"})");
}

TEST_CASE("a synthetic series has the text of a label that the alert has empty, as in Prometheus",
          "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {alert: A, expr: m, labels: {l: \"{{ $labels.none }}\"}}\n");

  bench.step({1});

  CHECK(bench.now("ALERTS_FOR_STATE") ==
        R"({__name__="ALERTS_FOR_STATE", alertname="A", l="{{ $labels.none }}", x="a"} 15)");
}

TEST_CASE("a pending alert that was false once waits from the beginning", "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {alert: A, expr: m > 1, for: 30s}\n");
  bench.step({2});
  bench.step({2});

  const auto dropped = bench.step({0});
  REQUIRE(dropped.changes.size() == 1);
  CHECK(dropped.changes[0].change == Change::dropped);
  CHECK(bench.step({2}).changes[0].change == Change::became_pending);
  CHECK(bench.step({2}).changes.empty());
  CHECK(bench.step({2}).changes[0].change == Change::became_firing);
}

TEST_CASE("a value in a label makes another alert of each value", "[unit][rules][engine]") {
  Bench bench("  rules:\n  - {alert: A, expr: m, labels: {value: \"{{ $value }}\"}}\n");
  bench.step({1});

  const auto evaluation = bench.step({2});

  REQUIRE(evaluation.changes.size() == 2);
  CHECK(evaluation.changes[0].labels.get("value") == "1");
  CHECK(evaluation.changes[0].change == Change::resolved);
  CHECK(evaluation.changes[1].labels.get("value") == "2");
  CHECK(evaluation.changes[1].change == Change::became_firing);
}
