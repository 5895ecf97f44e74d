// What processes know from their start: stale_config and stale_dns.
#include <algorithm>
#include <optional>
#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

constexpr Instant fault_began{1h};

/// What a fault that began then says `lasted` later, of a process that began at `process`.
Verdict asked(const Fault& fault,
              Duration lasted,
              Instant process,
              bool on_edge,
              std::optional<Duration> caller_age) {
  FaultState state = initial_state(fault, std::max(process, fault_began));
  Rng random{1};
  return decide(fault,
                state,
                {.now = fault_began + lasted,
                 .random = random,
                 .lasted = lasted,
                 .on_edge = on_edge,
                 .caller_age = caller_age});
}

bool is_refused(const Verdict& verdict) {
  const auto* broken = std::get_if<BreakConnection>(&verdict);
  return broken != nullptr && broken->code == code::refused;
}

}  // namespace

TEST_CASE("a process that began with or before a stale configuration fails by it",
          "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "stale_config", "reply": 401})");
  const auto of_service = [&](Instant process) {
    return asked(fault, 10min, process, false, 1min);
  };

  CHECK(std::get<Reply>(of_service({})).status == 401);
  CHECK(std::get<Reply>(of_service(fault_began)).status == 401);
  CHECK(std::holds_alternative<Pass>(of_service(fault_began + 1ns)));
}

TEST_CASE("on an edge the configuration is the caller's", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "stale_config"})");
  const auto by_caller = [&](std::optional<Duration> age) {
    return asked(fault, 10min, fault_began + 9min, true, age);
  };

  CHECK(std::get<Reply>(by_caller(10min)).status == 500);
  CHECK(std::get<Reply>(by_caller(2h)).status == 500);
  CHECK(std::get<Reply>(by_caller(std::nullopt)).status == 500);
  CHECK(std::holds_alternative<Pass>(by_caller(10min - 1ns)));
}

TEST_CASE("who looked a name up before a replica moved is refused there", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "stale_dns"})");
  const auto after = [&](Instant process, std::optional<Duration> caller_age) {
    return asked(fault, 10min, process, true, caller_age);
  };

  CHECK(std::holds_alternative<Pass>(after({}, 2h)));  // it has not moved
  CHECK(std::holds_alternative<Pass>(after(fault_began, std::nullopt)));
  CHECK(is_refused(after(fault_began + 4min, 2h)));
  CHECK(is_refused(after(fault_began + 4min, std::nullopt)));
  CHECK(is_refused(after(fault_began + 4min, 6min + 1ns)));
  CHECK(std::holds_alternative<Pass>(after(fault_began + 4min, 6min)));
}

TEST_CASE("with a ttl a name is looked up again and again", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "stale_dns", "ttl": "3m"})");
  const auto moved_at = [&](Duration moved, Duration lasted) {
    return asked(fault, lasted, fault_began + moved, false, std::nullopt);
  };

  CHECK(is_refused(moved_at(4min, 4min)));
  CHECK(is_refused(moved_at(4min, 6min - 1ns)));
  CHECK(std::holds_alternative<Pass>(moved_at(4min, 6min)));
  CHECK(std::holds_alternative<Pass>(moved_at(4min, 100min)));
}

TEST_CASE("what processes know from their start is no share of requests", "[unit][faults]") {
  for (const char* kind : {R"({"fault": "stale_config"})", R"({"fault": "stale_dns"})"}) {
    const Fault fault = good_fault(kind);
    CHECK_FALSE(can_have_share(fault));
    CHECK(can_act_on_edges(fault));
    CHECK_FALSE(acts_on_processes(fault));
    CHECK(looks_at_caller(fault));
  }
  CHECK_FALSE(looks_at_caller(good_fault(R"({"fault": "hang"})")));
  CHECK(mistakes_of_fault(R"({"fault": "stale_dns", "ttl": "0s"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "stale_dns", "ttl": "25h"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "stale_config", "reply": 99})").size() == 1);
}
