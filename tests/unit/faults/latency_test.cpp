#include "harness/faults/latency.hpp"

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("latency of a duration delays every request by it", "[unit][faults][latency]") {
  for (const Verdict& verdict :
       verdicts(good_fault(R"({"fault": "latency", "by": "250ms"})"), 100)) {
    REQUIRE(std::get<Delay>(verdict).by == 250ms);
  }
}

TEST_CASE("latency draws each delay from its distribution", "[unit][faults][latency]") {
  const auto all = verdicts(
      good_fault(R"({"fault": "latency", "by": {"uniform": {"from": "100ms", "to": "300ms"}}})"),
      10'000);

  Duration sum{};
  for (const Verdict& verdict : all) {
    const Duration by = std::get<Delay>(verdict).by;
    REQUIRE(by >= 100ms);
    REQUIRE(by <= 300ms);
    sum += by;
  }

  CHECK(sum / 10'000 > 197ms);  // five deviations of the mean are 2.9 ms
  CHECK(sum / 10'000 < 203ms);
}

TEST_CASE("latency draws alike with the same seed only", "[unit][faults][latency]") {
  const Fault fault = good_fault(R"({"fault": "latency", "by": {"exponential": {"mean": "1s"}}})");
  const auto first = std::get<Delay>(verdicts(fault, 3, 5).back()).by;

  CHECK(first == std::get<Delay>(verdicts(fault, 3, 5).back()).by);
  CHECK(first != std::get<Delay>(verdicts(fault, 3, 6).back()).by);
}

TEST_CASE("latency needs a duration or a distribution", "[unit][faults][latency]") {
  CHECK(mistakes_of_fault(R"({"fault": "latency"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "latency", "by": 250})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "latency", "by": "-1s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "latency", "by": {"normal": {"mean": "1s"}}})").size() == 1);
}
