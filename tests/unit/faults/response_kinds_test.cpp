#include <catch2/catch.hpp>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("a fault of the response says whose work it disturbs", "[unit][faults][response]") {
  const Fault scrapes = good_fault(R"({"fault": "scrape_failure"})");
  CHECK(part_of_response(scrapes) == "prometheus");
  CHECK(has_target(scrapes));
  CHECK(can_have_share(scrapes));
  CHECK_FALSE(can_act_on_edges(scrapes));

  const Fault down = good_fault(R"({"fault": "monitoring_down"})");
  CHECK(part_of_response(down) == "prometheus");
  CHECK_FALSE(has_target(down));
  CHECK_FALSE(can_have_share(down));

  const Fault lost = good_fault(R"({"fault": "pager_lost"})");
  CHECK(part_of_response(lost) == "pager");
  CHECK_FALSE(has_target(lost));
  CHECK(can_have_share(lost));

  CHECK(part_of_response(good_fault(R"({"fault": "hang"})")).empty());
  CHECK(has_target(good_fault(R"({"fault": "hang"})")));
}

TEST_CASE("faults of the pager say what happens to a page", "[unit][faults][response]") {
  const auto word = [](const std::string& text) {
    const Fault fault = good_fault(text);
    FaultState state = initial_state(fault);
    return on_page(fault, state, Instant{});
  };

  CHECK(word(R"({"fault": "pager_lost"})").lost);
  CHECK(word(R"({"fault": "pager_late", "by": "5m"})").late == 5min);
  CHECK(word(R"({"fault": "pager_duplicated"})").copies == 1);
  CHECK_FALSE(word(R"({"fault": "scrape_failure"})").lost);
}

TEST_CASE("a throttled pager lets so many pages through in each window",
          "[unit][faults][response]") {
  const Fault fault = good_fault(R"({"fault": "pager_throttled", "allows": 2, "per": "10m"})");
  FaultState state = initial_state(fault);
  const auto is_lost = [&](Duration at) { return on_page(fault, state, Instant{at}).lost; };

  CHECK_FALSE(is_lost(1min));
  CHECK_FALSE(is_lost(2min));
  CHECK(is_lost(10min));
  CHECK_FALSE(is_lost(11min));
}

TEST_CASE("faults of the response refuse what they cannot be", "[unit][faults][response]") {
  CHECK(mistakes_of_fault(R"({"fault": "pager_late"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "alert_delay"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "alert_delay", "by": 5})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "pager_throttled", "allows": -1})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "pager_throttled", "allows": 1, "per": "0s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "action_outcome", "step": "undo"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "action_outcome", "outcome": "failed"})").size() == 1);
  CHECK(
      mistakes_of_fault(R"({"fault": "action_outcome", "step": "undo", "outcome": "ok"})").size() ==
      1);
}

TEST_CASE("a forced outcome may be that some replicas are changed", "[unit][faults][response]") {
  const std::string start = R"({"fault": "action_outcome", "step": "undo", "outcome": )";
  const auto changes = [&](const std::string& rest) {
    return std::get<faults::ActionOutcome>(good_fault(start + rest)).changes;
  };

  CHECK(changes(R"("partial"})") == 1);
  CHECK(changes(R"("partial", "changes": 3})") == 3);
  CHECK(mistakes_of_fault(start + R"("partial", "changes": 0})").size() == 1);
  CHECK(mistakes_of_fault(start + R"("failed", "changes": 1})").size() == 1);
}

TEST_CASE("a forced outcome may be that another service is hit", "[unit][faults][response]") {
  const std::string start = R"({"fault": "action_outcome", "step": "undo", "outcome": )";

  CHECK(std::get<faults::ActionOutcome>(good_fault(start + R"("wrong_target", "instead": "db"})"))
            .instead == "db");
  CHECK(mistakes_of_fault(start + R"("wrong_target"})").size() == 1);
  CHECK(mistakes_of_fault(start + R"("failed", "instead": "db"})").size() == 1);
  CHECK(mistakes_of_fault(start + R"("wrong_target", "instead": "db", "changes": 1})").size() == 1);
}

TEST_CASE("the status page is nobody's service", "[unit][faults][response]") {
  const Fault down = good_fault(R"({"fault": "status_page_down"})");

  CHECK(part_of_response(down) == "status_page");
  CHECK_FALSE(has_target(down));
  CHECK_FALSE(can_have_share(down));
}
