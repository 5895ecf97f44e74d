#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("who starts gets ready later, and who runs goes on", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "slow_start", "by": "5m"})");
  Rng random{1};

  CHECK(on_started(fault, random).ready_later == 5min);
  CHECK_FALSE(on_started(fault, random).kill);
  CHECK(on_injected(fault, random).ready_later == 0s);
  CHECK_FALSE(on_injected(fault, random).kill);
}

TEST_CASE("each start is later by a draw of its own, the same from the same seed",
          "[unit][faults]") {
  const Fault fault =
      good_fault(R"({"fault": "slow_start", "by": {"uniform": {"from": "1m", "to": "9m"}}})");
  Rng random{1};
  Rng again{1};

  const Duration first = on_started(fault, random).ready_later;

  CHECK(first != on_started(fault, random).ready_later);
  CHECK(first == on_started(fault, again).ready_later);
}

TEST_CASE("a slow start acts on processes, and clearing it is not in vain", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "slow_start", "by": "5m"})");

  CHECK(acts_on_processes(fault));
  CHECK_FALSE(strikes_once(fault));
  CHECK(strikes_once(good_fault(R"({"fault": "crash"})")));
  CHECK(mistakes_of_fault(R"({"fault": "slow_start"})").size() == 1);
}
