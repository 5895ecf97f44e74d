#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_alerts(const std::string& alerts) {
  return {.more = "\"alerts\": " + alerts};
}

}  // namespace

TEST_CASE("an alert is read like a Prometheus rule", "[unit][scenario]") {
  const Scenario scenario = loaded(with_alerts(R"([{"alert": "Down", "expr": "up == 0",
    "for": "5m", "keep_firing_for": "1m", "labels": {"team": "a", "severity": "page"},
    "annotations": {"summary": "{{ $labels.instance }} is down"}}])"));

  const AlertRule& alert = scenario.alerts[0];
  CHECK(alert.alert == "Down");
  CHECK(alert.text == "up == 0");
  CHECK(alert.timing.pending_for == 5min);
  CHECK(alert.timing.keep_firing_for == 1min);
  REQUIRE(alert.labels.size() == 2);
  CHECK(alert.labels[0].first == "severity");
  CHECK(alert.labels[1].first == "team");
  CHECK(alert.annotations[0].second == "{{ $labels.instance }} is down");
}

TEST_CASE("alerts may share a name as long as their labels differ", "[unit][scenario]") {
  CHECK(loaded(with_alerts(R"([{"alert": "A", "expr": "up", "labels": {"severity": "page"}},
    {"alert": "A", "expr": "up", "labels": {"severity": "warn"}}])"))
            .alerts.size() == 2);
  CHECK(mistakes(
            with_alerts(R"([{"alert": "A", "expr": "up"}, {"alert": "A", "expr": "up > 0"}])")) ==
        "5:52 two alerts have the name \"A\" and the same labels\n");
}

TEST_CASE("mistakes in alerts are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_alerts("[{}]")) ==
        "5:12 an alert needs the key \"alert\"\n"
        "5:12 an alert needs the key \"expr\"\n");
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "up", "for": 5}])")).find("\"for\"") !=
        std::string::npos);
  CHECK(
      mistakes(with_alerts(R"([{"alert": "A", "expr": "up", "labels": {"a-b": "x", "c": 1}}])")) ==
      "5:52 a label cannot have the name \"a-b\"\n"
      "5:69 \"c\" must be text in double quotes, found the number 1\n");
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "up", "labels": {"alertname": "x"}}])"))
            .find("cannot have the name \"alertname\"") != std::string::npos);
}

TEST_CASE("an alert's expression gives a vector or a scalar", "[unit][scenario]") {
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "up[1m]"}])")) ==
        "5:35 rule result is not a vector or scalar\n");
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "'hello'"}])")) ==
        "5:35 rule result is not a vector or scalar\n");
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "up"}])")).empty());
  CHECK(mistakes(with_alerts(R"([{"alert": "A", "expr": "1 > bool 0"}])")).empty());
}

TEST_CASE("more alerts than the limit are refused", "[unit][scenario]") {
  std::string alerts = "[";
  for (int i = 0; i <= 1000; ++i) {
    alerts += R"({"expr": "up", "alert": "a)" + std::to_string(i) + "\"},";
  }
  alerts.back() = ']';

  CHECK(mistakes(with_alerts(alerts)).find("\"alerts\" has 1001 entries, the limit is 1000") !=
        std::string::npos);
}

}  // namespace firedrill::tests
