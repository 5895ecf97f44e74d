#include "harness/actions/shed_load.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("shed_load turns away its share until it is cleared", "[unit][actions][shed_load]") {
  const Plan plan =
      plan_of(R"({"do": "shed_load", "population": "clients", "share": "50%"})", small_fleet());

  CHECK(plan.what == "turn away 50% of the requests of clients");
  REQUIRE(plan.stages.size() == 1);
  CHECK(only<SetShedding>(plan.stages[0]).population == "clients");
  CHECK(only<SetShedding>(plan.stages[0]).share == 0.5);
  CHECK_FALSE(plan.afterwards.has_value());
}

TEST_CASE("shed_load for a time ends by itself", "[unit][actions][shed_load]") {
  const Plan plan = plan_of(R"({"do": "shed_load", "share": 1, "for": "5m"})", small_fleet());

  CHECK(plan.what.find("turn away 100% of all requests for 5") == 0);
  CHECK(plan.stages.at(0).takes == 0s);
  REQUIRE(plan.afterwards.has_value());
  CHECK(plan.afterwards->takes == 5min);
  CHECK(only<SetShedding>(*plan.afterwards).population.empty());
  CHECK(only<SetShedding>(*plan.afterwards).share == 0);
  CHECK(plan.afterwards->what == "no request is turned away any more");
}

TEST_CASE("shed_load needs a share from 0 to 1", "[unit][actions][shed_load]") {
  CHECK(mistakes_of_action(R"({"do": "shed_load"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "shed_load", "share": 50})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "shed_load", "share": 0.5, "for": 300})").size() == 1);
}
