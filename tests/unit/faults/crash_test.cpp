#include "harness/faults/crash.hpp"

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("crash kills a process at once and leaves it dead", "[unit][faults][crash]") {
  const Fault fault = good_fault(R"({"fault": "crash"})");
  Rng random{1};

  const ProcessVerdict verdict = on_injected(fault, random);

  CHECK(verdict.kill);
  CHECK(verdict.kill_after == 0s);
  CHECK_FALSE(verdict.start_again_after.has_value());
}

TEST_CASE("crash with a supervisor starts the process again", "[unit][faults][crash]") {
  const Fault fault = good_fault(R"({"fault": "crash", "restarts_after": "5s"})");
  Rng random{1};

  CHECK(on_injected(fault, random).start_again_after == 5s);
}

TEST_CASE("crash kills once: a process that starts again lives", "[unit][faults][crash]") {
  const Fault fault = good_fault(R"({"fault": "crash", "restarts_after": "5s"})");
  Rng random{1};

  CHECK_FALSE(on_started(fault, random).kill);
}

TEST_CASE("crash passes every request that still gets through", "[unit][faults][crash]") {
  CHECK(count_of<Pass>(verdicts(good_fault(R"({"fault": "crash"})"), 10)) == 10);
}

TEST_CASE("crash draws nothing", "[unit][faults][crash]") {
  const Fault fault = good_fault(R"({"fault": "crash"})");
  Rng random{3};
  Rng untouched{3};

  on_injected(fault, random);
  on_started(fault, random);

  CHECK(random.next() == untouched.next());
}

TEST_CASE("crash needs a duration with a unit", "[unit][faults][crash]") {
  CHECK(mistakes_of_fault(R"({"fault": "crash", "restarts_after": 5})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "crash", "restart_after": "5s"})").size() == 1);
}
