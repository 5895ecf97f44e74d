// What happens when receivers do not answer as they should.
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/alertmanager/lab.hpp"

using firedrill::Seed;
using firedrill::alertmanager::Delivery;
using firedrill::alertmanager::delivery_of;
using firedrill::alertmanager::Integration;
using firedrill::alertmanager::Options;
using firedrill::tests::Lab;
using namespace std::chrono_literals;

namespace {

using Told = std::vector<std::string>;

constexpr std::string_view pager = R"(
route: {receiver: pager, group_wait: 2s, group_interval: 30s, repeat_interval: 1h}
receivers:
- name: pager
  pagerduty_configs: [{routing_key: R0123}]
)";

std::vector<double> times(const Told& told) {
  std::vector<double> seconds;
  for (const std::string& line : told) {
    seconds.push_back(std::strtod(line.c_str(), nullptr));
  }
  return seconds;
}

Told fire_once(Lab& lab, double until) {
  lab.fire("alertname=A");
  lab.run_to(until);
  return lab.told();
}

}  // namespace

TEST_CASE("attempts are repeated with growing and jittered pauses", "[unit][alertmanager]") {
  Lab lab(pager);
  lab.answer({429, 500, 0, 202});

  const std::vector<double> at = times(fire_once(lab, 31));

  REQUIRE(at.size() == 4);
  CHECK(at[0] == 2);
  double pause = 0.5;
  for (std::size_t attempt = 1; attempt < at.size(); ++attempt) {
    CHECK(at[attempt] - at[attempt - 1] >= 0.5 * pause - 1e-4);
    CHECK(at[attempt] - at[attempt - 1] <= 1.5 * pause + 1e-4);
    pause *= 1.5;
  }
}

TEST_CASE("the jitter is the seed's", "[unit][alertmanager]") {
  const auto played = [](Seed seed) {
    Lab lab(pager, Options{.seed = seed});
    lab.answer({500, 500, 202});
    return fire_once(lab, 31);
  };

  CHECK(played(Seed{1}) == played(Seed{1}));
  CHECK(played(Seed{1}) != played(Seed{2}));
}

TEST_CASE("what is refused is tried again at the next tick", "[unit][alertmanager]") {
  Lab lab(pager);
  lab.answer({400});

  CHECK(fire_once(lab, 60) == Told{"2 pager firing A+", "32 pager firing A+"});
}

TEST_CASE("the pause counts from an attempt's begin", "[unit][alertmanager]") {
  Lab lab(pager);
  lab.delay(3s);
  lab.answer({500, 500, 202});

  const std::vector<double> at = times(fire_once(lab, 31));

  CHECK(at == std::vector<double>{2, 5, 8});
}

TEST_CASE("a receiver that never answers is given up when the flush is over",
          "[unit][alertmanager]") {
  Lab lab(pager);
  lab.answer({-1, 202});

  CHECK(fire_once(lab, 60) == Told{"2 pager firing A+", "32 pager firing A+"});
}

TEST_CASE("a tick that comes during a flush is made up for after it", "[unit][alertmanager]") {
  Lab lab(R"(
route: {receiver: hook, group_wait: 1s, group_interval: 2s, repeat_interval: 1h}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
)");
  lab.answer({-1, 200});

  CHECK(fire_once(lab, 30) == Told{"1 hook firing A+", "11 hook firing A+"});  // 10 s at least

  lab.fire("alertname=B");
  lab.run_to(32);
  CHECK(lab.told() == Told{"31 hook firing A+ B+"});  // ticks count from 11 on
}

TEST_CASE("a resolved alert is not forgotten while a receiver has to be told",
          "[unit][alertmanager]") {
  Lab lab(pager);
  fire_once(lab, 3);
  lab.resolve("alertname=A");
  lab.answer({400});
  lab.run_to(70);

  CHECK(lab.told() == Told{"32 pager resolved A-", "62 pager resolved A-"});
}

TEST_CASE("each integration of a receiver is told until it knows, and no longer",
          "[unit][alertmanager]") {
  Lab lab(R"(
route: {receiver: both, group_wait: 1s, group_interval: 5s, repeat_interval: 1h}
receivers:
- name: both
  webhook_configs: [{url: 'http://hook.example'}]
  pagerduty_configs: [{routing_key: R0123}]
)");
  lab.answer({200, 400});

  CHECK(fire_once(lab, 20) == Told{"1 both firing A+", "1 both firing A+", "6 both firing A+"});

  lab.resolve("alertname=A");
  lab.answer({400, 202});
  lab.run_to(40);
  CHECK(lab.told() == Told{"21 both resolved A-", "21 both resolved A-", "26 both resolved A-"});
}

TEST_CASE("an alert that fires again while it is told to be resolved stays in its group",
          "[unit][alertmanager]") {
  Lab lab(pager);
  fire_once(lab, 3);
  lab.resolve("alertname=A");
  lab.delay(2s);
  lab.run_to(33);  // told at 32, accepted at 34
  lab.fire("alertname=A");
  lab.run_to(70);

  CHECK(lab.told() == Told{"32 pager resolved A-", "62 pager firing A+"});
}

TEST_CASE("completions that come after the flush was given up count for nothing",
          "[unit][alertmanager]") {
  Lab lab(R"(
route: {receiver: hook, group_wait: 1s, group_interval: 10s, repeat_interval: 1h}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
)");
  lab.delay(12s);

  CHECK(fire_once(lab, 30) == Told{"1 hook firing A+", "11 hook firing A+", "21 hook firing A+"});
}

TEST_CASE("a peer that comes later waits for those before it", "[unit][alertmanager]") {
  Lab lab(pager, Options{.peer_wait = 15s});

  CHECK(fire_once(lab, 60) == Told{"17 pager firing A+"});
}

TEST_CASE("what was told is forgotten in time, so that a new incident is news",
          "[unit][alertmanager]") {
  const auto second_incident = [](std::string_view repeat_interval) {
    Lab lab("route: {receiver: hook, group_wait: 1s, group_interval: 5s, repeat_interval: " +
                std::string(repeat_interval) +
                "}\nreceivers: [{name: hook, webhook_configs: [{url: 'http://hook.example'}]}]",
            Options{.retention = 20s, .log_maintenance = 30s});
    fire_once(lab, 2);
    lab.silence("alertname=A", 2, 29);  // hides the resolve
    lab.resolve("alertname=A");
    lab.run_to(31);
    return fire_once(lab, 40);
  };

  CHECK(second_incident("1h") == Told{"32 hook firing A+"});
  CHECK(second_incident("14s") == Told{"32 hook firing A+"});
}

TEST_CASE("statuses mean what they mean to the real integrations", "[unit][alertmanager]") {
  const Integration webhook{.kind = Integration::Kind::webhook};
  const Integration pagerduty{.kind = Integration::Kind::pagerduty};
  const Integration events_v1{.kind = Integration::Kind::pagerduty, .events_v1 = true};
  const Integration opsgenie{.kind = Integration::Kind::opsgenie};
  const Integration slack{.kind = Integration::Kind::slack};

  CHECK(delivery_of(webhook, 204) == Delivery::accepted);
  CHECK(delivery_of(webhook, 503) == Delivery::retry);
  CHECK(delivery_of(webhook, std::nullopt) == Delivery::retry);
  CHECK(delivery_of(webhook, 429) == Delivery::refused);
  CHECK(delivery_of(slack, 429) == Delivery::refused);
  CHECK(delivery_of(opsgenie, 429) == Delivery::retry);
  CHECK(delivery_of(pagerduty, 429) == Delivery::retry);
  CHECK(delivery_of(pagerduty, 403) == Delivery::refused);
  CHECK(delivery_of(events_v1, 403) == Delivery::retry);
  CHECK(delivery_of(events_v1, 429) == Delivery::refused);
  CHECK(delivery_of(webhook, 301) == Delivery::refused);
}
