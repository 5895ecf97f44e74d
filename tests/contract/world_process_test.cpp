// What becomes of requests and counts when callers give up and processes start, change and die.
#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

#include "harness/behaviour/metrics.hpp"
#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {

TEST_CASE("a service that cancels abandoned work has room for the next, and so has whom it calls",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const auto behaviour = [](const std::string& latency) {
    return R"({"startup": "200ms", "workers": 50, "queue": 0, "abandoned_work": "cancel",
               "latency": ")" +
           latency + "\"";
  };
  Stage stage(kind,
              R"({"server": )" + behaviour("1h") + R"(}, "edge": )" + behaviour("1ms") +
                  R"(, "calls": [{"service": "server"}]}})",
              R"([{"name": "users", "to": "edge", "rate": "20/s", "timeout": "300ms"}])");
  const auto cancelled = [&stage](const std::string& service) {
    double sum = 0;
    for (const ScrapedSample& sample : stage.scrape(service + "-0").samples) {
      const bool is_it = sample.labels.get(promql::name_label) == metric::requests &&
                         sample.labels.get("code") == "499";
      sum += is_it ? sample.value : 0;
    }
    return sum;
  };

  REQUIRE(stage.run_until([&] { return cancelled("server") > 150; }));

  CHECK(cancelled("edge") > 140);
  CHECK(stage.total(metric::in_flight, "service", "server") <= 50);
  CHECK(stage.total(metric::requests, "code", "503") == 0);
}

TEST_CASE("who was up or changes its version is at full speed, who restarts is slow at first",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({"server": {"latency": "4ms", "startup": "200ms", "version": "1",
                             "versions": {"1": {}, "2": {}},
                             "warm_up": {"lasts": "1h", "factor": 1000}},
                  "edge": {"latency": "1ms",
                           "calls": [{"service": "server", "timeout": "500ms"}]}})",
              R"([{"name": "users", "to": "edge", "rate": "50/s", "timeout": "2s"}])");
  REQUIRE(stage.becomes_well());

  stage.perform(Install{.replicas = {.service = "server", .count = 1},
                        .version = "2",
                        .activation = Activation::now});
  stage.run_for(1s);
  CHECK(stage.becomes_well());
  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 1}});
  stage.run_for(1s);

  REQUIRE(stage.becomes_bad());
  stage.run_for(2s);
  CHECK(stage.traffic().back().good == 0);
}

TEST_CASE("who changes its version keeps its queue, and loses nobody in it", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({"server": {"workers": 1, "queue": 10000, "startup": "200ms", "version": "1",
                             "versions": {"1": {"latency": "100ms"}, "2": {"latency": "1ms"}}}})",
              R"([{"name": "users", "to": "server", "rate": "20/s", "timeout": "1m"}])");
  const auto queue = [&stage] { return stage.total(metric::queue_length); };
  REQUIRE(stage.run_until([&] { return queue() >= 20; }));

  stage.perform(Install{.replicas = {.service = "server", .count = 1},
                        .version = "2",
                        .activation = Activation::now});

  CHECK(stage.run_until([&] { return queue() >= 10; }));
  CHECK(stage.run_until([&] { return queue() == 0; }));
  CHECK(stage.becomes_well());
  for (const TrafficRecord& second : stage.traffic()) {
    CHECK(second.bad == 0);
  }
}

TEST_CASE("who changes its version has workers of its own, whatever the process before still does",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({"server": {"workers": 2, "queue": 0, "startup": "200ms", "version": "1",
                             "versions": {"1": {"latency": "1h"}, "2": {"latency": "1ms"}}}})",
              R"([{"name": "users", "to": "server", "rate": "20/s", "timeout": "1h"}])");
  REQUIRE(stage.run_until([&] { return stage.total(metric::in_flight) >= 2; }));
  REQUIRE(stage.becomes_bad());

  stage.perform(Install{.replicas = {.service = "server", .count = 1},
                        .version = "2",
                        .activation = Activation::now});

  CHECK(stage.becomes_well());
  CHECK(stage.total(metric::in_flight) <= 2);
  CHECK(stage.total(metric::requests, "version", "1") == 0);
}

TEST_CASE("a restart also ends what the process before it was still working on",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({"server": {"workers": 1000, "startup": "200ms", "version": "1",
                             "versions": {"1": {"latency": "400ms"}, "2": {"latency": "1h"}}}})",
              R"([{"name": "users", "to": "server", "rate": "50/s", "timeout": "600ms"}])");
  REQUIRE(stage.becomes_well());

  stage.perform(Install{.replicas = {.service = "server", .count = 1},
                        .version = "2",
                        .activation = Activation::now});
  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 1}});

  const std::size_t told = stage.traffic().size() + 1;  // the second of the restart is not over
  stage.run_for(6s);
  REQUIRE(stage.traffic().size() > told);
  for (std::size_t second = told; second < stage.traffic().size(); ++second) {
    CHECK(stage.traffic()[second].good == 0);
  }
}

TEST_CASE("what a fault has touched stays known when its process is killed", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(
      kind,
      R"({"server": {"latency": "1ms", "startup": "200ms"}})",
      R"([{"name": "users", "to": "server", "rate": "50/s", "timeout": "2s"}])",
      {R"("id": "f", "fault": "error_rate", "rate": 1, "reply": 503, "service": "server")"});
  stage.perform(StartFault{stage.fault("f")});
  REQUIRE(stage.run_until([&] { return stage.tally_of("f").injected > 20; }));
  const std::uint64_t before = stage.tally_of("f").injected;

  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 1}});

  CHECK(stage.tally_of("f").injected >= before);
  stage.perform(EndFault{.id = "f"});
  stage.stop();
  std::uint64_t bad = 0;
  for (const TrafficRecord& second : stage.traffic()) {
    for (const auto& [outcome, count] : second.outcomes) {
      bad += outcome == "503" ? count : 0;
    }
  }
  CHECK(stage.tally_of("f").injected >= bad);
}

}  // namespace firedrill::tests
