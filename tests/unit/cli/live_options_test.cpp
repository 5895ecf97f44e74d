#include "harness/cli/live_options.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

// Which live runs are refused, and how fast the others go.

using namespace firedrill;
using cli::RunCommand;

namespace {

std::vector<Scenario> only(Scenario scenario) {
  std::vector<Scenario> scenarios;
  scenarios.push_back(std::move(scenario));
  return scenarios;
}

Scenario of_mocks() {
  return tests::loaded({.more = R"("live": {"speed": 30})"});
}

Scenario of_own_program() {
  return tests::loaded({.services = R"({"web": {"live": {"command": ["./web", "${port}"]}}})"});
}

std::string refusal(const RunCommand& command, Scenario scenario) {
  return cli::check_live(command, only(std::move(scenario)));
}

}  // namespace

TEST_CASE("options of live runs need --live", "[unit][cli][live]") {
  CHECK(refusal({}, of_mocks()).empty());
  CHECK(refusal({.paths = {}, .speed = "2"}, of_mocks()) ==
        "--speed is for live runs: give --live too");
  CHECK(refusal({.paths = {}, .allow_commands = true}, of_mocks()) ==
        "--allow-commands is for live runs: give --live too");
}

TEST_CASE("a scenario with the user's own programs needs nobody's permission in virtual time",
          "[unit][cli][live][own]") {
  CHECK(refusal({}, of_own_program()).empty());
}

TEST_CASE("a live run of the user's own programs needs permission, at any speed",
          "[unit][cli][live][own]") {
  for (const char* speed : {"", "auto", "1"}) {
    INFO(speed);
    CHECK(refusal({.paths = {}, .live = true, .speed = speed}, of_own_program())
              .find("--allow-commands") != std::string::npos);
    CHECK(refusal({.paths = {}, .live = true, .speed = speed, .allow_commands = true},
                  of_own_program())
              .empty());
  }
}

TEST_CASE("the user's own programs run at speed 1", "[unit][cli][live][own]") {
  const RunCommand fast{.paths = {}, .live = true, .speed = "2", .allow_commands = true};

  CHECK(refusal(fast, of_own_program()) ==
        "test is played honestly at speed 1 at most, not 2: web is a program of your own");
  CHECK(cli::speed_of({.paths = {}, .live = true}, of_own_program()) == 1);
}

TEST_CASE("mocks run as fast as their scenario says, and no faster", "[unit][cli][live]") {
  CHECK(refusal({.paths = {}, .live = true, .speed = "30"}, of_mocks()).empty());
  CHECK(
      refusal({.paths = {}, .live = true, .speed = "31"}, of_mocks()).find("at speed 30 at most") !=
      std::string::npos);
  CHECK(
      refusal({.paths = {}, .live = true, .speed = "fast"}, of_mocks()).find("neither a number") !=
      std::string::npos);
  CHECK(cli::speed_of({.paths = {}, .live = true}, of_mocks()) == 30);
  CHECK(cli::speed_of({.paths = {}, .live = true, .speed = "auto"}, of_mocks()) == 30);
  CHECK(cli::speed_of({.paths = {}, .live = true, .speed = "7"}, of_mocks()) == 7);
}

TEST_CASE("live runs are played one at a time", "[unit][cli][live]") {
  CHECK(refusal({.paths = {}, .jobs = 2, .live = true}, of_mocks()).find("leave out --jobs") !=
        std::string::npos);
}

TEST_CASE("what cannot be done to a program of the user's own is refused by name",
          "[unit][cli][live][own]") {
  Scenario scenario =
      tests::loaded({.services = R"({"web": {"live": {"attach": "http://127.0.0.1:1"}}})",
                     .script = R"([{"do": "inject", "fault": "crash", "service": "web"}])"});

  CHECK(refusal({.paths = {}, .live = true}, std::move(scenario)) ==
        "test.json:3:12: cannot be played live: the fault crash on web, which runs elsewhere");
}

TEST_CASE("every scenario that would run something is named before any is played",
          "[unit][cli][live][own]") {
  std::vector<Scenario> both = only(of_own_program());
  both.push_back(of_mocks());
  both.push_back(
      tests::loaded({.more = R"("commands": {"clean_up": {"run": ["./sweep", "all of it"]}})"}));
  const RunCommand command{.paths = {}, .live = true};

  const std::string refusal = cli::check_live(command, both);

  CHECK(refusal.find("  web  ./web '${port}'\n") != std::string::npos);
  CHECK(refusal.find("  clean_up  ./sweep 'all of it'\n") != std::string::npos);
  CHECK(refusal.find("Give --allow-commands to let it.") != std::string::npos);
}

TEST_CASE("one scenario that is played too fast stops all", "[unit][cli][live][own]") {
  std::vector<Scenario> both = only(of_mocks());
  both.push_back(of_own_program());

  const std::string refusal =
      cli::check_live({.paths = {}, .live = true, .speed = "30", .allow_commands = true}, both);

  CHECK(refusal.find("at speed 1 at most, not 30") != std::string::npos);
}

TEST_CASE("a live run says how fast it may go before it asks for permission",
          "[unit][cli][live][own]") {
  const std::string refusal_of_speed =
      refusal({.paths = {}, .live = true, .speed = "2"}, of_own_program());
  const std::string refusal_of_commands =
      refusal({.paths = {}, .live = true, .speed = "1"}, of_own_program());

  CHECK(refusal_of_speed.find("--allow-commands") == std::string::npos);
  CHECK(refusal_of_speed.find("at speed 1 at most, not 2") != std::string::npos);
  CHECK_FALSE(refusal_of_commands.find("at speed 1 at most") != std::string::npos);
  CHECK(refusal_of_commands.find("./web") != std::string::npos);
  CHECK(refusal({.paths = {}, .live = true, .speed = "1", .allow_commands = true}, of_own_program())
            .empty());
  CHECK(refusal_of_commands.find("would run these commands on this machine") != std::string::npos);
}

TEST_CASE("the detector of the command goes before that of the scenario, and virtual time has one",
          "[unit][cli][live][detector]") {
  const auto chosen = [](const RunCommand& command, const std::string& said) {
    std::vector<Scenario> scenarios =
        only(tests::loaded({.more = R"("live": {"detector": ")" + said + "\"}"}));
    cli::choose_detector(command, scenarios);
    return scenarios.front().live.detector;
  };

  CHECK(chosen({.paths = {}, .live = true}, "external") == Detector::external);
  CHECK(chosen({.paths = {}, .live = true, .detector = "firedrill"}, "external") == Detector::own);
  CHECK(chosen({.paths = {}, .live = true, .detector = "external"}, "firedrill") ==
        Detector::external);
  CHECK(chosen({}, "external") == Detector::own);
}

TEST_CASE("the real programs watch at speed 1, whatever the scenario states",
          "[unit][cli][live][detector]") {
  Scenario scenario = of_mocks();
  scenario.live.detector = Detector::external;

  CHECK(cli::speed_of({.paths = {}, .live = true}, scenario) == 1);
  const std::string why = refusal({.paths = {}, .live = true, .speed = "2"}, std::move(scenario));
  CHECK(why.find("Prometheus and Alertmanager (\"detector\": \"external\") keep wall time") !=
        std::string::npos);
}

TEST_CASE("a detector is one of two, and of live runs", "[unit][cli][live][detector]") {
  CHECK(refusal({.paths = {}, .detector = "external"}, of_mocks()) ==
        "--detector is for live runs: give --live too");
  CHECK(refusal({.paths = {}, .live = true, .detector = "outside"}, of_mocks()) ==
        "--detector: \"outside\" is neither firedrill nor external");
}
