#include <chrono>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("settings that are left out have their defaults", "[unit][scenario]") {
  const Scenario scenario = loaded({});

  CHECK(scenario.before.settle == 2min);
  CHECK(scenario.before.steady_state.empty());
  CHECK(scenario.impact.window == 10s);
  CHECK(scenario.impact.at_least_bad == 5);
  CHECK(scenario.impact.above_ratio == 0.02);
  CHECK(scenario.monitoring.scrape_interval == 15s);
  CHECK_FALSE(scenario.monitoring.random_offset);
}

TEST_CASE("before, impact and monitoring are read", "[unit][scenario]") {
  const Scenario scenario = loaded({.more = R"(
    "before": {"settle": "5m", "steady_state": ["up > 0", "up == 1"]},
    "impact": {"window": "30s", "at_least": 20, "above": "5%", "recovered_after": "2m"},
    "monitoring": {"scrape_interval": "30s", "evaluation_interval": "1m", "offset": "random"})"});

  CHECK(scenario.before.settle == 5min);
  REQUIRE(scenario.before.steady_state.size() == 2);
  CHECK(scenario.before.steady_state[1].text == "up == 1");
  CHECK(scenario.impact.window == 30s);
  CHECK(scenario.impact.at_least_bad == 20);
  CHECK(scenario.impact.above_ratio == 0.05);
  CHECK(scenario.impact.recovered_after == 2min);
  CHECK(scenario.monitoring.scrape_interval == 30s);
  CHECK(scenario.monitoring.evaluation_interval == 1min);
  CHECK(scenario.monitoring.random_offset);
}

TEST_CASE("settings beyond their limits are refused", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("before": {"settle": "2h"})"}) ==
        "5:22 \"settle\" must be 1s to 1h, found \"2h\"\n");
  CHECK(mistakes({.more = R"("impact": {"window": "1500ms"})"}) ==
        "5:22 \"window\" must be whole seconds\n");
  CHECK(mistakes({.more = R"("impact": {"window": "6m"})"}) ==
        "5:22 \"window\" must be 1s to 5m, found \"6m\"\n");
  CHECK(mistakes({.more = R"("impact": {"above": 2})"}).find("\"above\"") != std::string::npos);
  CHECK(mistakes({.more = R"("monitoring": {"scrape_interval": "10ms"})"}) ==
        "5:35 \"scrape_interval\" must be 1s to 1h, found \"10ms\"\n");
  CHECK(mistakes({.more = R"("monitoring": {"offset": "ransom"})"}) ==
        "5:26 \"offset\" cannot be \"ransom\"; did you mean \"random\"?\n");
}

TEST_CASE("outages of Prometheus are read, each with its end", "[unit][scenario]") {
  const Monitoring monitoring =
      loaded({.more = R"("monitoring": {"outages": [{"from": "5m", "until": "6m"}]})"}).monitoring;

  CHECK_FALSE(monitoring.is_down(Instant{5min - 1ns}));
  CHECK(monitoring.is_down(Instant{5min}));
  CHECK_FALSE(monitoring.is_down(Instant{6min}));
}

TEST_CASE("a steady state that is no PromQL is refused at its place", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("before": {"steady_state": ["up ==", 3]})"}).find("5:3") !=
        std::string::npos);
}

}  // namespace firedrill::tests
