#include "harness/live/commanded.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "tests/unit/scenario/load_support.hpp"

// What of an action is left to the user's own command.

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

/// The one step of a script on a service with these commands, as a live run plays it.
Step played_step(const std::string& step, const std::string& commands) {
  Scenario scenario = live::as_commanded(tests::loaded(
      {.services = R"({"web": {"replicas": 4, "version": "1", "versions": {"1": {}, "2": {}},
                               "live": {"command": ["./web", "${port}"]}},
                       "other": {"version": "1", "versions": {"1": {}, "2": {}}}})",
       .script = "[" + step + "]",
       .more = "\"commands\": {" + commands + "}"}));
  return std::move(scenario.script.front());
}

const std::string by_command = R"("web.deploy": {"run": ["x"]}, "web.restart": {"run": ["x"]})";

Rollout rollout_of(const std::string& keys, const std::string& commands = by_command) {
  const Step step =
      played_step(R"({"do": "deploy", "service": "web", "version": "2", )" + keys + "}", commands);
  return std::get<actions::Deploy>(*step.action).rollout;
}

}  // namespace

TEST_CASE("a command rolls out in one go, whatever the scenario says", "[unit][live][own]") {
  const Rollout rollout = rollout_of(R"("rollout": "rolling", "batches": 2, "takes": "8m")");

  CHECK(rollout.takes == 0s);
  CHECK_FALSE(rollout.batching.rolling);
  CHECK(rollout.takes_effect == TakesEffect::at_end);
}

TEST_CASE("what a command puts in place may still wait for a restart", "[unit][live][own]") {
  const Rollout rollout = rollout_of(R"("takes": "8m", "takes_effect": "on_restart")");

  CHECK(rollout.takes == 0s);
  CHECK(rollout.takes_effect == TakesEffect::on_restart);
}

TEST_CASE("without a command a rollout is as the scenario says", "[unit][live][own]") {
  const Rollout rollout =
      rollout_of(R"("rollout": "rolling", "takes": "8m")", R"("web.rollback": {"run": ["x"]})");

  CHECK(rollout.takes == 8min);
  CHECK(rollout.batching.rolling);
}

TEST_CASE("a command for one service says nothing of another", "[unit][live][own]") {
  const Step step = played_step(
      R"({"do": "deploy", "service": "other", "version": "2", "takes": "8m"})", by_command);

  CHECK(std::get<actions::Deploy>(*step.action).rollout.takes == 8min);
}

TEST_CASE("a restart by a command has no pauses and no batches", "[unit][live][own]") {
  const Step step = played_step(
      R"({"do": "restart", "service": "web", "rollout": "rolling", "takes": "6m"})", by_command);

  const auto& restart = std::get<actions::Restart>(*step.action);
  CHECK(restart.takes == 0s);
  CHECK_FALSE(restart.batching.rolling);
}

TEST_CASE("a scenario without commands is played as it is", "[unit][live][own]") {
  const Step step = played_step(
      R"({"do": "restart", "service": "web", "rollout": "rolling", "takes": "6m"})", "");

  CHECK(std::get<actions::Restart>(*step.action).takes == 6min);
}
