#include "harness/control/action_events.hpp"

#include <catch2/catch.hpp>

#include "harness/control/rollouts.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using enum EventType;

namespace {

Action action(const std::string& keys) {
  return *step_of("step", AtTime{}, keys).action;
}

const char* const deploy = R"("do": "deploy", "service": "server", "version": "5.0.0")";
const char* const rollback = R"("do": "rollback", "of": "release")";
const char* const inject = R"("do": "inject", "fault": "hang", "service": "server")";
const char* const clear = R"("do": "clear", "of": "stuck")";
const char* const restart = R"("do": "restart", "service": "server")";
const char* const rotate = R"("do": "rotate_keys", "service": "identity")";
const char* const purge = R"("do": "purge_cache", "service": "server", "cache": "all")";
const char* const shed = R"("do": "shed_load", "share": 0.5, "population": "clients")";
const char* const remark = R"("do": "note", "text": "look")";
const char* const diagnosis = R"("do": "note", "text": "it is the keys", "as": "diagnosed")";

Plan ending_a_fault() {
  return {.stages = {{.operations = {EndFault{"stuck"}}}}};
}

std::optional<EventType> ending(const char* keys, Outcome outcome, const Plan& plan = {}) {
  return control::ending_event(action(keys), plan, outcome);
}

}  // namespace

TEST_CASE("each kind of action begins with its own event", "[unit][control][action_events]") {
  const std::vector<std::pair<const char*, EventType>> table{{deploy, rollout_started},
                                                             {rollback, rollback_started},
                                                             {inject, fault_injected},
                                                             {clear, action_started},
                                                             {restart, action_started},
                                                             {rotate, action_started},
                                                             {purge, action_started},
                                                             {shed, action_started},
                                                             {remark, note},
                                                             {diagnosis, diagnosed}};
  for (const auto& [keys, expected] : table) {
    INFO(keys);
    CHECK(control::starting_event(action(keys)) == expected);
  }
}

TEST_CASE("an action that is refused ends so, whatever its kind",
          "[unit][control][action_events]") {
  for (const char* keys : {deploy, rollback, inject, clear, restart, rotate, purge, shed}) {
    INFO(keys);
    CHECK(ending(keys, Outcome::refused, ending_a_fault()) == action_refused);
  }
}

TEST_CASE("a deploy is finished when it did all or had nothing to do, else it is blocked",
          "[unit][control][action_events]") {
  CHECK(ending(deploy, Outcome::ok) == rollout_finished);
  CHECK(ending(deploy, Outcome::no_effect) == rollout_finished);
  for (const Outcome outcome : {Outcome::partial, Outcome::failed, Outcome::timed_out}) {
    INFO(to_string(outcome));
    CHECK(ending(deploy, outcome) == rollout_blocked);
  }
}

TEST_CASE("a rollback is completed only if it changed something",
          "[unit][control][action_events]") {
  CHECK(ending(rollback, Outcome::ok) == rollback_completed);
  CHECK(ending(rollback, Outcome::partial) == rollback_completed);
  for (const Outcome outcome : {Outcome::no_effect, Outcome::failed, Outcome::timed_out}) {
    INFO(to_string(outcome));
    CHECK(ending(rollback, outcome) == action_finished);
  }
}

TEST_CASE("a fault that acts needs no second event, one that does not has one",
          "[unit][control][action_events]") {
  CHECK(ending(inject, Outcome::ok) == std::nullopt);
  CHECK(ending(inject, Outcome::partial) == std::nullopt);
  CHECK(ending(inject, Outcome::failed) == action_finished);
}

TEST_CASE("a clear is the end of a fault only if there was a fault to end",
          "[unit][control][action_events]") {
  const Plan ending_shedding{.stages = {{.operations = {SetShedding{"clients", 0}}}}};

  CHECK(ending(clear, Outcome::ok, ending_a_fault()) == fault_cleared);
  CHECK(ending(clear, Outcome::ok, ending_shedding) == action_finished);
  CHECK(ending(clear, Outcome::no_effect, ending_a_fault()) == action_finished);
  CHECK(ending(clear, Outcome::failed, ending_a_fault()) == action_finished);
}

TEST_CASE("what comes after an action is told only if it came to something",
          "[unit][control][action_events]") {
  const Stage end_of_fault{.operations = {EndFault{"stuck"}}};
  const Stage end_of_shedding{.operations = {SetShedding{"clients", 0}}};

  CHECK(control::afterwards_event(end_of_fault, Outcome::ok) == fault_cleared);
  CHECK(control::afterwards_event(end_of_shedding, Outcome::ok) == note);
  CHECK(control::afterwards_event(end_of_fault, Outcome::no_effect) == std::nullopt);
  CHECK(control::afterwards_event(end_of_fault, Outcome::timed_out) == std::nullopt);
}

TEST_CASE("an action is about its service, its population, or the step that it takes back",
          "[unit][control][action_events]") {
  Fleet fleet = control::fleet_at_start(services_only());
  const std::vector<std::pair<const char*, const char*>> table{{deploy, "server"},
                                                               {inject, "server"},
                                                               {clear, "stuck"},
                                                               {restart, "server"},
                                                               {rotate, "identity"},
                                                               {purge, "server"},
                                                               {shed, "clients"},
                                                               {remark, ""}};
  for (const auto& [keys, expected] : table) {
    INFO(keys);
    CHECK(control::subject_of(action(keys), fleet) == expected);
  }
  CHECK(control::subject_of(action(rollback), fleet) == "release");  // never deployed
  fleet.deployments["release"].service = "server";
  CHECK(control::subject_of(action(rollback), fleet) == "server");
}
