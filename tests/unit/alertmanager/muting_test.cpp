// What inhibition, silences and the calendar hide, and what hiding costs.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/timestamp.hpp"
#include "tests/unit/alertmanager/lab.hpp"

using firedrill::alertmanager::Options;
using firedrill::alertmanager::parse_matchers;
using firedrill::tests::Lab;

namespace {

using Told = std::vector<std::string>;

constexpr std::string_view muting = R"(
route:
  {receiver: hook, group_by: [alertname], group_wait: 1s, group_interval: 5s, repeat_interval: 58s}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
inhibit_rules:
- source_matchers: [severity=critical]
  target_matchers: [severity=~"critical|warning"]
  equal: [service]
)";

}  // namespace

TEST_CASE("an alert is muted while its source fires for the same service", "[unit][alertmanager]") {
  Lab lab(muting);

  lab.fire("alertname=Source,severity=critical,service=web");
  lab.fire("alertname=Target,severity=warning,service=web");
  lab.fire("alertname=Other,severity=warning,service=pay");
  lab.fire("alertname=None,severity=warning");
  lab.run_to(3);
  CHECK(lab.told() == Told{"1 hook firing Source+", "1 hook firing Other+", "1 hook firing None+"});

  CHECK(lab.untold() == Told{"1 hook inhibited Target+"});

  lab.resolve("alertname=Source,severity=critical,service=web");
  lab.run_to(7);
  CHECK(lab.told() == Told{"6 hook resolved Source-", "6 hook firing Target+"});
}

TEST_CASE("alerts that are source and target do not mute each other", "[unit][alertmanager]") {
  Lab lab(muting);

  lab.fire("alertname=A,severity=critical,service=web");
  lab.fire("alertname=B,severity=critical,service=web");
  lab.run_to(3);

  CHECK(lab.told() == Told{"1 hook firing A+", "1 hook firing B+"});
}

TEST_CASE("a silence that hides the resolve swallows the next page", "[unit][alertmanager]") {
  Lab lab(muting);
  lab.fire("alertname=A");
  lab.run_to(2);
  lab.told();

  lab.silence("alertname=A", 3, 12);
  lab.run_to(4);
  lab.resolve("alertname=A");
  lab.run_to(20);
  lab.fire("alertname=A");  // a second incident
  lab.run_to(55);
  CHECK(lab.told().empty());
  lab.run_to(70);
  CHECK(lab.told() == Told{"61 hook firing A+"});  // when the first one would be repeated
  const Told untold = lab.untold();
  REQUIRE(untold.size() > 1);
  CHECK(untold[0] == "6 hook silenced A-");
  CHECK(untold[1] == "21 hook known A+");
}

TEST_CASE("the end of what nobody was told of is not missed", "[unit][alertmanager]") {
  Lab lab(muting);
  lab.silence("alertname=A", 0, 100);
  lab.fire("alertname=A");
  lab.run_to(3);
  lab.resolve("alertname=A");
  lab.run_to(20);

  CHECK(lab.untold() == Told{"1 hook silenced A+"});
}

TEST_CASE("a silence mutes from its begin to its end, or until it is expired",
          "[unit][alertmanager]") {
  Lab lab(muting);
  lab.silence("alertname=~A|C", 0, 0.5);
  const auto id = lab.silence("alertname=~A|B", 0, 100);

  lab.fire("alertname=A");
  lab.fire("alertname=C");
  lab.run_to(7);
  CHECK(lab.told() == Told{"1 hook firing C+"});

  CHECK(lab.manager().expire_silence(id));
  CHECK_FALSE(lab.manager().expire_silence(id));
  lab.run_to(12);
  CHECK(lab.told() == Told{"11 hook firing A+"});
}

TEST_CASE("a silence must match something and end after its begin", "[unit][alertmanager]") {
  Lab lab(muting);
  auto& manager = lab.manager();

  CHECK(manager.add_silence({}).error().message == "at least one matcher required");
  CHECK(manager.add_silence({.matchers = *parse_matchers("a=~.*,b=")}).error().message ==
        "at least one matcher must not match the empty string");
  CHECK(manager.add_silence({.matchers = *parse_matchers("a=~.*,b!=c")}));
  CHECK(manager
            .add_silence({.matchers = *parse_matchers("a=b"),
                          .from = Lab::instant(2),
                          .until = Lab::instant(1)})
            .error()
            .message == "end time must not be before start time");
}

TEST_CASE("the calendar mutes a route, or all but a part of the time", "[unit][alertmanager]") {
  const auto midnight = firedrill::parse_timestamp("2023-11-09T23:59:50Z").operator*().unix_ns;
  Lab lab(R"(
route:
  receiver: rest
  group_wait: 1s
  group_interval: 5s
  routes:
  - {match: {to: muted}, receiver: muted, mute_time_intervals: [thursdays]}
  - {match: {to: active}, receiver: active, active_time_intervals: [thursdays]}
receivers:
- name: rest
- name: muted
  webhook_configs: [{url: 'http://hook.example'}]
- name: active
  webhook_configs: [{url: 'http://hook.example'}]
time_intervals:
- {name: thursdays, time_intervals: [{weekdays: [thursday]}]}
)",
          Options{.unix_ns_at_zero = midnight});

  lab.fire("alertname=A,to=muted");
  lab.fire("alertname=A,to=active");
  lab.run_to(9);
  lab.fire("alertname=B,to=active");
  lab.run_to(20);

  CHECK(lab.told() == Told{"1 active firing A+", "11 muted firing A+"});
  CHECK(lab.untold() == Told{"1 muted muted by time A+",
                             "6 muted muted by time A+",
                             "11 active muted by time A+",
                             "11 active muted by time B+",
                             "16 active muted by time A+",
                             "16 active muted by time B+"});
}
