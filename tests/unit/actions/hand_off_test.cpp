#include "harness/actions/hand_off.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a hand-off takes its time and changes nothing", "[unit][actions][hand_off]") {
  const Plan plan =
      plan_of(R"({"do": "hand_off", "to": "identity vendor", "takes": "25m"})", small_fleet());

  CHECK(plan.what == "to identity vendor");
  CHECK(plan.done == "identity vendor takes over");
  REQUIRE(plan.stages.size() == 1);
  CHECK(plan.stages[0].takes == 25min);
  CHECK(plan.stages[0].operations.empty());
}

TEST_CASE("a hand-off takes no time unless it says so, and needs somebody",
          "[unit][actions][hand_off]") {
  CHECK(plan_of(R"({"do": "hand_off", "to": "team b"})", small_fleet()).stages.at(0).takes == 0s);
  CHECK(mistakes_of_action(R"({"do": "hand_off"})").size() == 1);
}
