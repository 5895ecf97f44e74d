#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("an exhausted pool leaves so many workers to all requests", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "pool_exhaustion", "left": 2})");

  CHECK(workers_left(fault) == 2U);
  CHECK(std::get<HoldWorkers>(verdicts(fault, 1, 1).front()).left == 2);
  CHECK(workers_left(good_fault(R"({"fault": "hang"})")) == std::nullopt);
}

TEST_CASE("an exhausted pool is a service's own, and no share of its requests", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "pool_exhaustion", "left": 0})");

  CHECK_FALSE(can_have_share(fault));
  CHECK_FALSE(can_act_on_edges(fault));
  CHECK_FALSE(acts_on_processes(fault));
  CHECK(is_silent(fault));
  CHECK(can_have_share(good_fault(R"({"fault": "hang"})")));
  CHECK_FALSE(can_have_share(good_fault(R"({"fault": "crash"})")));
}

TEST_CASE("an exhausted pool must say how many workers are left", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "pool_exhaustion"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "pool_exhaustion", "left": -1})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "pool_exhaustion", "left": 1000000})").size() == 1);
}
