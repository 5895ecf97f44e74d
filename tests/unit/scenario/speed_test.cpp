#include "harness/scenario/speed.hpp"

#include <catch2/catch.hpp>

// How fast a live run may go.

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

Scenario scenario(Duration client_timeout, Duration limit) {
  Scenario one;
  one.traffic = {{.name = "users", .to = "shop", .rate = {{.per_second = 1}}}};
  one.traffic.front().timeout = client_timeout;
  one.targets = {{.name = "recover", .rule = DurationTarget{.within = limit}}};
  return one;
}

}  // namespace

TEST_CASE("the longest wire timeout must fit into the tightest limit", "[scenario][speed]") {
  CHECK(highest_honest_speed(scenario(10s, 45s)) == 4);
  CHECK(highest_honest_speed(scenario(10s, 2h)) == 6);  // then the recovery window, 1 min, is it
  CHECK(highest_honest_speed(scenario(10min, 45s)) == 1);
  CHECK(highest_honest_speed(scenario(1ms, 2h)) == most_speed);
}

TEST_CASE("a call may wait longer than any client", "[scenario][speed]") {
  Scenario one = scenario(1s, 2h);
  Behaviour behaviour;
  behaviour.calls = {{{.service = "db", .timeout = 30s}}};
  Service shop;
  shop.name = "shop";
  shop.versions = {{.name = "", .behaviour = behaviour}};
  one.services = {shop};

  CHECK(highest_honest_speed(one) == 2);
  CHECK(why_no_faster(one) == "shop may wait 30s for an answer, and the recovery window is 1m");
}

TEST_CASE("what a scenario states goes first", "[scenario][speed]") {
  Scenario one = scenario(10min, 45s);
  one.live.speed = 60;

  CHECK(highest_honest_speed(one) == 60);
}

TEST_CASE("the real Prometheus and Alertmanager keep wall time, whatever the scenario states",
          "[scenario][speed]") {
  Scenario one = scenario(1ms, 2h);
  one.live.speed = 60;
  one.live.detector = Detector::external;

  CHECK(highest_honest_speed(one) == 1);
  CHECK(why_no_faster(one) ==
        "Prometheus and Alertmanager (\"detector\": \"external\") keep wall time");
}

TEST_CASE("a speed is a number from 1 to 1000", "[scenario][speed]") {
  CHECK(parse_speed("60") == 60);
  CHECK(parse_speed("2.5") == 2.5);
  for (const char* wrong : {"", "0", "0.5", "-1", "1001", "x", "2x", "nan", "inf"}) {
    INFO(wrong);
    CHECK_FALSE(parse_speed(wrong));
  }
}
