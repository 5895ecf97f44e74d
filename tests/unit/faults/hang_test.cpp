#include "harness/faults/hang.hpp"

#include <cstdint>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("hang answers no request by default", "[unit][faults][hang]") {
  CHECK(count_of<NeverAnswer>(verdicts(good_fault(R"({"fault": "hang"})"), 1000)) == 1000);
}

TEST_CASE("hang with a rate keeps that share waiting", "[unit][faults][hang]") {
  const auto all = verdicts(good_fault(R"({"fault": "hang", "rate": 0.5})"), 10'000);

  // exact binomial(10000, 0.5), two-sided 1e-6
  CHECK(count_of<NeverAnswer>(all) >= 4755);
  CHECK(count_of<NeverAnswer>(all) <= 5245);
  CHECK(count_of<NeverAnswer>(all) + count_of<Pass>(all) == 10'000);
}

TEST_CASE("hang decides alike with the same seed only", "[unit][faults][hang]") {
  const Fault fault = good_fault(R"({"fault": "hang", "rate": 0.5})");
  const auto of_seed = [&](std::uint64_t seed) {
    return pattern_of<NeverAnswer>(verdicts(fault, 200, seed));
  };

  CHECK(of_seed(1) == of_seed(1));
  CHECK(of_seed(1) != of_seed(2));
}

TEST_CASE("hang needs a rate from 0 to 1", "[unit][faults][hang]") {
  CHECK(mistakes_of_fault(R"({"fault": "hang", "rate": -0.1})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "hang", "rate": "all"})").size() == 1);
}
