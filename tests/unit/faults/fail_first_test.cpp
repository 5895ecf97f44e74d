#include "harness/faults/fail_first.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("fail_first answers the first requests with an error and no later one",
          "[unit][faults][fail_first]") {
  const auto all = verdicts(good_fault(R"({"fault": "fail_first", "requests": 2})"), 5);

  CHECK(pattern_of<Reply>(all) == std::vector{true, true, false, false, false});
  CHECK(std::get<Reply>(all.front()).status == 500);
}

TEST_CASE("fail_first counts for each scope", "[unit][faults][fail_first]") {
  const Fault fault = good_fault(R"({"fault": "fail_first", "requests": 1, "reply": 503})");
  FaultState other = initial_state(fault);
  Rng random{1};

  CHECK(count_of<Reply>(verdicts(fault, 3)) == 1);
  CHECK(std::get<Reply>(decide(fault, other, {.now = Instant{}, .random = random})).status == 503);
}

TEST_CASE("fail_first needs to know how many", "[unit][faults][fail_first]") {
  CHECK(mistakes_of_fault(R"({"fault": "fail_first"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "fail_first", "requests": 0})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "fail_first", "requests": 1, "reply": 99})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "fail_first", "requests": 1, "rate": 1})").size() == 1);
}
