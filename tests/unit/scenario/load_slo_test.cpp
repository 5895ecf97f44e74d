#include <chrono>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// The keys of an alert beside its name.
Parts with_slo(const std::string& keys) {
  return {.more = R"("alerts": [{"alert": "Budget", )" + keys + "}]"};
}

std::string label(const AlertRule& alert, std::string_view name) {
  for (const auto& [each, value] : alert.labels) {
    if (each == name) {
      return value;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("an objective stands for a rule that pages and one that makes a ticket",
          "[unit][scenario]") {
  const Scenario scenario = loaded(with_slo(R"("slo": "99.9%", "population": "users")"));

  REQUIRE(scenario.alerts.size() == 2);
  const AlertRule& page = scenario.alerts[0];
  CHECK(page.alert == "Budget");
  CHECK(label(page, "severity") == "page");
  CHECK(page.text.find("[1h]") != std::string::npos);
  CHECK(page.text.find("> 14.4 * 0.001") != std::string::npos);
  CHECK(page.text.find("[3d]") == std::string::npos);
  CHECK(page.annotations[0].second ==
        "{{ $value | humanizePercentage }} of the requests of users fail: too many for 99.9%");
  CHECK(label(scenario.alerts[1], "severity") == "ticket");
  CHECK(scenario.alerts[1].text.find("[3d]") != std::string::npos);
}

TEST_CASE("an objective may be a service's, or come with an expression for its errors",
          "[unit][scenario]") {
  CHECK(loaded(with_slo(R"("slo": 0.99, "service": "web")"))
            .alerts[0]
            .text.find("http_requests_total{code=~\"5..\",service=\"web\"}[5m]") !=
        std::string::npos);
  CHECK(loaded(with_slo(R"-("slo": 0.99, "errors": "rate(up[${window}])")-"))
            .alerts[0]
            .text.find("(rate(up[6h])) > 6 * 0.01") != std::string::npos);
}

TEST_CASE("windows of one's own replace the usual ones", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_slo(R"("slo": "90%", "population": "users", "labels": {"team": "a"},
    "annotations": {"summary": "gone"},
    "windows": [{"long": "2m", "burn": 2, "severity": "critical"},
                {"long": "1h", "short": "90s", "burn": 0.5, "severity": "critical"}])"));

  REQUIRE(scenario.alerts.size() == 1);
  CHECK(label(scenario.alerts[0], "severity") == "critical");
  CHECK(label(scenario.alerts[0], "team") == "a");
  CHECK(scenario.alerts[0].annotations[0].second == "gone");
  CHECK(scenario.alerts[0].text.find("[10s]))) > 2 * 0.1 or") != std::string::npos);
  CHECK(scenario.alerts[0].text.find("[1m30s]))) > 0.5 * 0.1") != std::string::npos);
}

TEST_CASE("mistakes in an objective are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_slo(R"("slo": "100%", "population": "users")")) ==
        "5:39 100% is no objective: it must be more than 0% and less than 100%\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9)")) ==
        "5:12 an alert with \"slo\" needs the key \"population\"\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9, "population": "user")")) ==
        "5:58 there is no population \"user\"; did you mean \"users\"?\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9, "population": "users", "service": "web")")) ==
        "5:78 \"service\" cannot stand beside \"population\"\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9, "errors": "up")")) ==
        "5:54 \"errors\" does not say where its window stands\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9, "errors": "rate(up[${window}])) * 2")"))
            .find("5:54 PromQL: ") == 0);
  CHECK(mistakes(with_slo(R"("slo": 0.9, "service": "web", "labels": {"severity": "x"})")) ==
        "5:73 \"severity\" contradicts \"slo\", whose windows say it\n");
  CHECK(mistakes(with_slo(R"("slo": 0.9, "service": "web", "for": "1m")"))
            .find("unknown key \"for\" in an alert with \"slo\"") != std::string::npos);
  CHECK(mistakes(with_slo(R"("slo": 0.9, "service": "web", "windows": [])")) ==
        "5:73 \"windows\" is empty: no alert\n");
  CHECK(mistakes(with_slo(
            R"("slo": 0.9, "service": "web", "windows": [{"long": "1m", "short": "1m"}])")) ==
        "5:74 a window of an objective needs the key \"burn\"\n"
        "5:74 a window of an objective needs the key \"severity\"\n"
        "5:98 \"short\" is not shorter than \"long\"\n");
}

}  // namespace firedrill::tests
