#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "harness/scenario/own_parts.hpp"
#include "harness/scenario/placeholder.hpp"
#include "harness/scenario/speed.hpp"
#include "tests/unit/scenario/load_support.hpp"

// Keys "live" of a service and "commands". What is wrong in them: tests/corpus/bad.

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

const Parts own_shop{.services = R"({"web": {"version": "1", "live": {
    "command": ["./web", "--port", "${port}"], "env": {"OTHER": "${far.url}"},
    "ready": {"http": "/up", "within": "4s"},
    "version": {"metric": "build_info", "label": "version"}},
  "versions": {"1": {}, "2": {"live": {"command": ["./web2"], "port": 8080}}}},
  "far": {"live": {"attach": "http://127.0.0.1:9000", "metrics": false}}})",
                     .more = R"("commands": {"web.rollback": {"run": ["./back", "${version}"],
    "timeout": "90s"}, "clean_up": {"run": ["./clean"]}})"};

}  // namespace

TEST_CASE("a service says which program of the user's it is live", "[unit][scenario][own]") {
  const Scenario scenario = loaded(own_shop);

  const OwnProgram* program = own_program(service(scenario, "web"), "1");
  REQUIRE(program != nullptr);
  REQUIRE(program->command.has_value());
  CHECK(program->command->arguments == std::vector<std::string>{"./web", "--port", "${port}"});
  CHECK(program->command->environment.front().second == "${far.url}");
  CHECK(std::get<AnswersHttp>(program->ready).path == "/up");
  CHECK(program->ready_within == 4s);
  CHECK(program->metrics == "/metrics");
  REQUIRE(program->version.has_value());
  CHECK(std::get<VersionLabel>(program->version->source).metric == "build_info");
  CHECK(program->version->within == 10s);
}

TEST_CASE("a version replaces the program of its service as a whole", "[unit][scenario][own]") {
  const Scenario scenario = loaded(own_shop);

  const OwnProgram* program = own_program(service(scenario, "web"), "2");
  REQUIRE(program != nullptr);
  CHECK(program->port == 8080);
  CHECK_FALSE(program->version.has_value());
  CHECK(own_program(service(scenario, "web"), "3") == nullptr);
}

TEST_CASE("a service that runs already is an address", "[unit][scenario][own]") {
  const Scenario scenario = loaded(own_shop);

  const OwnProgram* program = own_program(service(scenario, "far"), "");
  REQUIRE(program != nullptr);
  CHECK_FALSE(program->command.has_value());
  CHECK(program->attach == "http://127.0.0.1:9000");
  CHECK(program->metrics.empty());
  CHECK(std::holds_alternative<AcceptsConnections>(program->ready));
}

TEST_CASE("a program that speaks no HTTP has no page of metrics", "[unit][scenario][own]") {
  const Scenario scenario = loaded({.services = R"({
      "web": {"live": {"command": ["./web", "${port}", "${db.address} ${db.host}:${db.port}"],
                       "env": {"CACHES": "${cache.addresses}", "URL": "${web.url}"}}},
      "db": {"live": {"command": ["./db", "${port}"], "protocol": "tcp",
                      "ready": {"log": "up"}}},
      "cache": {"live": {"attach": "tcp://10.0.0.5:6379", "protocol": "tcp",
                         "metrics": false}}})"});

  CHECK_FALSE(speaks_no_http(service(scenario, "web")));
  REQUIRE(speaks_no_http(service(scenario, "db")));
  CHECK(own_program(service(scenario, "db"), "")->metrics.empty());
  CHECK(own_program(service(scenario, "cache"), "")->attach == "tcp://10.0.0.5:6379");
  CHECK(is_on_another_machine(*own_program(service(scenario, "cache"), "")));
}

TEST_CASE("a command stands in for one action on one service", "[unit][scenario][own]") {
  const Scenario scenario = loaded(own_shop);

  const ActionCommand* command = command_for(scenario, "web", CommandedAction::rollback);
  REQUIRE(command != nullptr);
  CHECK(command->timeout == 90s);
  CHECK(command_for(scenario, "web", CommandedAction::deploy) == nullptr);
  CHECK(command_for(scenario, "far", CommandedAction::rollback) == nullptr);
  REQUIRE(scenario.commands.clean_up.has_value());
  CHECK(scenario.commands.clean_up->timeout == 10min);
}

TEST_CASE("a service's name may have dots", "[unit][scenario][own]") {
  const Scenario scenario =
      loaded({.services = R"({"web": {}, "a.deploy": {"live": {"attach": "http://127.0.0.1:1"}}})",
              .more = R"("commands": {"a.deploy.restart": {"run": ["x", "${a.deploy.url}"]}})"});

  CHECK(command_for(scenario, "a.deploy", CommandedAction::restart) != nullptr);
}

TEST_CASE("what is the user's own runs at speed 1", "[unit][scenario][own][speed]") {
  CHECK(highest_honest_speed(loaded({})) > 1);
  CHECK(own_part_of(loaded({})).empty());
  CHECK_FALSE(runs_commands(loaded({})));

  const Scenario started = loaded(own_shop);
  CHECK(highest_honest_speed(started) == 1);
  CHECK(why_no_faster(started) == "web is a program of your own");
  CHECK(runs_commands(started));

  const Scenario attached =
      loaded({.services = R"({"web": {"live": {"attach": "http://127.0.0.1:1"}}})"});
  CHECK(highest_honest_speed(attached) == 1);
  CHECK_FALSE(runs_commands(attached));
  CHECK(
      runs_commands(loaded({.services = R"({"web": {"live": {"attach": "http://10.0.0.5:1"}}})"})));

  const Scenario cleaned = loaded({.more = R"("commands": {"clean_up": {"run": ["x"]}})"});
  CHECK(why_no_faster(cleaned) == "it runs commands of your own");
}

TEST_CASE("placeholders are filled in and nothing else is", "[unit][scenario][own]") {
  const auto in_brackets = [](std::string_view name) { return "<" + std::string(name) + ">"; };

  CHECK(fill("--port=${port}:${a.url}", in_brackets) == "--port=<port>:<a.url>");
  CHECK(fill("$PATH $${port} $", in_brackets) == "$PATH ${port} $");
  CHECK(fill("${}", in_brackets) == "<>");
  CHECK(fill("a ${open", in_brackets) == "a ${open");
  CHECK(fill("${a}", [](std::string_view) { return "${b}"; }) == "${b}");
}

TEST_CASE("a placeholder that is not closed has no names", "[unit][scenario][own]") {
  CHECK(placeholders_in("${a} ${b") == std::nullopt);
  CHECK(placeholders_in("$${a} ${b.url}") == std::vector<std::string_view>{"b.url"});
  CHECK(placeholders_in("") == std::vector<std::string_view>{});
}

}  // namespace firedrill::tests
