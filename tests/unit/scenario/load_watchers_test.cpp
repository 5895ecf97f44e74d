#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with(const std::string& more) {
  return {.more = more};
}

}  // namespace

TEST_CASE("a health check asks each 30 seconds and fires after three failures by default",
          "[unit][scenario]") {
  const Scenario scenario = loaded(with(R"("health_checks": [{"name": "front", "service": "web"},
              {"name": "back", "service": "web", "path": "/healthz", "interval": "10s",
               "timeout": "2s", "failures": 2, "successes": 1, "delay": "3s",
               "severity": "low"}])"));

  REQUIRE(scenario.health_checks.size() == 2);
  const HealthCheck& usual = scenario.health_checks[0];
  CHECK(usual.interval == 30s);
  CHECK(usual.timeout == 5s);
  CHECK(usual.failures == 3);
  CHECK(usual.successes == 3);
  CHECK(usual.severity == "page");
  const HealthCheck& other = scenario.health_checks[1];
  CHECK(other.path == "/healthz");
  CHECK(other.interval == 10s);
  CHECK(other.timeout == 2s);
  CHECK(other.failures == 2);
  CHECK(other.successes == 1);
  CHECK(other.severity == "low");
}

TEST_CASE("a heartbeat watches an alert, or that rules are evaluated", "[unit][scenario]") {
  const Scenario scenario = loaded(with(R"("alerts": [{"alert": "Watchdog", "expr": "up"}],
              "heartbeats": [{"name": "rules", "within": "1m"},
              {"name": "switch", "alert": "Watchdog", "within": "10m", "severity": "critical"}])"));

  REQUIRE(scenario.heartbeats.size() == 2);
  CHECK(scenario.heartbeats[0].alert.empty());
  CHECK(scenario.heartbeats[0].within == 1min);
  CHECK(scenario.heartbeats[0].severity == "page");
  CHECK(scenario.heartbeats[1].alert == "Watchdog");
  CHECK(scenario.heartbeats[1].severity == "critical");
}

TEST_CASE("mistakes in health checks and heartbeats are reported at their places",
          "[unit][scenario]") {
  CHECK(mistakes(with(R"("health_checks": [{"name": "a", "service": "wbe"}])")) ==
        "5:44 there is no service \"wbe\"; did you mean \"web\"?\n");
  CHECK(mistakes(with(R"("health_checks": [{"name": "a", "service": "web", "interval": "3s"}])")) ==
        "5:63 \"interval\" is shorter than \"timeout\": one check would overtake another\n");
  CHECK(mistakes(with(R"("heartbeats": [{"name": "a", "within": "10s"}])")) ==
        "5:40 \"within\" is shorter than \"evaluation_interval\": no sign could come in time\n");
  CHECK(mistakes(with(R"("heartbeats": [{"name": "a", "within": "1m", "alert": "No"}])")) ==
        "5:55 there is no alert \"No\"\n");
  CHECK(mistakes(with(R"("health_checks": [{"name": "a", "service": "web"}],
"heartbeats": [{"name": "a", "within": "1m"}])")) ==
        "5:28 two health checks or heartbeats have the name \"a\"\n"
        "6:25 two health checks or heartbeats have the name \"a\"\n");
}

TEST_CASE("steps and targets can name health checks and heartbeats", "[unit][scenario]") {
  Parts parts = with(R"("health_checks": [{"name": "front", "service": "web"}],
    "response": [{"on": "alert_firing", "of": "front", "do": "note", "text": "ouch"}])");
  parts.targets = R"({"detect": {"within": "2m", "by": "front"},
                      "recover": {"within": "2m", "by": "health_check"}})";

  const Scenario scenario = loaded(parts);

  CHECK(std::get<DurationTarget>(scenario.targets[0].rule).by == "front");
}

TEST_CASE("a page by hand goes to a policy, a person or a schedule", "[unit][scenario]") {
  Parts parts =
      with(R"("starts_at": "2023-11-09T09:45:00Z", "on_call": {"people": {"ann": {}, "bob": {}},
    "schedules": {"week": {"layers": [{"people": ["bob"]}]}},
    "policies": {"payments": {"escalation": [{"notify": ["ann", "bob"]}]}},
    "policy": "payments"})");
  parts.script = R"([{"at": "1m", "do": "page", "text": "down", "to": "week", "who": "desk"}])";
  parts.targets = R"({"detect": {"within": "2m", "by": "desk"}})";

  const OnCall on_call = loaded(parts).on_call;

  CHECK(on_call.by_hand.at("payments") == 0);
  CHECK(on_call.default_policy == 0);
  const PagingPolicy& of_week = on_call.policies.at(on_call.by_hand.at("week"));
  REQUIRE(of_week.levels.size() == 1);
  CHECK(names_of(on_call, of_week.levels[0]) == "week");
  CHECK(names_of(on_call, on_call.policies.at(on_call.by_hand.at("ann")).levels.at(0)) == "ann");
}

TEST_CASE("a page by hand needs somebody who can be paged", "[unit][scenario]") {
  Parts parts;
  parts.script = R"([{"at": "1m", "do": "page", "text": "down"}])";
  CHECK(mistakes(parts) == "3:31 nobody can be paged: nobody is on call\n");

  parts.more = R"("on_call": {"people": {"ann": {}}, "escalation": [{"notify": "ann"}]})";
  CHECK(mistakes(parts).empty());
  parts.script = R"([{"at": "1m", "do": "page", "text": "down", "to": "anne"}])";
  CHECK(mistakes(parts) ==
        "3:61 there is no policy, person or schedule \"anne\"; did you mean \"ann\"?\n");
}

}  // namespace firedrill::tests
