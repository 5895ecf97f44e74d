#include "harness/faults/clock_skew.hpp"

#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

Fault skew(const std::string& keys) {
  return good_fault(R"({"fault": "clock_skew", )" + keys + "}");
}

}  // namespace

TEST_CASE("by a clock that is ahead tokens expire sooner", "[unit][faults]") {
  const Fault fault = skew(R"("ahead": "5m")");

  CHECK(refuses(fault, {.age = 55min, .left = 5min}));
  CHECK_FALSE(refuses(fault, {.age = 55min, .left = 5min + 1ns}));
  CHECK_FALSE(refuses(fault, {.age = 0s, .left = 1h}));
}

TEST_CASE("by a clock that is behind tokens are not valid yet", "[unit][faults]") {
  const Fault fault = skew(R"("behind": "5m")");

  CHECK(refuses(fault, {.age = 5min - 1ns, .left = 55min}));
  CHECK_FALSE(refuses(fault, {.age = 5min, .left = 55min}));
  CHECK_FALSE(refuses(fault, {.age = 1h, .left = 1ns}));
}

TEST_CASE("a leeway takes tokens before and after their time", "[unit][faults]") {
  CHECK_FALSE(refuses(skew(R"("ahead": "5m", "leeway": "1m")"), {.age = 0s, .left = 4min + 1ns}));
  CHECK(refuses(skew(R"("ahead": "5m", "leeway": "1m")"), {.age = 0s, .left = 4min}));
  CHECK_FALSE(refuses(skew(R"("behind": "5m", "leeway": "1m")"), {.age = 4min, .left = 1h}));
  CHECK(refuses(skew(R"("behind": "5m", "leeway": "1m")"), {.age = 4min - 1ns, .left = 1h}));
}

TEST_CASE("tokens of a clock that is ahead look younger, and those of one behind older",
          "[unit][faults]") {
  const TokenTimes token{.age = 10min, .left = 50min};

  CHECK(faults::ClockSkew{.ahead = 5min}.issued(token).age == 5min);
  CHECK(faults::ClockSkew{.ahead = 5min}.issued(token).left == 55min);
  CHECK(faults::ClockSkew{.ahead = -5min}.issued(token).age == 15min);
  CHECK(faults::ClockSkew{.ahead = -5min}.issued(token).left == 45min);
}

TEST_CASE("a clock is a service's own and does nothing to requests", "[unit][faults]") {
  const Fault fault = skew(R"("ahead": "5m")");

  CHECK(count_of<Pass>(verdicts(fault, 10)) == 10);
  CHECK_FALSE(can_have_share(fault));
  CHECK_FALSE(can_act_on_edges(fault));
  CHECK_FALSE(refuses(good_fault(R"({"fault": "hang"})"), {}));
}

TEST_CASE("a clock is ahead or behind, by a year at most", "[unit][faults]") {
  CHECK(mistakes_of_fault(R"({"fault": "clock_skew"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "clock_skew", "ahead": "1s", "behind": "1s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "clock_skew", "ahead": "366d"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "clock_skew", "behind": "1s", "leeway": 5})").size() == 1);
}
