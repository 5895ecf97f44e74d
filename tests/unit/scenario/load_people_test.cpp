#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_on_call(const std::string& members) {
  return {.more = "\"on_call\": {" + members + "}"};
}

Parts with_reports(const std::string& reports) {
  return {.more = "\"customer_reports\": " + reports};
}

}  // namespace

TEST_CASE("whoever is on call is read with all levels", "[unit][scenario]") {
  const Scenario scenario = loaded(with_on_call(R"("delivery": "30s", "loss": "1%", "loops": 2,
    "pages_on": ["critical"], "escalation": [
      {"notify": "Ann Lee", "acknowledges": {"exponential": {"mean": "5m"}},
       "escalates_after": "10m"},
      {"notify": "boss", "acknowledges": "never"}])"));

  const OnCall& on_call = scenario.on_call;
  CHECK(on_call.delivery.mean() == 30s);
  CHECK(on_call.loss == 0.01);
  CHECK(on_call.loops == 2);
  CHECK(on_call.pages_on == std::vector<std::string>{"critical"});
  REQUIRE(on_call.escalation.size() == 2);
  CHECK(on_call.escalation[0].notify == "Ann Lee");
  CHECK(on_call.escalation[0].acknowledges->mean() == 5min);
  CHECK(on_call.escalation[0].escalates_after == 10min);
  CHECK_FALSE(on_call.escalation[1].acknowledges.has_value());
  CHECK(on_call.escalation[1].escalates_after == 30min);
}

TEST_CASE("nobody is on call unless the scenario says so", "[unit][scenario]") {
  const Scenario scenario = loaded({});

  CHECK(scenario.on_call.escalation.empty());
  CHECK(scenario.on_call.pages_on == std::vector<std::string>{"page", "critical"});
}

TEST_CASE("mistakes in who is on call are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_on_call("")) == "5:12 \"on_call\" needs the key \"escalation\"\n");
  CHECK(mistakes(with_on_call(R"("escalation": [])")) ==
        "5:27 \"escalation\" is empty: nobody is on call\n");
  CHECK(mistakes(with_on_call(R"("escalation": [{}])")) ==
        "5:28 a level of the escalation needs the key \"notify\"\n"
        "5:28 a level of the escalation needs the key \"acknowledges\"\n");
  CHECK(mistakes(with_on_call(R"("escalation": [{"notify": "a", "acknowledges": "ever"}])"))
            .find("\"acknowledges\"") != std::string::npos);
  CHECK(
      mistakes(
          with_on_call(
              R"("escalation": [{"notify": "a", "acknowledges": "1m", "escalates_after": "0s"}])"))
          .find("\"escalates_after\" must be at least 1s") != std::string::npos);
  CHECK_FALSE(
      mistakes(
          with_on_call(R"("loops": 101, "escalation": [{"notify": "a", "acknowledges": "1m"}])"))
          .empty());
}

TEST_CASE("customers are read as detectors", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_reports(R"([{"population": "users", "at_least": "10%", "after": "20m"}])"));

  REQUIRE(scenario.customer_reports.size() == 1);
  CHECK(scenario.customer_reports[0].population == "users");
  CHECK(scenario.customer_reports[0].at_least_ratio == 0.1);
  CHECK(scenario.customer_reports[0].after.mean() == 20min);
}

TEST_CASE("mistakes in customer reports are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_reports("[{}]")) ==
        "5:22 a customer report needs the key \"population\"\n"
        "5:22 a customer report needs the key \"after\"\n");
  CHECK(mistakes(with_reports(R"([{"population": "uses", "after": "1m"}])")) ==
        "5:37 there is no population \"uses\"; did you mean \"users\"?\n");
}

}  // namespace firedrill::tests
