#include "harness/actions/restart.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a restart takes all replicas at once unless told otherwise",
          "[unit][actions][restart]") {
  const Plan plan = plan_of(R"({"do": "restart", "service": "server"})", small_fleet());

  CHECK(plan.what == "restart of server, all at once");
  REQUIRE(plan.stages.size() == 1);
  CHECK(plan.stages[0].takes == 0s);
  CHECK(plan.stages[0].what.empty());
  CHECK(only<RestartReplicas>(plan.stages[0]).replicas.count == 6);
}

TEST_CASE("a rolling restart pauses before each batch, in all as long as it takes",
          "[unit][actions][restart]") {
  const Plan plan = plan_of(
      R"({"do": "restart", "service": "server", "rollout": "rolling", "batches": 3,
          "takes": "6m"})",
      small_fleet());

  CHECK(plan.what == "restart of server, in 3 batches");
  REQUIRE(plan.stages.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(plan.stages[i].takes == 2min);
    CHECK(only<RestartReplicas>(plan.stages[i]).replicas.first == 2 * i);
    CHECK(only<RestartReplicas>(plan.stages[i]).replicas.count == 2);
  }
}

TEST_CASE("a restart of an unknown service is refused", "[unit][actions][restart]") {
  CHECK_FALSE(plan_of(R"({"do": "restart", "service": "nobody"})", {}).refusal.empty());
}

TEST_CASE("a restart needs a service and changes no version", "[unit][actions][restart]") {
  CHECK(mistakes_of_action(R"({"do": "restart"})").size() == 1);
  CHECK(
      mistakes_of_action(R"({"do": "restart", "service": "a", "takes_effect": "at_end"})").size() ==
      1);
}
