// The latency budget of alerts in closed form, against the parts that a run's journal gives:
//   scrape  U(0, scrape_interval)       window  W * theta / e, up to the next scrape
//   for     ceil(for / eval) * eval     evaluation  U(0, evaluation_interval)
//   page    group_wait + retries        resolved    keep_firing_for + U(0, group_interval)
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/alert_path.hpp"
#include "harness/journal/query.hpp"
#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

struct Budget {
  std::string at;        ///< when half of the requests begin to fail
  std::string interval;  ///< of scrapes and evaluations
  std::string alert_for;
  std::string window = "1m";
  double limit = 0.05;          ///< share of errors
  std::string fault_keys = {};  ///< further ones, with a comma in front of each
  std::string alert_keys = {};
  std::string keys = {};  ///< of the scenario
};

/// With Alertmanager: group_wait 10s, group_interval 5m.
const std::string alertmanager = R"(, "alertmanager_config": "flap.alertmanager.yml")";

std::string scenario(const Budget& budget) {
  const std::string share = fmt::format(
      "sum(rate(http_requests_total{{service='shop',code=~'5..'}}[{0}])) / "
      "sum(rate(http_requests_total{{service='shop'}}[{0}]))",
      budget.window);
  return fmt::format(R"({{
    "firedrill": 1, "name": "budget", "lasts": "30m",
    "before": {{"settle": "5m"}},
    "services": {{"shop": {{"replicas": 1}}}},
    "traffic": [{{"name": "buyers", "to": "shop", "rate": "20/s"}}],
    "script": [{{"at": "{0}", "do": "inject", "fault": "error_rate",
                 "service": "shop", "rate": "50%"{5}}}],
    "monitoring": {{"scrape_interval": "{1}", "evaluation_interval": "{1}", "offset": "random"}},
    "alerts": [{{"alert": "Errors", "for": "{2}", "labels": {{"severity": "page"}},
                 "expr": "{3} > {4}"{6}}}],
    "on_call": {{"escalation": [{{"notify": "ann", "acknowledges": "3m"}}]}},
    "targets": {{"detect": "30m"}}{7}
  }})",
                     budget.at,
                     budget.interval,
                     budget.alert_for,
                     share,
                     budget.limit,
                     budget.fault_keys,
                     budget.alert_keys,
                     budget.keys);
}

AlertPath path_of(const Journal& journal) {
  const std::vector<AlertPath> paths = alert_paths(journal, impact_windows(journal));
  REQUIRE(!paths.empty());
  Duration sum{};
  for (const TimeShare& part : paths.front().parts) {
    sum += part.length;
  }
  CHECK(sum == paths.front().to - paths.front().from);
  return paths.front();
}

/// The first notification of that status that a receiver took.
const Event& notification(const Journal& journal, std::string_view status) {
  for (const Event& event : journal.events) {
    if (event.type == EventType::notification_sent && detail(event, "status") == status) {
      return event;
    }
  }
  FAIL("no notification is " << status);
  return journal.events.front();
}

Instant flushed(const Event& notification) {
  return instant_of(notification, "flushed_ns").value_or(Instant{});
}

}  // namespace

TEST_CASE("an alert's parts are within the latency budget, whatever the phases of the grids",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  const Journal journal =
      played(scenario({.at = "5m7s", .interval = "15s", .alert_for = "1m"}), seed);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  CHECK(path.length_of("scrape") <= 15s);
  CHECK(path.length_of("window") <= 15s);  // 1m * 0.05 / 0.5 = 6s, up to the next scrape
  CHECK(path.length_of("evaluation") <= 15s);
  CHECK(path.length_of("for") == 1min);
  CHECK(path.length_of("acknowledge") == 3min);
  CHECK(path.alert->happened - path.from ==
        path.length_of("scrape") + path.length_of("window") + path.length_of("evaluation") + 1min);
}

TEST_CASE("a wide window with a high limit fills for as long as the formula says",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U);
  const Journal journal = played(
      scenario(
          {.at = "5m7s", .interval = "15s", .alert_for = "0s", .window = "10m", .limit = 0.25}),
      seed);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  // 10m * 0.25 / 0.5 from the first bad response; rate() counts up to the last sample only.
  const Duration filled = path.length_of("scrape") + path.length_of("window");
  CHECK(filled >= 5min - 15s);
  CHECK(filled <= 5min + 30s);
}

TEST_CASE("a for that is no multiple of the evaluation interval waits for the next one",
          "[scenarios][budget]") {
  const Journal journal =
      played(scenario({.at = "5m7s", .interval = "15s", .alert_for = "50s"}), 1);
  const AlertPath path = path_of(journal);
  INFO(to_text(path.parts));

  CHECK(path.length_of("for") == 50s);
  CHECK(path.length_of("evaluation") >= 10s);  // ceil(50 / 15) * 15 - 50
  CHECK(path.length_of("evaluation") < 25s);
}

TEST_CASE("a page waits for group_wait, and for retries while its receiver fails",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  constexpr Instant works_again{10min};
  const std::string failures =
      R"(, "delivery_failures": [{"receiver": "oncall", "status": 503, "until": "10m"}])";

  const Journal healthy = played(
      scenario({.at = "5m7s", .interval = "15s", .alert_for = "1m", .keys = alertmanager}), seed);
  const AlertPath path = path_of(healthy);
  INFO(to_text(path.parts));
  CHECK(path.length_of("group_wait") == 10s);
  CHECK(path.length_of("retries") == 0s);
  CHECK(notification(healthy, "firing").happened == path.alert->happened + 10s);

  const Journal failing = played(
      scenario(
          {.at = "5m7s", .interval = "15s", .alert_for = "1m", .keys = alertmanager + failures}),
      seed);
  const AlertPath late = path_of(failing);
  INFO(to_text(late.parts));
  const Event& told = notification(failing, "firing");
  const Instant flush = late.alert->happened + 10s;
  CHECK(late.length_of("group_wait") == 10s);
  CHECK(told.happened == flush + late.length_of("retries"));
  // Each wait is at most 1.5 times 0.5 s * 1.5^n, and all before it at least half of theirs.
  CHECK(told.happened >= works_again);
  CHECK(told.happened <= works_again + (works_again - flush) * 3 / 2 + 750ms);
}

TEST_CASE("an alert is told to be resolved keep_firing_for and up to group_interval later",
          "[scenarios][budget]") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  constexpr Instant cleared{5min + 7s + 8min};
  const Journal journal = played(scenario({.at = "5m7s",
                                           .interval = "15s",
                                           .alert_for = "0s",
                                           .fault_keys = R"(, "for": "8m")",
                                           .alert_keys = R"(, "keep_firing_for": "2m")",
                                           .keys = alertmanager}),
                                 seed);
  const AlertPath path = path_of(journal);
  REQUIRE(path.resolved);
  const Event& fired = notification(journal, "firing");
  const Event& resolved = notification(journal, "resolved");

  // 1m * (1 - 0.05 / 0.5) = 54 s until the window is clean enough, on the grids of both.
  CHECK(*path.resolved >= cleared + 2min + 54s - 15s);
  CHECK(*path.resolved <= cleared + 2min + 54s + 2 * 15s);
  CHECK(flushed(resolved) > *path.resolved);
  CHECK(flushed(resolved) <= *path.resolved + 5min);
  CHECK((flushed(resolved) - flushed(fired)) % 5min == 0s);
}
