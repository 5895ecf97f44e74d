#include "harness/faults/auth_rate_limited.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("auth_rate_limited passes its burst and then its rate",
          "[unit][faults][auth_rate_limited]") {
  const Fault fault = good_fault(R"({"fault": "auth_rate_limited", "allows": "10/s", "burst": 2})");

  const auto pattern = pattern_of<Pass>(verdicts(fault, 6, 1, 50ms));

  CHECK(pattern == std::vector{true, true, true, false, true, false});
}

TEST_CASE("auth_rate_limited answers 429 with the Retry-After it was given",
          "[unit][faults][auth_rate_limited]") {
  const auto with = verdicts(
      good_fault(
          R"({"fault": "auth_rate_limited", "allows": "1/m", "burst": 1, "retry_after": "17s"})"),
      2);
  const auto without =
      verdicts(good_fault(R"({"fault": "auth_rate_limited", "allows": "1/m", "burst": 1})"), 2);

  CHECK(std::get<Reply>(with.back()).status == 429);
  CHECK(std::get<Reply>(with.back()).retry_after == 17s);
  CHECK_FALSE(std::get<Reply>(without.back()).retry_after.has_value());
}

TEST_CASE("auth_rate_limited bursts by default what it allows in one second",
          "[unit][faults][auth_rate_limited]") {
  const auto fast = good_fault(R"({"fault": "auth_rate_limited", "allows": "40/s"})");
  const auto slow = good_fault(R"({"fault": "auth_rate_limited", "allows": "6/h"})");

  CHECK(count_of<Pass>(verdicts(fast, 100)) == 40);
  CHECK(count_of<Pass>(verdicts(slow, 100)) == 1);
}

TEST_CASE("auth_rate_limited that allows nothing refuses everything",
          "[unit][faults][auth_rate_limited]") {
  const auto fault = good_fault(R"({"fault": "auth_rate_limited", "allows": "0/s"})");

  CHECK(count_of<Reply>(verdicts(fault, 100, 1, 1h)) == 100);
}

TEST_CASE("auth_rate_limited has a bucket for each scope", "[unit][faults][auth_rate_limited]") {
  const auto fault = good_fault(R"({"fault": "auth_rate_limited", "allows": "1/s"})");
  FaultState one = initial_state(fault);
  FaultState other = initial_state(fault);
  Rng random{1};
  const DecideInput input{.now = Instant{}, .random = random};

  CHECK(std::holds_alternative<Pass>(decide(fault, one, input)));
  CHECK(std::holds_alternative<Reply>(decide(fault, one, input)));
  CHECK(std::holds_alternative<Pass>(decide(fault, other, input)));
}

TEST_CASE("auth_rate_limited needs a rate with a unit and a burst above nothing",
          "[unit][faults][auth_rate_limited]") {
  CHECK(mistakes_of_fault(R"({"fault": "auth_rate_limited"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "auth_rate_limited", "allows": 10})").size() == 1);
  CHECK(
      mistakes_of_fault(R"({"fault": "auth_rate_limited", "allows": "10/s", "burst": 0})").size() ==
      1);
}

TEST_CASE("auth_rate_limited refuses a burst that would never fill up again",
          "[unit][faults][auth_rate_limited]") {
  CHECK(mistakes_of_fault(R"({"fault": "auth_rate_limited", "allows": "1/d", "burst": 1000})") ==
        std::vector<std::string>{R"("burst" is more than "allows" gives in 30 days)"});
}

TEST_CASE("auth_rate_limited asks nobody to wait for more than a day",
          "[unit][faults][auth_rate_limited]") {
  const auto asking = [](const std::string& retry_after) {
    return mistakes_of_fault(R"({"fault": "auth_rate_limited", "allows": "1/s", "retry_after": ")" +
                             retry_after + "\"}");
  };

  CHECK(asking("24h").empty());
  CHECK(asking("50d") ==
        std::vector<std::string>{R"("retry_after" must be 0s to 1d, found "50d")"});
}
