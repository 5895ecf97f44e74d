#include "harness/faults/packet_loss.hpp"

#include <algorithm>
#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("packet_loss holds back those whose request or answer is lost",
          "[unit][faults][packet_loss]") {
  const auto all =
      verdicts(good_fault(R"({"fault": "packet_loss", "rate": "10%", "rto": "1s"})"), 10'000);

  // 1 - 0.9^2 = 19 %; exact binomial(10000, 0.19), two-sided 1e-6
  CHECK(count_of<Delay>(all) >= 1712);
  CHECK(count_of<Delay>(all) <= 2095);
  CHECK(count_of<Delay>(all) + count_of<Pass>(all) == all.size());
  for (const Verdict& verdict : all) {
    if (const auto* delay = std::get_if<Delay>(&verdict)) {
      // One of the two once, both once, one twice, or more.
      CHECK((delay->by == 1s || delay->by == 2s || delay->by == 3s || delay->by >= 4s));
    }
  }
}

TEST_CASE("packet_loss loses as many as it says when it loses nearly all",
          "[unit][faults][packet_loss]") {
  const auto all = verdicts(good_fault(R"({"fault": "packet_loss", "rate": "80%"})"), 10'000);

  // 0.2^2 = 4 % have neither lost; binomial(10000, 0.04), five standard deviations of 19.6
  CHECK(count_of<Pass>(all) >= 302);
  CHECK(count_of<Pass>(all) <= 498);
}

TEST_CASE("packet_loss begins with Linux' least timeout", "[unit][faults][packet_loss]") {
  const auto all = verdicts(good_fault(R"({"fault": "packet_loss", "rate": 1})"), 1);

  CHECK(std::get<Delay>(all.front()).by > 200ms);
  CHECK(count_of<Pass>(verdicts(good_fault(R"({"fault": "packet_loss", "rate": 0})"), 100)) == 100);
}

TEST_CASE("packet_loss in bursts hits as many packets of fewer requests",
          "[unit][faults][packet_loss]") {
  const auto single = verdicts(good_fault(R"({"fault": "packet_loss", "rate": "10%"})"), 10'000);
  const auto bursts =
      verdicts(good_fault(R"({"fault": "packet_loss", "rate": "10%", "burst": 10})"), 10'000);

  CHECK(count_of<Delay>(bursts) < count_of<Delay>(single) * 7 / 10);  // 0.11 of them, not 0.19
  CHECK(count_of<Delay>(bursts) > count_of<Delay>(single) * 4 / 10);
}

TEST_CASE("packet_loss decides alike with the same seed only", "[unit][faults][packet_loss]") {
  const Fault fault = good_fault(R"({"fault": "packet_loss", "rate": "30%"})");
  const auto of_seed = [&](std::uint64_t seed) {
    return pattern_of<Delay>(verdicts(fault, 200, seed));
  };

  CHECK(of_seed(1) == of_seed(1));
  CHECK(of_seed(1) != of_seed(2));
}

TEST_CASE("packet_loss refuses what cannot be", "[unit][faults][packet_loss]") {
  CHECK(mistakes_of_fault(R"({"fault": "packet_loss"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "packet_loss", "rate": 2})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "packet_loss", "rate": 1, "burst": 0})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "packet_loss", "rate": 1, "rto": "0s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "packet_loss", "rate": 1, "rto": "3m"})").size() == 1);
}
