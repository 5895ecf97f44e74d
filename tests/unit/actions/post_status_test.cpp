#include "harness/actions/post_status.hpp"

#include <variant>

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("an update goes to the status page", "[unit][actions][post_status]") {
  const Plan plan =
      plan_of(R"({"do": "post_status", "text": "we are looking into it"})", small_fleet());

  CHECK(plan.what == "status page: we are looking into it");
  REQUIRE(plan.stages.size() == 1);
  CHECK(std::holds_alternative<PostOnStatusPage>(plan.stages.front().operations.front()));
}

TEST_CASE("an update needs a text", "[unit][actions][post_status]") {
  CHECK(mistakes_of_action(R"({"do": "post_status"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "post_status", "text": ""})").size() == 1);
}
