#include "harness/control/reach.hpp"

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

AlertRule rule(std::string_view text) {
  return {.alert = "alert", .text = std::string(text), .query = query(text), .timing = {}};
}

}  // namespace

TEST_CASE("a metric's past reaches as far as the queries that select it", "[unit][control]") {
  Scenario scenario;
  scenario.alerts.push_back(rule("rate(a[30d]) > 1"));
  scenario.alerts.push_back(rule("rate(a[1h]) / rate(b[1h]) > 1"));
  scenario.before.steady_state.push_back(
      {.text = "", .query = query("rate(c[5m]) < 1"), .source = {}});
  scenario.response = steps(with_steps(
      noting("outer", AtTime{}),
      steps(noting("inner",
                   WhenQuery{.text = "", .query = query("max_over_time(d[10m] offset 5m) > 1")}))));

  const control::Reach reach = control::reach_of(scenario);

  CHECK(reach.longest == 30 * 24h);
  CHECK(reach.of("a") == 30 * 24h);
  CHECK(reach.of("b") == 1h);
  CHECK(reach.of("c") == 5min);
  CHECK(reach.of("d") == 15min);
  CHECK(reach.of("e") == 0s);
}

TEST_CASE("what a rule's texts ask for reaches as far", "[unit][control]") {
  Scenario scenario;
  AlertRule alert = rule("a > 1");
  alert.annotations = {{"summary", "{{ query \"rate(b[2h])\" | first | value }}"}};
  scenario.alerts.push_back(alert);

  const control::Reach reach = control::reach_of(scenario);

  CHECK(reach.of("b") == 2h);
}

TEST_CASE("a query without a name may select any metric", "[unit][control]") {
  Scenario scenario;
  scenario.alerts.push_back(rule("rate(a[1h]) > 1"));
  scenario.alerts.push_back(rule("rate({__name__=~\"a|b\"}[2h]) > 1"));

  const control::Reach reach = control::reach_of(scenario);

  CHECK(reach.of("a") == 2h);
  CHECK(reach.of("b") == 2h);
}
