#include <chrono>
#include <string>
#include <variant>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts expecting(const std::string& minutes) {
  return {.script = R"([{"id": "r", "do": "deploy", "service": "web", "version": "2"},
    {"id": "undo", "at": "10m", "do": "rollback", "of": "r", "steps": [
      {"id": "again", "do": "restart", "service": "web"}]}])",
          .more = "\"expected\": {" + minutes + "}"};
}

}  // namespace

TEST_CASE("an expected minute becomes a target from the start of the run", "[unit][scenario]") {
  const Scenario scenario = loaded(expecting(R"("impact": "30s", "restart": "20m")"));

  REQUIRE(scenario.targets.size() == 3);
  CHECK(scenario.targets[1].name == "expected.impact");
  const auto& impact = std::get<DurationTarget>(scenario.targets[1].rule);
  CHECK(impact.from_start);
  CHECK(impact.to == EventType::impact_started);
  CHECK(impact.at_least == 0s);
  CHECK(impact.within == 90s);
  CHECK(scenario.targets[2].name == "expected.restart");
  const auto& restart = std::get<DurationTarget>(scenario.targets[2].rule);
  CHECK(restart.to == EventType::action_started);
  CHECK(restart.to_of == "again");
  CHECK(restart.at_least == 19min);
  CHECK(restart.within == 21min);
}

TEST_CASE("the tolerance of expected minutes can be set", "[unit][scenario]") {
  const Scenario scenario = loaded(expecting(R"("tolerance": "5s", "recover": "20m")"));

  const auto& recover = std::get<DurationTarget>(scenario.targets[1].rule);
  CHECK(recover.at_least == 20min - 5s);
  CHECK(recover.within == 20min + 5s);
}

TEST_CASE("minutes in causal order are accepted, equal ones too", "[unit][scenario]") {
  CHECK(mistakes(expecting(R"("impact": "15m", "detect": "15m", "page": "15m",
    "acknowledge": "25m", "rollback_started": "29m", "rollback": "29m", "restart": "29m",
    "recover": "30m")"))
            .empty());
}

TEST_CASE("minutes that contradict each other are refused with the reason", "[unit][scenario]") {
  const Parts parts = expecting(R"("impact": "25m", "page": "15m", "rollback": "5m")");

  CHECK(mistakes(parts) ==
        "7:39 \"page\" at 15m contradicts \"impact\" at 25m\n"
        "7:58 \"rollback\" at 5m contradicts \"impact\" at 25m\n");
  const LoadResult result = load(parts);
  CHECK(result.diagnostics.all()[1].label == "a rollback cannot be done before clients are hurt");
}

TEST_CASE("every step of the order is checked", "[unit][scenario]") {
  const auto refused = [](const std::string& minutes) {
    return mistakes(expecting(minutes)).find("contradicts") != std::string::npos;
  };

  CHECK(refused(R"("impact": "2m", "detect": "1m")"));
  CHECK(refused(R"("detect": "2m", "page": "1m")"));
  CHECK(refused(R"("page": "2m", "acknowledge": "1m")"));
  CHECK(refused(R"("impact": "2m", "rollback_started": "1m")"));
  CHECK(refused(R"("rollback_started": "2m", "rollback": "1m")"));
  CHECK(refused(R"("rollback": "2m", "recover": "1m")"));
  CHECK(refused(R"("restart": "2m", "recover": "1m")"));
  CHECK(refused(R"("impact": "2m", "recover": "1m")"));
}

TEST_CASE("what no step does is not to be expected", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("expected": {"rollback": "1m", "restart": "2m"})"}) ==
        "5:26 \"rollback\" is expected, but no step does it\n"
        "5:43 \"restart\" is expected, but no step does it\n");
}

TEST_CASE("a block that expects nothing is refused", "[unit][scenario]") {
  CHECK(mistakes(expecting("")) == "7:13 \"expected\" expects nothing\n");
  CHECK(mistakes(expecting(R"("tolerance": "1m")")) == "7:13 \"expected\" expects nothing\n");
}

TEST_CASE("expected minutes lie within the run", "[unit][scenario]") {
  CHECK(mistakes(expecting(R"("recover": "31m")")) ==
        "7:25 \"recover\" is 31m, but the run lasts only 30m\n");
  CHECK(mistakes(expecting(R"("recovered": "1m")"))
            .find("unknown key \"recovered\" in \"expected\"; did you mean \"recover\"?") !=
        std::string::npos);
}

}  // namespace firedrill::tests
