#include "harness/faults/quota.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("quota passes so many in each window", "[unit][faults][quota]") {
  const Fault fault = good_fault(R"({"fault": "quota", "allows": 2, "per": "10s"})");

  const auto all = verdicts(fault, 9, 1, 2s);  // windows of five

  CHECK(pattern_of<Pass>(all) ==
        std::vector{true, true, false, false, false, true, true, false, false});
}

TEST_CASE("quota says when the window ends, in whole seconds", "[unit][faults][quota]") {
  const auto all =
      verdicts(good_fault(R"({"fault": "quota", "allows": 0, "per": "10s"})"), 3, 1, 3300ms);

  CHECK(std::get<Reply>(all[0]).status == 429);
  CHECK(std::get<Reply>(all[0]).retry_after == 10s);
  CHECK(std::get<Reply>(all[1]).retry_after == 7s);
  CHECK(std::get<Reply>(all[2]).retry_after == 4s);
}

TEST_CASE("a window of quota begins with a request", "[unit][faults][quota]") {
  const Fault fault = good_fault(R"({"fault": "quota", "allows": 1, "per": "10s", "reply": 503})");
  FaultState state = initial_state(fault);
  Rng random{1};
  const auto is_taken = [&](Duration at) {
    return std::holds_alternative<Pass>(
        decide(fault, state, {.now = Instant{at}, .random = random}));
  };

  CHECK(is_taken(0s));
  CHECK(is_taken(25s));
  CHECK_FALSE(is_taken(34s));
  CHECK(is_taken(35s));
}

TEST_CASE("the window of quota is a minute by default", "[unit][faults][quota]") {
  const auto all = verdicts(good_fault(R"({"fault": "quota", "allows": 1})"), 4, 1, 30s);

  CHECK(pattern_of<Pass>(all) == std::vector{true, false, true, false});
}

TEST_CASE("quota needs a number, and a window that is one", "[unit][faults][quota]") {
  CHECK(mistakes_of_fault(R"({"fault": "quota"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "quota", "allows": -1, "per": "1m"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "quota", "allows": 1, "per": "0s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "quota", "allows": 1, "per": "25h"})").size() == 1);
}
