#include "harness/faults/descriptor_exhaustion.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a process accepts nothing more once its descriptors are gone", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "descriptor_exhaustion", "fills_in": "10m"})");
  FaultState state = initial_state(fault, Instant{1h});
  Rng random{1};
  const Instant last = Instant{1h + 10min - 1ns};

  CHECK(std::holds_alternative<Pass>(decide(fault, state, {.now = last, .random = random})));
  CHECK_FALSE(accepts_nothing(fault, state, last));
  CHECK(std::holds_alternative<NeverAnswer>(
      decide(fault, state, {.now = last + 1ns, .random = random})));
  CHECK(accepts_nothing(fault, state, last + 1ns));

  const FaultState restarted = initial_state(fault, last);
  CHECK_FALSE(accepts_nothing(fault, restarted, last + 1ns));
  const Fault hang = good_fault(R"({"fault": "hang"})");
  CHECK_FALSE(accepts_nothing(hang, initial_state(hang), last));
}

TEST_CASE("descriptors are a service's own, and no share of its requests", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "descriptor_exhaustion", "fills_in": "0s"})");

  CHECK_FALSE(can_have_share(fault));
  CHECK_FALSE(can_act_on_edges(fault));
  CHECK_FALSE(acts_on_processes(fault));
  CHECK(is_silent(fault));
  CHECK(mistakes_of_fault(R"({"fault": "descriptor_exhaustion"})").size() == 1);
}
