#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("an answer that dribbles is complete after that time", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "dribble", "chunks": 5, "over": "2s"})"), 2, 1);

  for (const Verdict& verdict : all) {
    CHECK(std::get<SpoilAnswer>(verdict).late == 2s);
    CHECK(std::get<SpoilAnswer>(verdict).pieces == 5);
    CHECK(std::get<SpoilAnswer>(verdict).code == code::none);
  }
}

TEST_CASE("an answer dribbles in ten pieces, over a time of its own", "[unit][faults]") {
  const Fault fault =
      good_fault(R"({"fault": "dribble", "over": {"uniform": {"from": "1s", "to": "9s"}}})");
  const auto all = verdicts(fault, 2, 1);

  CHECK(std::get<SpoilAnswer>(all[0]).pieces == 10);
  CHECK(std::get<SpoilAnswer>(all[0]).late != std::get<SpoilAnswer>(all[1]).late);
  CHECK(std::get<SpoilAnswer>(verdicts(fault, 1, 1)[0]).late == std::get<SpoilAnswer>(all[0]).late);
}

TEST_CASE("a dribble needs a time, and at least one piece", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "dribble"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "dribble", "over": "1s", "chunks": 0})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "dribble", "over": "1s", "chunks": 1001})").size() == 1);
}
