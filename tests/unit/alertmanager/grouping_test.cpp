// When groups of alerts are told of. The expected times are those that experiments with the real
// Alertmanager 0.25 have shown.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/alertmanager/lab.hpp"

using firedrill::tests::Lab;
using namespace std::chrono_literals;

namespace {

using Told = std::vector<std::string>;

/// group_wait 2 s, group_interval 5 s, repeat_interval 12 s.
constexpr std::string_view one_hook = R"(
global: {resolve_timeout: 6s}
route:
  {receiver: hook, group_by: [service], group_wait: 2s, group_interval: 5s, repeat_interval: 12s}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
)";

}  // namespace

TEST_CASE("a group is told of after group_wait, and repeated at its ticks",
          "[unit][alertmanager]") {
  Lab lab(one_hook);

  lab.fire("alertname=A");
  lab.run_to(34);
  CHECK(lab.told() == Told{"2 hook firing A+", "17 hook firing A+", "32 hook firing A+"});

  lab.resolve("alertname=A");
  lab.run_to(60);
  CHECK(lab.told() == Told{"37 hook resolved A-"});
}

TEST_CASE("an alert that joins a group is told of with it at the next tick",
          "[unit][alertmanager]") {
  Lab lab(one_hook);

  lab.fire("alertname=A");
  lab.run_to(4);
  lab.fire("alertname=B");
  lab.fire("alertname=C,service=web");
  lab.run_to(8);

  CHECK(lab.told() == Told{"2 hook firing A+", "6 hook firing C+", "7 hook firing A+ B+"});
}

TEST_CASE("what resolves and fires again between ticks stays unknown", "[unit][alertmanager]") {
  Lab lab(one_hook);
  lab.fire("alertname=A");
  lab.run_to(3);
  lab.told();

  lab.resolve("alertname=A");
  lab.run_to(5);
  lab.fire("alertname=A");
  lab.run_to(12);

  CHECK(lab.told().empty());
  CHECK(lab.untold() == Told{"7 hook known A+", "12 hook known A+"});
}

TEST_CASE("what is over before group_wait is not told", "[unit][alertmanager]") {
  Lab lab(one_hook);

  lab.fire("alertname=A");
  lab.run_to(1);
  lab.resolve("alertname=A");
  lab.run_to(20);

  CHECK(lab.told().empty());
}

TEST_CASE("an alert older than group_wait is told at once", "[unit][alertmanager]") {
  Lab lab(one_hook);
  lab.run_to(10);

  lab.post("alertname=A", Lab::instant(7), Lab::instant(100));
  lab.run_to(20);

  CHECK(lab.told() == Told{"10 hook firing A+"});
}

TEST_CASE("an alert without an end ends after the resolve timeout", "[unit][alertmanager]") {
  Lab lab(one_hook);

  lab.post("alertname=A", std::nullopt, std::nullopt);
  lab.run_to(20);

  CHECK(lab.told() == Told{"2 hook firing A+", "7 hook resolved A-"});
}

TEST_CASE("each post moves the end of an alert on", "[unit][alertmanager]") {
  Lab lab(one_hook);

  for (int second = 0; second <= 20; second += 4) {
    lab.run_to(second);
    lab.post("alertname=A", Lab::instant(0), Lab::instant(second + 12));
  }
  lab.run_to(40);

  CHECK(lab.told() == Told{"2 hook firing A+", "17 hook firing A+", "32 hook resolved A-"});
}

TEST_CASE("an empty group keeps its ticks until maintenance", "[unit][alertmanager]") {
  Lab lab(one_hook);
  lab.fire("alertname=A");
  lab.run_to(3);
  lab.resolve("alertname=A");
  lab.run_to(13);
  lab.told();

  lab.fire("alertname=B");  // waits for the tick at 17, not for 15
  lab.run_to(18);
  lab.resolve("alertname=B");
  lab.run_to(31);
  lab.fire("alertname=C");  // the group was removed at 30
  lab.run_to(34);

  CHECK(lab.told() == Told{"17 hook firing B+", "22 hook resolved B-", "33 hook firing C+"});
}

TEST_CASE("receivers that want no resolved alerts hear of firing ones only",
          "[unit][alertmanager]") {
  Lab lab(R"(
route: {receiver: hook, group_wait: 2s, group_interval: 5s, repeat_interval: 1h}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example', send_resolved: false}]
)");
  lab.fire("alertname=A");
  lab.fire("alertname=B");
  lab.run_to(3);
  lab.resolve("alertname=A");
  lab.run_to(8);
  lab.resolve("alertname=B");
  lab.run_to(13);
  lab.fire("alertname=B");  // news again: that it was resolved is on record
  lab.run_to(18);

  CHECK(lab.told() == Told{"2 hook firing A+ B+", "17 hook firing B+"});
}

TEST_CASE("an alert is told of along each route that takes it", "[unit][alertmanager]") {
  Lab lab(R"(
route:
  receiver: rest
  group_wait: 1s
  routes:
  - {match: {severity: page}, receiver: pager, group_wait: 0s, continue: true}
  - {match_re: {severity: 'page|ticket'}, receiver: tickets, group_wait: 3s}
receivers:
- name: rest
- name: pager
  webhook_configs: [{url: 'http://hook.example'}, {url: 'http://hook.example'}]
- name: tickets
  webhook_configs: [{url: 'http://hook.example'}]
)");

  lab.fire("alertname=A,severity=page");
  lab.fire("alertname=B,severity=info");
  lab.run_to(10);

  CHECK(lab.told() == Told{"0 pager firing A+", "0 pager firing A+", "3 tickets firing A+"});
}

TEST_CASE("all alerts of a route are one group unless it says by what", "[unit][alertmanager]") {
  Lab lab(R"(
route:
  receiver: hook
  group_wait: 1s
  routes: [{match: {each: alone}, group_by: ['...']}]
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
)");

  lab.fire("alertname=A,job=1");
  lab.fire("alertname=B,job=2");
  lab.fire("alertname=C,each=alone,job=1");
  lab.fire("alertname=C,each=alone,job=2");
  lab.run_to(2);

  CHECK(lab.told() == Told{"1 hook firing A+ B+", "1 hook firing C+", "1 hook firing C+"});
}

TEST_CASE("alerts without labels or of negative length are refused", "[unit][alertmanager]") {
  Lab lab(one_hook);

  CHECK(lab.manager().post({.labels = {{"a", ""}}})->message == "at least one label pair required");
  CHECK(
      lab.manager()
          .post({.labels = {{"a", "b"}}, .starts_at = Lab::instant(2), .ends_at = Lab::instant(1)})
          ->message == "start time must be before end time");
}
