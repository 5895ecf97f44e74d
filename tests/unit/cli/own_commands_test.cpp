#include "harness/cli/own_commands.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

// Which commands a live run would start, for whoever has to allow it.

using namespace firedrill;

namespace {

std::vector<Scenario> one_with_commands() {
  std::vector<Scenario> scenarios;
  scenarios.push_back(tests::loaded(
      {.services = R"({"web": {"version": "1", "live": {"command": ["./web", "${port}"]},
        "versions": {"1": {}, "2": {"live": {"command": ["./web 2", "it's", "${port}"],
                                             "env": {"A": "b c"}, "cwd": "x"}}}}})",
       .more = R"("commands": {"web.rollback": {"run": ["./back", "\u001b[2J"]},
                  "clean_up": {"run": ["./clean"]}})"}));
  return scenarios;
}

}  // namespace

TEST_CASE("every command is listed as a shell would read it", "[unit][cli][own]") {
  CHECK(cli::own_commands(one_with_commands().front()) ==
        "  web           ./web '${port}'\n"
        "  web           A='b c' './web 2' 'it'\\''s' '${port}'  (in x)\n"
        "  web.rollback  ./back '\\x1b[2J'\n"
        "  clean_up      ./clean\n");
}

TEST_CASE("nothing of the user's own runs unless it is allowed", "[unit][cli][own]") {
  const std::string refusal = cli::check_allowed(one_with_commands(), false);

  CHECK(refusal.find("test would run these commands on this machine, in .:\n") == 0);
  CHECK(refusal.find("./web '${port}'") != std::string::npos);
  CHECK(refusal.find("--allow-commands") != std::string::npos);
  CHECK(cli::check_allowed(one_with_commands(), true).empty());
}

TEST_CASE("a scenario of mocks and of what runs already needs no permission", "[unit][cli][own]") {
  std::vector<Scenario> scenarios;
  scenarios.push_back(tests::loaded({}));
  scenarios.push_back(
      tests::loaded({.services = R"({"web": {"live": {"attach": "http://127.0.0.1:1"}}})"}));

  CHECK(cli::check_allowed(scenarios, false).empty());
}

TEST_CASE("requests go to another machine only if that is allowed", "[unit][cli][own]") {
  const Scenario scenario =
      tests::loaded({.services = R"({"web": {"live": {"attach": "http://10.0.0.5:80"}}})"});

  CHECK(cli::own_commands(scenario) == "  web  (sends its traffic to http://10.0.0.5:80)\n");
}
