#include "harness/actions/note.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("a note says its text and does nothing", "[unit][actions][note]") {
  const Plan plan = plan_of(R"({"do": "note", "text": "auth v2 is refused"})", small_fleet());

  CHECK(plan.what == "auth v2 is refused");
  CHECK(plan.stages.empty());
  CHECK(plan.refusal.empty());
}

TEST_CASE("a note may be the diagnosis", "[unit][actions][note]") {
  const auto is_diagnosis = [](const std::string& text) {
    return std::get<actions::Note>(good_action(text)).diagnosis;
  };

  CHECK(is_diagnosis(R"({"do": "note", "text": "it is DNS", "as": "diagnosed"})"));
  CHECK_FALSE(is_diagnosis(R"({"do": "note", "text": "it is DNS", "as": "note"})"));
  CHECK_FALSE(is_diagnosis(R"({"do": "note", "text": "it is DNS"})"));
}

TEST_CASE("a note needs a text", "[unit][actions][note]") {
  CHECK(mistakes_of_action(R"({"do": "note"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "note", "text": "", "as": "guess"})").size() == 2);
}
