#include "harness/actions/page_by_hand.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("a page by hand says who pages whom, and does nothing to the services",
          "[unit][actions][page]") {
  const auto what = [](const std::string& keys) {
    const Plan plan =
        plan_of(R"({"do": "page", "text": "checkout is down")" + keys + "}", small_fleet());
    CHECK(plan.stages.empty());
    CHECK(plan.refusal.empty());
    return plan.what;
  };

  CHECK(what("") == "whoever is on call is paged by hand: checkout is down");
  CHECK(what(R"(, "to": "ann")") == "ann is paged by hand: checkout is down");
  CHECK(what(R"(, "to": "ann", "who": "support")") == "support pages ann: checkout is down");
}

TEST_CASE("a page by hand needs a text", "[unit][actions][page]") {
  CHECK(mistakes_of_action(R"({"do": "page"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "page", "text": "x", "to": "", "who": 1})").size() == 2);
}
