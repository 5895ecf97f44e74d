#include "harness/scenario/without.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

std::string ids_of(const std::vector<Step>& steps) {
  std::string ids;
  for (const Step& step : steps) {
    ids += step.id + (step.steps.empty() ? "" : "(" + ids_of(step.steps) + ")") + " ";
  }
  return ids.substr(0, ids.empty() ? 0 : ids.size() - 1);
}

Scenario example() {
  return loaded({.script = R"([
    {"id": "release", "do": "deploy", "service": "web", "version": "2"},
    {"id": "slow", "do": "inject", "fault": "refuse", "service": "web",
     "steps": [{"id": "aside", "do": "note", "text": "x"}]},
    {"id": "fast", "at": "5m", "do": "clear", "of": "slow"},
    {"id": "web", "do": "note", "text": "named like a service"}])",
                 .more = R"("response": [{"id": "react", "on": "impact_started", "steps": [
      {"id": "undo", "do": "rollback", "of": "release"},
      {"id": "again", "do": "restart", "service": "web"},
      {"id": "plan-b", "if": {"undo": "refused"}, "do": "restart", "service": "web"}]},
    {"id": "tell", "on": "rollback_completed", "of": "undo", "do": "note", "text": "x"},
    {"id": "down", "on": "replica_down", "of": "web", "do": "note", "text": "x"}])"});
}

std::string left_without(std::string_view id) {
  const Result<Scenario> rest = without(example(), id);
  REQUIRE(rest.has_value());
  return ids_of(rest->script) + " | " + ids_of(rest->response);
}

}  // namespace

TEST_CASE("a step goes with what is nested in it and what undoes it", "[unit][scenario]") {
  CHECK(ids_of(example().script) == "release slow(aside) fast web");
  CHECK(left_without("slow") == "release web | react(undo again plan-b) tell down");
  CHECK(left_without("fast") == "release slow(aside) web | react(undo again plan-b) tell down");
}

TEST_CASE("steps that wait for a step that is gone go too", "[unit][scenario]") {
  CHECK(left_without("undo") == "release slow(aside) fast web | react(again) down");
  CHECK(left_without("release") == "slow(aside) fast web | react(again) down");
  CHECK(left_without("react") == "release slow(aside) fast web | down");
}

TEST_CASE("a trigger that may mean something else of the same name stays", "[unit][scenario]") {
  CHECK(left_without("web") == "release slow(aside) fast | react(undo again plan-b) tell down");
}

TEST_CASE("a step without an id goes by the id made up for it", "[unit][scenario]") {
  Result<Scenario> rest =
      without(loaded({.script = R"([{"do": "note", "text": "a"}])"}), "script-1");

  REQUIRE(rest.has_value());
  CHECK(rest->script.empty());
}

TEST_CASE("leaving out a step that is not there lists the steps", "[unit][scenario]") {
  const Result<Scenario> rest = without(example(), "relaese");

  REQUIRE_FALSE(rest.has_value());
  CHECK(rest.error().message ==
        "there is no step \"relaese\"; did you mean \"release\"? The steps are: release, slow, "
        "aside, fast, web, react, undo, again, plan-b, tell, down");
}

}  // namespace firedrill::tests
