#include "harness/faults/fail_every.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("fail_every answers one request in so many with an error", "[unit][faults][fail_every]") {
  const auto third =
      verdicts(good_fault(R"({"fault": "fail_every", "requests": 3, "reply": 502})"), 7);
  const auto all = verdicts(good_fault(R"({"fault": "fail_every", "requests": 1})"), 7);

  CHECK(pattern_of<Reply>(third) == std::vector{false, false, true, false, false, true, false});
  CHECK(std::get<Reply>(third[2]).status == 502);
  CHECK(count_of<Reply>(all) == 7);
  CHECK(std::get<Reply>(all.front()).status == 500);
}

TEST_CASE("fail_every needs to know in how many", "[unit][faults][fail_every]") {
  CHECK(mistakes_of_fault(R"({"fault": "fail_every"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "fail_every", "requests": 0})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "fail_every", "requests": "2"})").size() == 1);
}
