#include "harness/actions/clear.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("clear ends an active fault and what was to come of its step", "[unit][actions][clear]") {
  Fleet fleet = small_fleet();
  fleet.faults["slow"] = {.service = "server"};

  const Plan plan = plan_of(R"({"do": "clear", "of": "slow"})", fleet);

  CHECK(plan.what == "end of slow");
  CHECK(plan.cancels == "slow");
  REQUIRE(plan.stages.size() == 1);
  CHECK(only<EndFault>(plan.stages[0]).id == "slow");
}

TEST_CASE("clear ends the shedding of load", "[unit][actions][clear]") {
  Fleet fleet = small_fleet();
  fleet.sheds["relief"] = "clients";

  const Plan plan = plan_of(R"({"do": "clear", "of": "relief"})", fleet);

  CHECK(plan.cancels == "relief");
  CHECK(only<SetShedding>(plan.stages.at(0)).population == "clients");
  CHECK(only<SetShedding>(plan.stages.at(0)).share == 0);
}

TEST_CASE("clear of what is not active has no effect", "[unit][actions][clear]") {
  const Plan plan = plan_of(R"({"do": "clear", "of": "slow"})", small_fleet());

  CHECK(plan.no_effect);
  CHECK(plan.refusal == "slow is not active");
  CHECK(plan.cancels.empty());
  CHECK(plan.stages.empty());
}

TEST_CASE("clear needs what it ends", "[unit][actions][clear]") {
  CHECK(mistakes_of_action(R"({"do": "clear"})").size() == 1);
}
