#include "harness/faults/cache_loss.hpp"

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a cache is lost as a whole and for good by default", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "cache_loss"})");

  CHECK(missing_at(fault, 0s) == 1);
  CHECK(missing_at(fault, 24h) == 1);
}

TEST_CASE("a cache that is filled again misses evenly less", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "cache_loss", "lost": "80%", "refills_in": "4m"})");

  CHECK(missing_at(fault, 0s) == 0.8);
  CHECK(missing_at(fault, 1min) == Approx(0.6));
  CHECK(missing_at(fault, 3min) == Approx(0.2));
  CHECK(missing_at(fault, 4min - 1ns) > 0);
  CHECK(missing_at(fault, 4min) == 0);
  CHECK(missing_at(fault, 24h) == 0);
}

TEST_CASE("a lost cache acts on calls and on nothing else", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "cache_loss"})");

  CHECK(acts_on_calls(fault));
  CHECK_FALSE(acts_on_requests(fault));
  CHECK_FALSE(acts_on_processes(fault));
  CHECK(can_act_on_edges(fault));
  CHECK(can_have_share(fault));
  CHECK(is_silent(fault));
  const Fault other = good_fault(R"({"fault": "refuse"})");
  CHECK_FALSE(acts_on_calls(other));
  CHECK(missing_at(other, 0s) == 0);
}

TEST_CASE("what is no share or no time of a lost cache is refused", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "cache_loss", "lost": 0})") ==
        std::vector<std::string>{"\"lost\" must be more than 0%"});
  CHECK(mistakes_of_fault(R"({"fault": "cache_loss", "lost": "101%"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "cache_loss", "refills_in": "0s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "cache_loss", "rate": "10%"})").size() == 1);
}
