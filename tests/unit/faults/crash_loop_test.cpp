#include "harness/faults/crash_loop.hpp"

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("crash_loop kills at once and again after every start", "[unit][faults][crash_loop]") {
  const Fault fault = good_fault(R"({"fault": "crash_loop", "lives": "20s", "backoff": "10s"})");
  Rng random{1};

  const ProcessVerdict first = on_injected(fault, random);
  const ProcessVerdict later = on_started(fault, random);

  CHECK(first.kill);
  CHECK(first.kill_after == 0s);
  CHECK(first.start_again_after == 10s);
  CHECK(later.kill);
  CHECK(later.kill_after == 20s);
  CHECK(later.start_again_after == 10s);
}

TEST_CASE("crash_loop draws nothing and passes requests", "[unit][faults][crash_loop]") {
  const Fault fault = good_fault(R"({"fault": "crash_loop", "lives": "20s", "backoff": "10s"})");
  Rng random{3};
  Rng untouched{3};

  on_injected(fault, random);
  on_started(fault, random);

  CHECK(random.next() == untouched.next());
  CHECK(count_of<Pass>(verdicts(fault, 10)) == 10);
}

TEST_CASE("crash_loop needs both times", "[unit][faults][crash_loop]") {
  CHECK(mistakes_of_fault(R"({"fault": "crash_loop"})").size() == 2);
  CHECK(mistakes_of_fault(R"({"fault": "crash_loop", "lives": "20s"})").size() == 1);
}

TEST_CASE("crash_loop refuses a loop of no length", "[unit][faults][crash_loop]") {
  CHECK(mistakes_of_fault(R"({"fault": "crash_loop", "lives": "0s", "backoff": "0s"})") ==
        std::vector<std::string>{R"("lives" and "backoff" together must be at least 100ms)"});
  CHECK(mistakes_of_fault(R"({"fault": "crash_loop", "lives": "0s", "backoff": "100ms"})").empty());
}
