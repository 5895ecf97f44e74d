// The faults that make requests slow: more and more, by a narrow link, by a processor that is
// shared.
#include <string>
#include <vector>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

/// How late the answers of requests at these instants come, of the wire clock.
std::vector<Duration> lateness(const std::string& text, const std::vector<Duration>& at) {
  const Fault fault = good_fault(text);
  FaultState state = initial_state(fault);
  Rng random{1};
  std::vector<Duration> late;
  for (const Duration each : at) {
    const Verdict verdict =
        decide(fault, state, {.now = Instant{}, .random = random, .wire = Instant{each}});
    late.push_back(std::get<SpoilAnswer>(verdict).late);
  }
  return late;
}

}  // namespace

TEST_CASE("latency grows evenly from the first request on, up to a limit", "[unit][faults]") {
  const Fault fault =
      good_fault(R"({"fault": "growing_latency", "by": "10ms", "every": "1m", "most": "35ms"})");
  std::vector<Duration> delays;
  for (const Verdict& verdict : verdicts(fault, 10, 1, 30s)) {
    delays.push_back(std::get<Delay>(verdict).by);
  }

  CHECK(delays == std::vector<Duration>{0ms, 5ms, 10ms, 15ms, 20ms, 25ms, 30ms, 35ms, 35ms, 35ms});
  CHECK(mistakes_of_fault(R"({"fault": "growing_latency", "by": "1ms", "every": "0s"})").size() ==
        1);
  CHECK(mistakes_of_fault(R"({"fault": "growing_latency", "by": "1ms"})").size() == 1);
}

TEST_CASE("answers wait for each other on a narrow link, in wire time", "[unit][faults]") {
  const std::string fault = R"({"fault": "bandwidth", "rate": "100kB", "size": "20kB"})";

  CHECK(lateness(fault, {0s, 0s, 100ms, 10s}) == std::vector<Duration>{200ms, 400ms, 500ms, 200ms});
}

TEST_CASE("answers that find a link full for a day are as late as that", "[unit][faults]") {
  const std::string fault = R"({"fault": "bandwidth", "rate": "1B", "size": "3500B"})";
  const std::vector<Duration> late = lateness(fault, std::vector<Duration>(100, 0s));

  CHECK(late[1] == 7000s);
  CHECK(late.back() == 24h + 3500s);
}

TEST_CASE("bandwidth needs a rate, and answers that get through", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "bandwidth", "rate": "1kB"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "bandwidth", "rate": "0B", "size": "1kB"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "bandwidth", "rate": "1B", "size": "1MB"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "bandwidth", "rate": "1GB", "size": "2GB"})").size() == 1);
}

TEST_CASE("work on a shared processor takes several times as long", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "cpu_theft", "factor": 2.5})"), 1, 1);

  CHECK(std::get<SlowWork>(all.front()).factor == 2.5);
  CHECK(mistakes_of_fault(R"({"fault": "cpu_theft", "factor": 0.5})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "cpu_theft"})").size() == 1);
}

TEST_CASE("a process that leaks is killed when its memory is full, and after each start",
          "[unit][faults]") {
  const Fault fault =
      good_fault(R"({"fault": "memory_leak", "fills_in": "10m", "restarts_after": "30s"})");
  Rng random{1};

  for (const ProcessVerdict& verdict : {on_injected(fault, random), on_started(fault, random)}) {
    CHECK(verdict.kill);
    CHECK(verdict.kill_after == 10min);
    CHECK(verdict.start_again_after == 30s);
  }
  CHECK(mistakes_of_fault(R"({"fault": "memory_leak", "fills_in": "0s", "restarts_after": "1s"})")
            .size() == 1);
}

TEST_CASE("an error may say when to come again", "[unit][faults]") {
  const auto all =
      verdicts(good_fault(R"({"fault": "error_rate", "rate": 1, "retry_after": "30s"})"), 1, 1);

  CHECK(std::get<Reply>(all.front()).retry_after == 30s);
  CHECK(mistakes_of_fault(R"({"fault": "error_rate", "rate": 1, "retry_after": "25h"})").size() ==
        1);
}
