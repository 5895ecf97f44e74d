#include "harness/control/missing_metrics.hpp"

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// What is said of a scenario in a run in which only `up` ever had a sample.
std::vector<Event> events_of(const Scenario& scenario) {
  simulated::Scheduler scheduler;
  control::Timeline timeline(scheduler, [](const Event&) {});
  promql::SampleStore store;
  control::watch_selectors(scenario.rule_groups, store);
  store.append(*store.series({{"__name__", "up"}}), 0, 1);
  store.append_stale(*store.series({{"__name__", "gone"}}), 0);
  control::report_missing_metrics(timeline, scenario, store);
  return timeline.events();
}

std::vector<std::string> missing(const Scenario& scenario) {
  std::vector<std::string> said;
  for (const Event& event : events_of(scenario)) {
    CHECK(event.type == EventType::metric_without_data);
    CHECK(detail(event, "metric"));
    said.push_back(event.what);
  }
  return said;
}

Scenario alerting(const std::string& text) {
  Scenario scenario = services_only();
  scenario.alerts.push_back({.alert = "Alert", .text = text, .query = query(text), .timing = {}});
  return scenario;
}

Step waiting(const std::string& id, const std::string& text) {
  return noting(id, WhenQuery{.text = text, .query = query(text)});
}

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("a rule of a rule file without data is told, but not as the scenario's own mistake",
          "[unit][control][missing_metrics]") {
  Scenario scenario = services_only();
  scenario.rule_groups.push_back({.name = "g"});
  for (const char* text : {"up == 0", "none > 1", "absent(other) or absent(up)"}) {
    scenario.rule_groups.front().rules.push_back(
        {.kind = rules::Rule::Kind::alerting, .name = text, .text = text, .query = query(text)});
  }

  const std::vector<Event> events = events_of(scenario);

  REQUIRE(events.size() == 2);
  CHECK(events[0].type == EventType::rule_without_data);
  CHECK(events[0].what == "none > 1 reads none, which never had a sample");
  CHECK(events[1].what == "absent(other) or absent(up) reads other, which never had a sample");
}

TEST_CASE("a rule of a rule file whose labels no series has is told, an inline alert is not",
          "[unit][control][missing_metrics]") {
  const std::string text = "up{job='prod-api'} == 0";
  Scenario scenario = alerting(text);
  scenario.rule_groups.push_back({.name = "g"});
  scenario.rule_groups.front().rules.push_back(
      {.kind = rules::Rule::Kind::alerting, .name = "Down", .text = text, .query = query(text)});

  const std::vector<Event> events = events_of(scenario);

  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::rule_without_data);
  CHECK(events[0].what == "Down reads up{job=\"prod-api\"}, which never had a sample");
}

TEST_CASE("of more than ten rules without data a run tells only how many there are",
          "[unit][control][missing_metrics]") {
  const auto events_of_rules = [](int count) {
    Scenario scenario = services_only();
    scenario.rule_groups.push_back({.name = "g"});
    for (int rule = 0; rule < count; ++rule) {
      scenario.rule_groups.front().rules.push_back({.kind = rules::Rule::Kind::alerting,
                                                    .name = "R",
                                                    .text = "none + other",
                                                    .query = query("none + other")});
    }
    return events_of(scenario);
  };

  CHECK(events_of_rules(10).size() == 20);
  const std::vector<Event> events = events_of_rules(11);
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::rule_without_data);
  CHECK(events[0].what ==
        "11 rules of rule files read what never had a sample: `firedrill rules coverage` names "
        "them");
}

TEST_CASE("an alert on a metric that had samples had its data, even if it never fired",
          "[unit][control][missing_metrics]") {
  CHECK(missing(alerting("up == 0")).empty());
  CHECK(missing(alerting("vector(1)")).empty());
}

TEST_CASE("each metric of an alert that never had a sample is named",
          "[unit][control][missing_metrics]") {
  CHECK(missing(alerting("up > 5 or abs(latency) > 1 or rate(errors[1m]) > 0")) ==
        Said{"Alert reads errors, which never had a sample",
             "Alert reads latency, which never had a sample"});
}

TEST_CASE("what an inline alert asks for by absent() may be missing",
          "[unit][control][missing_metrics]") {
  CHECK(missing(alerting("absent(latency) or absent_over_time(errors[1m])")).empty());
}

TEST_CASE("a series that did nothing but end never had a sample",
          "[unit][control][missing_metrics]") {
  CHECK(missing(alerting("gone")) == Said{"Alert reads gone, which never had a sample"});
}

TEST_CASE("steps that wait for a query are named by their ids, nested ones and responses too",
          "[unit][control][missing_metrics]") {
  Scenario scenario = services_only();
  scenario.script =
      steps(waiting("fine", "up == 0"),
            with_steps(noting("first", AtTime{0s}), steps(waiting("inner", "a > 0"))));
  scenario.response = steps(waiting("answer", "b > 0"));

  CHECK(missing(scenario) == Said{"inner reads a, which never had a sample",
                                  "answer reads b, which never had a sample"});
}

TEST_CASE("a condition of the steady state on a metric that never was is named",
          "[unit][control][missing_metrics]") {
  Scenario scenario = services_only();
  scenario.before.steady_state.push_back({.text = "a < 1", .query = query("a < 1"), .source = {}});

  CHECK(missing(scenario) == Said{"a < 1 reads a, which never had a sample"});
}

TEST_CASE("what asked for a metric that never was is said with it",
          "[unit][control][missing_metrics]") {
  Scenario scenario = alerting("a > 0");
  scenario.before.steady_state.push_back({.text = "b", .query = query("b"), .source = {}});
  scenario.script = steps(waiting("step", "c > 0"));
  scenario.response = steps(waiting("answer", "d > 0"));

  std::vector<std::string> askers;
  for (const Event& event : events_of(scenario)) {
    askers.push_back(event.subject + " of " + event.by);
  }

  CHECK(askers ==
        Said{"Alert of alert", "b of steady_state", "step of script", "answer of response"});
}
