#include "harness/faults/error_rate.hpp"

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("error_rate answers its share of the requests and passes the others",
          "[unit][faults][error_rate]") {
  const Fault fault = good_fault(R"({"fault": "error_rate", "rate": "5%"})");

  const auto all = verdicts(fault, 10'000);

  // exact binomial(10000, 0.05), two-sided 1e-6
  CHECK(count_of<Reply>(all) >= 397);
  CHECK(count_of<Reply>(all) <= 610);
  CHECK(count_of<Reply>(all) + count_of<Pass>(all) == 10'000);
}

TEST_CASE("error_rate replies 500 unless told otherwise", "[unit][faults][error_rate]") {
  const auto plain = verdicts(good_fault(R"({"fault": "error_rate", "rate": 1})"), 1);
  const auto told = verdicts(good_fault(R"({"fault": "error_rate", "rate": 1, "reply": 503})"), 1);

  CHECK(std::get<Reply>(plain.front()).status == 500);
  CHECK(std::get<Reply>(told.front()).status == 503);
  CHECK_FALSE(std::get<Reply>(told.front()).retry_after.has_value());
}

TEST_CASE("error_rate of 0 fails nothing and of 1 everything", "[unit][faults][error_rate]") {
  CHECK(count_of<Reply>(verdicts(good_fault(R"({"fault": "error_rate", "rate": 0})"), 1000)) == 0);
  CHECK(count_of<Pass>(verdicts(good_fault(R"({"fault": "error_rate", "rate": 1})"), 1000)) == 0);
}

TEST_CASE("error_rate decides alike with the same seed only", "[unit][faults][error_rate]") {
  const Fault fault = good_fault(R"({"fault": "error_rate", "rate": 0.5})");

  CHECK(pattern_of<Reply>(verdicts(fault, 200, 7)) == pattern_of<Reply>(verdicts(fault, 200, 7)));
  CHECK(pattern_of<Reply>(verdicts(fault, 200, 7)) != pattern_of<Reply>(verdicts(fault, 200, 8)));
}

TEST_CASE("a higher error_rate fails every request that a lower one fails",
          "[unit][faults][error_rate]") {
  const auto low =
      pattern_of<Reply>(verdicts(good_fault(R"({"fault": "error_rate", "rate": 0.3})"), 1000));
  const auto high =
      pattern_of<Reply>(verdicts(good_fault(R"({"fault": "error_rate", "rate": 0.6})"), 1000));

  for (std::size_t i = 0; i < low.size(); ++i) {
    REQUIRE((high[i] || !low[i]));
  }
}

TEST_CASE("error_rate needs a rate from 0 to 1 and an HTTP status", "[unit][faults][error_rate]") {
  CHECK(mistakes_of_fault(R"({"fault": "error_rate"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "error_rate", "rate": 1.5})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "error_rate", "rate": "101%", "reply": 99})").size() == 2);
  CHECK(mistakes_of_fault(R"({"fault": "error_rate", "rate": 1, "reply": 600})").size() == 1);
}
