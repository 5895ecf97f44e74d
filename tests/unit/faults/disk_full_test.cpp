#include "harness/faults/disk_full.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

Verdict after(const Fault& fault, Duration lasted) {
  FaultState state = initial_state(fault, Instant{1h});  // a process that began later
  Rng random{1};
  return decide(fault, state, {.now = Instant{1h}, .random = random, .lasted = lasted});
}

}  // namespace

TEST_CASE("a disk is full at once and all requests write, by default", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "disk_full"})"), 100);

  CHECK(count_of<Reply>(all) == 100);
  CHECK(std::get<Reply>(all.front()).status == 500);
}

TEST_CASE("a disk fills since the fault began, whatever is restarted", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "disk_full", "fills_in": "10m", "reply": 507})");

  CHECK(std::holds_alternative<Pass>(after(fault, 10min - 1ns)));
  CHECK(std::get<Reply>(after(fault, 10min)).status == 507);
  CHECK(std::get<Reply>(after(fault, 2h)).status == 507);
}

TEST_CASE("a full disk leaves those alone who do not write", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "disk_full", "writes": "30%"})"), 10'000);

  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(count_of<Reply>(all) >= 2777);
  CHECK(count_of<Reply>(all) <= 3226);
}

TEST_CASE("a full disk refuses other keys and values", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "disk_full", "writes": 2})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "disk_full", "reply": 99})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "disk_full", "fills_in": 5})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "disk_full", "rate": 1})").size() == 1);
}
