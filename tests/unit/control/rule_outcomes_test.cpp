#include "harness/control/rule_outcomes.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/control/missing_metrics.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

rules::Rule rule_of(rules::Rule::Kind kind, const std::string& name, const std::string& text) {
  return {.kind = kind, .name = name, .text = text, .query = query(text)};
}

}  // namespace

TEST_CASE("of each rule a run tells how far it came and what it lacked", "[unit][control]") {
  using Reached = control::Alerts::Reached;
  const auto alerting = rules::Rule::Kind::alerting;
  const auto recording = rules::Rule::Kind::recording;
  rules::RuleGroup group{.name = "g"};
  group.rules = {rule_of(recording, "twice", "2 * m"),
                 rule_of(recording, "none", "missing"),
                 rule_of(alerting, "Fires", "twice > 1"),
                 rule_of(alerting, "Waits", "twice > 1"),
                 rule_of(alerting, "Quiet", "twice > 100"),
                 rule_of(alerting, "Lacks", "missing > 1 or other > 1 or m > 100"),
                 rule_of(alerting, "Fails", "m * on() m"),
                 rule_of(alerting, "Gone", "absent(missing) or absent_over_time(m[1m])"),
                 rule_of(alerting, "High", "m > 0 and on() absent(missing)")};
  group.rules[3].timing.pending_for = 1min;
  simulated::Scheduler scheduler;
  control::Timeline timeline(scheduler, [](const Event&) {});
  promql::SampleStore store;
  control::ImpactMonitor impact(timeline, ImpactRule{});
  control::Alerts alerts(timeline, {group}, store, impact);
  for (const char* x : {"a", "b"}) {
    store.append(*store.series({{"__name__", "m"}, {"x", x}}), 0, 1);
  }

  alerts.evaluate(0);
  alerts.evaluate(15'000);

  const std::vector<control::RuleOutcome> outcomes = control::rule_outcomes(alerts, store);
  REQUIRE(outcomes.size() == 9);
  CHECK(outcomes[0].group == "g");
  CHECK(outcomes[0].recorded);
  CHECK_FALSE(outcomes[1].recorded);
  CHECK(outcomes[1].missing_metrics == std::vector<std::string>{"missing"});
  CHECK(outcomes[2].reached == Reached::firing);
  CHECK(outcomes[3].reached == Reached::pending);
  CHECK(outcomes[4].reached == Reached::nothing);
  CHECK(outcomes[4].missing_metrics.empty());
  CHECK(outcomes[5].missing_metrics == std::vector<std::string>{"missing", "other"});
  CHECK(outcomes[6].failed);
  CHECK_FALSE(outcomes[5].failed);
  CHECK_FALSE(outcomes[5].rests_on_absence);
  CHECK(outcomes[7].reached == Reached::firing);
  CHECK(outcomes[7].rests_on_absence);
  CHECK(outcomes[7].missing_metrics == std::vector<std::string>{"missing"});
  CHECK(outcomes[8].reached == Reached::firing);
  CHECK_FALSE(outcomes[8].rests_on_absence);  // m is there, and decides too
}

TEST_CASE("a selector by labels that no series has is missing, if it can be told",
          "[unit][control]") {
  rules::RuleGroup group{.name = "g"};
  for (const char* text : {"m{x='a'}",
                           "m{x='prod', y=''}",
                           "m{x='a', y='b'}",
                           "m{x=~'prod'} + m{x!='a'}",
                           "absent(m{x='prod'})",
                           "other{x='a'}",
                           "{x='prod'}"}) {
    group.rules.push_back(rule_of(rules::Rule::Kind::recording, "r", text));
  }
  promql::SampleStore store;
  const auto stored = [&](promql::Labels labels) { store.append(*store.series(labels), 0, 1); };

  control::watch_selectors(std::vector{group}, store);
  stored({{"__name__", "m"}, {"x", "a"}});
  stored({{"__name__", "m"}, {"x", "c"}, {"y", "b"}});

  const auto missing = [&](std::size_t rule) {
    return fmt::format("{}", fmt::join(control::missing_data(group.rules[rule].query, store), " "));
  };
  CHECK(missing(0) == "");
  CHECK(missing(1) == R"(m{x="prod",y=""})");
  CHECK(missing(2) == R"(m{x="a",y="b"})");  // each is there, but not on one series
  CHECK(missing(3) == "");
  CHECK(missing(4) == R"(m{x="prod"})");
  CHECK(missing(5) == "other");
  CHECK(missing(6) == "");
}
