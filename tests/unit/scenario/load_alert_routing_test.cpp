#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("an Alertmanager configuration and its silences are read", "[unit][scenario]") {
  const Scenario scenario = loaded({.more = R"("alertmanager_config": "am/alertmanager.yml",
    "silences": [{"matchers": "severity=page", "from": "5m", "until": "1h"},
                 {"matchers": "team!=a", "until": "2h"}])"});

  const AlertRouting& routing = scenario.alert_routing;
  CHECK(routing.file == "am/alertmanager.yml");
  REQUIRE(routing.silences.size() == 2);
  CHECK(routing.silences[0].matchers == "severity=page");
  CHECK(routing.silences[0].from == 5min);
  CHECK(routing.silences[0].until == 1h);
  CHECK(routing.silences[1].from == 0s);
}

TEST_CASE("receivers that fail and a place in a cluster are read", "[unit][scenario]") {
  const Scenario scenario =
      loaded({.more = R"("alertmanager_config": "am.yml", "alertmanager_peer": 2,
    "delivery_failures": [{"receiver": "team", "status": 400, "from": "5m", "until": "1h"},
                          {"receiver": "chat", "integration": "slack", "status": "never",
                           "until": "2h"}])"});

  const AlertRouting& routing = scenario.alert_routing;
  CHECK(routing.peer == 2);
  REQUIRE(routing.failures.size() == 2);
  CHECK(routing.failures[0].receiver == "team");
  CHECK(routing.failures[0].integration.empty());
  CHECK(routing.failures[0].status == 400);
  CHECK(routing.failures[0].from == 5min);
  CHECK(routing.failures[0].until == 1h);
  CHECK(routing.failures[1].from == 0s);
  CHECK(routing.failures[1].integration == "slack");
  CHECK(routing.failures[1].status == AlertRouting::Failure::no_answer);
}

TEST_CASE("without a configuration alerts are not routed", "[unit][scenario]") {
  CHECK(loaded({}).alert_routing.file.empty());
}

}  // namespace firedrill::tests
