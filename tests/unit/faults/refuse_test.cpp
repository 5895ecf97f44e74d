#include "harness/faults/refuse.hpp"

#include <cstdint>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("refuse refuses every connection by default", "[unit][faults][refuse]") {
  CHECK(count_of<BreakConnection>(verdicts(good_fault(R"({"fault": "refuse"})"), 1000)) == 1000);
}

TEST_CASE("refuse with a rate refuses that share", "[unit][faults][refuse]") {
  const auto all = verdicts(good_fault(R"({"fault": "refuse", "rate": "30%"})"), 10'000);

  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(count_of<BreakConnection>(all) >= 2777);
  CHECK(count_of<BreakConnection>(all) <= 3226);
  CHECK(count_of<BreakConnection>(all) + count_of<Pass>(all) == 10'000);
}

TEST_CASE("refuse decides alike with the same seed only", "[unit][faults][refuse]") {
  const Fault fault = good_fault(R"({"fault": "refuse", "rate": 0.5})");
  const auto of_seed = [&](std::uint64_t seed) {
    return pattern_of<BreakConnection>(verdicts(fault, 200, seed));
  };

  CHECK(of_seed(1) == of_seed(1));
  CHECK(of_seed(1) != of_seed(2));
}

TEST_CASE("refuse takes no other keys", "[unit][faults][refuse]") {
  CHECK(mistakes_of_fault(R"({"fault": "refuse", "rate": 2})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "refuse", "reply": 503})").size() == 1);
}
