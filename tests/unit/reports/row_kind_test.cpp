#include "harness/reports/row_kind.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::reports;
using enum EventType;

TEST_CASE("every event type has a row kind of its own", "[unit][reports]") {
  for (const EventTypeInfo& info : event_types()) {
    INFO(info.name);
    CHECK(row_kind(info.type).type == info.type);
  }
}

TEST_CASE("what hurts people or stops them is toned as bad", "[unit][reports]") {
  for (const EventType type :
       {steady_state_failed, rollout_blocked, impact_started, page_lost, action_refused}) {
    INFO(to_string(type));
    CHECK(row_kind(type).tone == Tone::bad);
    CHECK_FALSE(row_kind(type).word.empty());
  }
}

TEST_CASE("an action's row is named by what is done", "[unit][reports]") {
  CHECK(word_of({.type = action_started, .details = {{"action", "purge_cache"}}}) == "purge cache");
  CHECK(word_of({.type = action_refused, .details = {{"action", "restart"}}}) == "restart");
  CHECK(word_of({.type = action_started}) == "action");
  CHECK(word_of({.type = rollout_started, .details = {{"action", "deploy"}}}) == "deploy");
  CHECK(word_of({.type = fault_injected, .details = {{"action", "inject"}}}) == "fault");
}

TEST_CASE("a reason stands where something begins, and nowhere else", "[unit][reports]") {
  for (const EventTypeInfo& info : event_types()) {
    const std::string name(info.name);
    const bool begins = name == "rollout_started" || name == "rollback_started" ||
                        name == "action_started" || name == "fault_injected";
    INFO(name);
    CHECK(begins_action(info.type) == begins);
  }
}

TEST_CASE("an outcome is told once, and not when it is nothing special", "[unit][reports]") {
  CHECK(with_outcome("restart", {.outcome = "ok"}) == "restart");
  CHECK(with_outcome("restart", {}) == "restart");
  CHECK(with_outcome("restart", {.outcome = "timed_out"}) == "restart (timed out)");
  CHECK(with_outcome("it was refused", {.outcome = "refused"}) == "it was refused");
}
