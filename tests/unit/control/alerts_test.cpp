#include "harness/control/alerts.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "harness/scenario/rule_groups.hpp"
#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

AlertRule rule(const std::string& name, const std::string& expression, AlertTiming timing = {}) {
  auto query = promql::parse(expression);
  REQUIRE(query);
  return {.alert = name, .text = expression, .query = *std::move(query), .timing = timing};
}

Scenario scenario_of(AlertRule only) {
  Scenario scenario;
  scenario.alerts.push_back(std::move(only));
  return scenario;
}

/// Rules over samples that a test puts in, evaluated every 15 s.
struct InlineDetector {
  explicit InlineDetector(AlertRule only) : scenario(scenario_of(std::move(only))) {}

  /// One more scrape and evaluation: the value of each series errors{job=...}; a series that is
  /// left out has ended.
  void step(const std::map<std::string, double>& errors) {
    scheduler.run_until(Instant{next});
    for (const char* job : {"edge", "server"}) {
      const auto series = store.series({{"__name__", "errors"}, {"job", job}});
      const auto found = errors.find(job);
      if (found != errors.end()) {
        store.append(*series, promql::to_ms(next), found->second);
      } else {
        store.append_stale(*series, promql::to_ms(next));
      }
    }
    alerts.evaluate(promql::to_ms(next));
    next += 15s;
  }

  /// The one series errors{job="edge"}, one step for each value.
  void edge(const std::vector<double>& values) {
    for (const double value : values) {
      step({{"edge", value}});
    }
  }

  /// "15 alert_firing" for each event: seconds and type.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      lines.push_back(std::to_string(event.known.time_since_epoch() / 1s) + " " +
                      std::string(to_string(event.type)));
    }
    return lines;
  }

  const Event& event(std::size_t place) const { return timeline.events().at(place); }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  promql::SampleStore store;
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  control::Alerts alerts{timeline, rule_groups_of(scenario), store, impact};
  Duration next{};
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("an alert without for fires at the first evaluation that returns something",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5"));

  detector.edge({5, 6, 7, 8});

  REQUIRE(detector.told() == Told{"15 alert_firing"});
  CHECK(detector.event(0).subject == "Errors");
  CHECK(detector.event(0).by == "alert");
  CHECK(detector.event(0).what == "Errors fires");
  CHECK(detail(detector.event(0), "labels") == R"({alertname="Errors", job="edge"})");
  CHECK_FALSE(detail(detector.event(0), "severity"));
}

TEST_CASE("an alert fires when it has been true for as long as its for",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5", {.pending_for = 30s}));

  detector.edge({9, 9, 9, 9});

  CHECK(detector.told() == Told{"0 alert_pending", "30 alert_firing"});
}

TEST_CASE("an alert that was false in between waits for its whole for again",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5", {.pending_for = 30s}));

  detector.edge({9, 9, 1, 9, 9, 9});

  REQUIRE(detector.told() ==
          Told{"0 alert_pending", "30 alert_dropped", "45 alert_pending", "75 alert_firing"});
  CHECK(detector.event(1).cause == detector.event(0).id);
  CHECK(detector.event(1).what ==
        "Errors is true no longer: its wait starts from nothing the next time");
}

TEST_CASE("an alert is resolved at the first evaluation that returns nothing, because it fired",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5"));

  detector.edge({9, 9, 1, 1});

  REQUIRE(detector.told() == Told{"0 alert_firing", "30 alert_resolved"});
  CHECK(detector.event(1).cause == detector.event(0).id);
  CHECK(detector.event(1).what == "Errors is resolved");
  CHECK(detail(detector.event(1), "labels") == detail(detector.event(0), "labels"));
}

TEST_CASE("an alert fires on for keep_firing_for after it was last true",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5", {.keep_firing_for = 30s}));

  detector.edge({9, 1, 1, 9, 1, 1, 1});

  CHECK(detector.told() == Told{"0 alert_firing", "90 alert_resolved"});
}

TEST_CASE("an alert that comes back is a new one and waits again", "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5", {.pending_for = 15s}));

  detector.edge({9, 9, 1, 9, 9});

  CHECK(detector.told() == Told{"0 alert_pending",
                                "15 alert_firing",
                                "30 alert_resolved",
                                "45 alert_pending",
                                "60 alert_firing"});
}

TEST_CASE("each label set that a rule returns is an alert of its own", "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5"));

  detector.step({{"edge", 9}, {"server", 1}});
  detector.step({{"edge", 9}, {"server", 9}});
  detector.step({{"edge", 1}, {"server", 9}});

  REQUIRE(detector.told() == Told{"0 alert_firing", "15 alert_firing", "30 alert_resolved"});
  CHECK(detail(detector.event(1), "labels") == R"({alertname="Errors", job="server"})");
  CHECK(detector.event(2).cause == detector.event(0).id);
}

TEST_CASE("an alert on a target that is gone is resolved with the target's series",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5"));

  detector.step({{"edge", 9}});
  detector.step({});

  CHECK(detector.told() == Told{"0 alert_firing", "15 alert_resolved"});
}

TEST_CASE("a rule's own labels go before those of the series, and severity stands by itself",
          "[unit][control][alerts]") {
  AlertRule labelled = rule("Errors", "errors > 5");
  labelled.labels = {{"job", "shop"}, {"severity", "page"}};
  labelled.annotations = {{"runbook", "look here"}, {"summary", "the shop is broken"}};
  InlineDetector detector(std::move(labelled));

  detector.edge({9});

  REQUIRE(detector.told() == Told{"0 alert_firing"});
  CHECK(detail(detector.event(0), "labels") ==
        R"({alertname="Errors", job="shop", severity="page"})");
  CHECK(detail(detector.event(0), "severity") == "page");
  CHECK(detector.event(0).what == "Errors (the shop is broken) fires");
}

TEST_CASE("the cause of an alert is the impact that is open when it fires, else it is false",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Errors", "errors > 5"));
  detector.edge({9, 1});
  detector.impact.on_traffic({.population = "clients",
                              .second = Instant{20s},
                              .bad = 40,
                              .first_bad = Instant{20s},
                              .bad_outcomes = {{"500", 40}}});
  detector.scheduler.run_until(Instant{21s});
  detector.impact.judge_window(Instant{21s});
  detector.edge({9});

  REQUIRE(detector.told() ==
          Told{"0 alert_firing", "15 alert_resolved", "21 impact_started", "30 alert_firing"});
  CHECK(detector.event(0).cause == EventId::none);
  CHECK(detector.event(3).cause == detector.event(2).id);
}

TEST_CASE("a rule that cannot be evaluated says so once and leaves its alerts as they are",
          "[unit][control][alerts]") {
  // Both series on one side of "/" match the one "edge" on the other: Prometheus refuses that.
  InlineDetector detector(rule("Errors", "errors{job='edge'} / on () errors > 0"));
  detector.step({{"edge", 9}});

  detector.step({{"edge", 9}, {"server", 9}});
  detector.step({{"edge", 9}, {"server", 9}});
  detector.step({{"edge", 9}});

  REQUIRE(detector.told() == Told{"0 alert_firing", "15 query_failed"});
  CHECK(detector.event(1).subject == "Errors");
  CHECK(detector.event(1).what.find("Errors cannot be evaluated: ") == 0);
}

TEST_CASE("a rule that is a number is always true, whatever the number",
          "[unit][control][alerts]") {
  InlineDetector detector(rule("Always", "0"));

  detector.edge({1, 1});

  REQUIRE(detector.told() == Told{"0 alert_firing"});
  CHECK(detail(detector.event(0), "labels") == R"({alertname="Always"})");
}
