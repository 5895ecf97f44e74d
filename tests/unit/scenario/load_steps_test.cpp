#include <chrono>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr const char* on_call = R"("on_call": {"escalation": [
    {"notify": "ann", "acknowledges": "5m"}]})";

Parts with_response(const std::string& steps) {
  return {.script = R"([{"id": "release", "do": "deploy", "service": "web", "version": "2"}])",
          .more = std::string(on_call) + ",\n\"response\": " + steps};
}

Parts with_script(const std::string& steps) {
  return {.script = steps};
}

std::string many_notes(int count) {
  std::string steps = "[";
  for (int i = 0; i < count; ++i) {
    steps += R"({"do": "note", "text": "a"},)";
  }
  steps.back() = ']';
  return steps;
}

}  // namespace

TEST_CASE("a step of the script starts at 0s unless it says when", "[unit][scenario]") {
  const Scenario scenario = loaded(with_script(R"([{"do": "note", "text": "a"},
    {"at": "5m", "do": "note", "text": "b"}, {"when": "up == 0", "do": "note", "text": "c"},
    {"on": "recovered", "after": "1m", "do": "note", "text": "d"}])"));

  REQUIRE(scenario.script.size() == 4);
  CHECK(std::get<AtTime>(scenario.script[0].trigger).at == 0s);
  CHECK(std::get<AtTime>(scenario.script[1].trigger).at == 5min);
  CHECK(std::get<WhenQuery>(scenario.script[2].trigger).text == "up == 0");
  CHECK(std::get<OnEvent>(scenario.script[3].trigger).type == EventType::recovered);
  CHECK(scenario.script[3].after.mean() == 1min);
  CHECK(scenario.script[3].id == "script-4");
}

TEST_CASE("a step may start at a moment, in whatever zone", "[unit][scenario]") {
  const std::string starts = R"("starts_at": "2023-11-09T09:45:00+01:00")";
  const auto at = [&](const std::string& moment, const std::string& more) {
    return Parts{.script = R"([{"at": ")" + moment + R"(", "do": "note", "text": "a"}])",
                 .more = more};
  };
  const auto time = [&](const std::string& moment) {
    return std::get<AtTime>(loaded(at(moment, starts)).script.front().trigger).at;
  };
  const auto says = [&](const std::string& moment, const std::string& more = {}) {
    return mistakes(at(moment, more));
  };

  CHECK(time("2023-11-09T10:00:00+01:00") == 15min);
  CHECK(time("2023-11-09T08:45:00.5Z") == 500ms);
  CHECK(says("2023-11-09T10:00:00+01:00").find("a date needs the key \"starts_at\"") !=
        std::string::npos);
  CHECK(says("2023-11-09T09:44:59+01:00", starts).find("comes before t = 0") != std::string::npos);
  CHECK(says("2023-11-09T10:15:01+01:00", starts)
            .find("\"at\" is 30m1s after the start, but the run lasts only 30m") !=
        std::string::npos);
  CHECK(says("2023-11-09T10:00:00Z", R"("starts_at": "noon")").find("needs the key") ==
        std::string::npos);
  CHECK(says("2023-11-09", starts).find("is not a timestamp") != std::string::npos);
}

TEST_CASE("nested steps follow each other unless they have a trigger", "[unit][scenario]") {
  const Scenario scenario = loaded(with_response(R"([{"id": "react", "on": "acknowledged",
    "of": "ann", "steps": [
      {"id": "undo", "do": "rollback", "of": "release", "via": "web", "why": "it broke"},
      {"do": "restart", "service": "web", "after": "1m", "if": {"undo": "ok"}},
      {"at": "10m", "do": "note", "text": "late"}]}])"));

  const Step& react = scenario.response[0];
  CHECK_FALSE(react.action.has_value());
  CHECK(std::get<OnEvent>(react.trigger).of == "ann");
  REQUIRE(react.steps.size() == 3);
  CHECK(std::holds_alternative<InSequence>(react.steps[0].trigger));
  CHECK(react.steps[0].via == "web");
  CHECK(react.steps[0].why == "it broke");
  CHECK(react.steps[1].id == "response-1-2");
  CHECK(react.steps[1].only_if.at("undo") == Outcome::ok);
  CHECK(std::holds_alternative<AtTime>(react.steps[2].trigger));
}

TEST_CASE("of belongs to the action where the action has one", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_response(R"([{"on": "alert_firing", "do": "rollback", "of": "release"}])"));

  const Step& step = scenario.response[0];
  CHECK(std::get<OnEvent>(step.trigger).of.empty());
  CHECK(std::get<actions::Rollback>(*step.action).of == "release");
}

TEST_CASE("a step of the response needs a trigger", "[unit][scenario]") {
  CHECK(mistakes(with_response(R"([{"do": "note", "text": "a"}])")) ==
        "7:14 a step of the response needs a trigger\n");
}

TEST_CASE("a step has one trigger", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"at": "1m", "on": "recovered", "do": "note", "text": "a"}])")) ==
        "3:25 a step has one trigger, this one has two\n");
  CHECK(mistakes(with_script(R"([{"of": "web", "do": "note", "text": "a"}])")) ==
        "3:13 \"of\" narrows \"on\", and this step has none\n");
}

TEST_CASE("a step does something", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"at": "1m"}])")) == "3:12 a step needs something to do\n");
  CHECK(mistakes(with_script(R"([{"steps": []}])")) == "3:22 \"steps\" is empty\n");
  CHECK(mistakes(with_script(R"([{"via": "web", "steps": [{"do": "note", "text": "a"}]}])")) ==
        "3:13 \"via\" says how an action is done, and this step does nothing\n");
  CHECK(mistakes(with_script("[7]")) == "3:12 a step must be an object, found the number 7\n");
}

TEST_CASE("an unknown action or fault is the only mistake reported of its step",
          "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"do": "deplay", "service": "web", "version": "2"}])")) ==
        "3:19 \"do\" cannot be \"deplay\"; did you mean \"deploy\"?\n");
  CHECK(mistakes(with_script(R"([{"do": "inject", "fault": "errorrate", "service": "web",
    "rate": "5%"}])")) == "3:38 \"fault\" cannot be \"errorrate\"; did you mean \"error_rate\"?\n");
}

TEST_CASE("an unknown key of a step is reported", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"do": "restart", "service": "web", "batch": 2}])"))
            .find("unknown key \"batch\" in a step; did you mean \"batches\"?") !=
        std::string::npos);
}

TEST_CASE("a time of the script lies within the run", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"at": "30m", "do": "note", "text": "a"}])")).empty());
  CHECK(mistakes(with_script(R"([{"at": "31m", "do": "note", "text": "a"}])")) ==
        "3:19 \"at\" is 31m, but the run lasts only 30m\n");
  CHECK_FALSE(mistakes(with_script(R"([{"at": "-1m", "do": "note", "text": "a"}])")).empty());
}

TEST_CASE("ids of steps are unique and none of those made up", "[unit][scenario]") {
  CHECK(mistakes(with_response(R"([{"id": "release", "on": "acknowledged", "steps": [
    {"do": "restart", "service": "web"}]}])")) == "7:21 two steps have the id \"release\"\n");
  CHECK(mistakes(with_script(R"([{"id": "script-2", "do": "note", "text": "a"}])")) ==
        "3:19 the id \"script-2\" is one that firedrill makes up itself\n");
  CHECK(mistakes(with_script(R"([{"id": "script-two", "do": "note", "text": "a"}])")).empty());
}

TEST_CASE("the names in a step are known ones", "[unit][scenario]") {
  CHECK(mistakes(with_response(R"([{"on": "acknowleged", "do": "note", "text": "a"}])")) ==
        "7:21 \"on\" cannot be \"acknowleged\"; did you mean \"acknowledged\"?\n");
  CHECK(
      mistakes(with_response(R"([{"on": "acknowledged", "of": "an", "do": "note", "text": "a"}])"))
          .find("there is no step, alert, person, population or service \"an\"") !=
      std::string::npos);
  CHECK(mistakes(with_response(R"([{"at": "1m", "via": "wed", "do": "note", "text": "a"}])")) ==
        "7:34 there is no service \"wed\"; did you mean \"web\"?\n");
  CHECK(mistakes(with_response(
            R"([{"at": "1m", "if": {"releese": "ok"}, "do": "note", "text": "a"}])")) ==
        "7:34 there is no step \"releese\"; did you mean \"release\"?\n");
  CHECK(mistakes(with_response(
                     R"([{"at": "1m", "if": {"release": "okay"}, "do": "note", "text": "a"}])"))
            .find("\"release\" cannot be \"okay\"") != std::string::npos);
}

TEST_CASE("a condition names another step that does something", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"id": "group", "steps": [{"do": "note", "text": "a"}]},
    {"if": {"group": "ok"}, "do": "note", "text": "b"}])")) ==
        "4:13 the step \"group\" has no action, so it never has an outcome\n");
  CHECK(mistakes(with_script(R"([{"id": "x", "if": {"x": "ok"}, "do": "note", "text": "b"}])")) ==
        "3:31 a step cannot wait for itself\n");
}

TEST_CASE("a condition names a step that can have ended by then", "[unit][scenario]") {
  const std::string later = "the step \"b\" begins later than the step that asks how it ended\n";
  CHECK(mistakes(with_script(R"([{"id": "group", "steps": [
    {"id": "a", "if": {"b": "ok"}, "do": "note", "text": "a"},
    {"id": "b", "do": "note", "text": "b"}]}])")) == "4:24 " + later);
  CHECK(mistakes(with_script(R"([{"at": "1m", "if": {"b": "ok"}, "do": "note", "text": "a"},
    {"id": "b", "at": "2m", "do": "note", "text": "b"}])")) == "3:32 " + later);
  CHECK(mistakes(with_script(R"([{"at": "2m", "if": {"b": "ok"}, "do": "note", "text": "a"},
    {"id": "b", "at": "1m", "do": "note", "text": "b"}])"))
            .empty());
  CHECK(mistakes(with_response(R"([{"on": "acknowledged", "repeat": true, "steps": [
    {"if": {"b": "refused"}, "do": "note", "text": "once more"},
    {"id": "b", "do": "restart", "service": "web"}]}])"))
            .empty());
}

TEST_CASE("only what can come again can repeat", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"at": "1m", "repeat": true, "do": "note", "text": "a"}])")) ==
        "3:35 only a step with \"on\" or \"when\" can repeat\n");
  CHECK(loaded(with_script(R"([{"on": "recovered", "repeat": true, "do": "note", "text": "a"}])"))
            .script[0]
            .repeat);
}

TEST_CASE("nothing waits for what nobody can bring about", "[unit][scenario]") {
  CHECK(mistakes(with_script(R"([{"on": "acknowledged", "do": "note", "text": "a"}])")) ==
        "3:19 acknowledged never happens: nobody is on call\n");
  CHECK(mistakes(with_response(R"([{"on": "acknowledged", "do": "note", "text": "a"}])")).empty());
  CHECK(mistakes(with_script(R"([{"on": "run_ended", "do": "note", "text": "a"}])")) ==
        "3:19 \"on\" cannot be \"run_ended\"\n");
}

TEST_CASE("more steps than the limit are refused", "[unit][scenario]") {
  const Parts one_list = with_script(many_notes(10'001));
  const Parts nested = with_script(fmt::format(
      R"([{{"at": "1m", "steps": {0}}}, {{"at": "2m", "steps": {0}}}])", many_notes(5'000)));

  CHECK(mistakes(one_list).find("\"script\" has 10001 entries, the limit is 10000") !=
        std::string::npos);
  CHECK(mistakes(nested).find("more than 10000 steps") != std::string::npos);
}

}  // namespace firedrill::tests
