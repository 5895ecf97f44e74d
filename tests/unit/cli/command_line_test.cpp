#include "harness/cli/command_line.hpp"

#include <catch2/catch.hpp>

using namespace firedrill::cli;
using Catch::Matchers::Contains;

namespace {

template <class Command>
Command parsed(std::vector<std::string> arguments) {
  const CommandLine line = parse_command_line(std::move(arguments));
  const Command* command = std::get_if<Command>(&line.command);
  REQUIRE(command != nullptr);
  return *command;
}

}  // namespace

TEST_CASE("run takes files, a seed, a step to leave out and a directory", "[unit][cli]") {
  const auto run = parsed<RunCommand>(
      {"run", "a.json", "b", "--seed", "7", "--without", "undo", "--out", "out", "--jobs", "2"});

  CHECK(run.paths == std::vector<std::string>{"a.json", "b"});
  CHECK(run.seed == 7);
  CHECK(run.without == "undo");
  CHECK(run.out == "out");
  CHECK(run.jobs == 2);
}

TEST_CASE("the seed is 1 unless one is given", "[unit][cli]") {
  CHECK(parsed<RunCommand>({"run", "a.json"}).seed == 1);
}

TEST_CASE("a mistyped option is named, with the one that was meant", "[unit][cli]") {
  const auto say = parsed<Say>({"run", "x.json", "--sede", "1"});

  CHECK(say.exit_code == 2);
  CHECK_THAT(say.text, Contains("no option --sede; did you mean \"--seed\"?"));
}

TEST_CASE("a mistyped command is named, with the one that was meant", "[unit][cli]") {
  const auto say = parsed<Say>({"rnu", "x.json"});

  CHECK(say.exit_code == 2);
  CHECK_THAT(say.text, Contains("no command \"rnu\"; did you mean \"run\"?"));
}

TEST_CASE("a missing argument is a mistake", "[unit][cli]") {
  CHECK(parsed<Say>({"run"}).exit_code == 2);
  CHECK(parsed<Say>({}).exit_code == 2);
  CHECK(parsed<Say>({"list", "falts"}).exit_code == 2);
  CHECK(parsed<Say>({"run", "a.json", "--jobs", "0"}).exit_code == 2);
  CHECK(parsed<Say>({"run", "a.json", "--seed", "x"}).exit_code == 2);
}

TEST_CASE("a word that is none of the choices is told the choices", "[unit][cli]") {
  CHECK_THAT(
      parsed<Say>({"list", "falts"}).text,
      Contains("\"falts\" is none of faults, actions") && Contains("did you mean \"faults\"?"));
  CHECK_THAT(parsed<Say>({"report", "x", "--format", "xml"}).text, Contains("none of text, json"));
}

TEST_CASE("help shows examples before options", "[unit][cli]") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"run", "--help"}, {"list", "--help"}}) {
    const auto say = parsed<Say>(arguments);
    CHECK(say.exit_code == 0);
    CHECK(say.text.find("  firedrill ") < say.text.find("Options:"));
  }
}

TEST_CASE("the version is told", "[unit][cli]") {
  CHECK_THAT(parsed<Say>({"--version"}).text, Catch::Matchers::StartsWith("firedrill 0."));
}

TEST_CASE("completions know every command and option", "[unit][cli]") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell);
    for (const char* word : {"run", "validate", "report", "seed", "without", "format", "faults"}) {
      CHECK_THAT(script, Contains(word));
    }
  }
}

TEST_CASE("options for all commands stand before or behind the command", "[unit][cli]") {
  CHECK(parse_command_line({"--quiet", "run", "a.json"}).quiet);
  CHECK(parse_command_line({"run", "a.json", "-q"}).quiet);
  CHECK(parse_command_line({"run", "a.json", "--no-color"}).no_color);
  CHECK_FALSE(parse_command_line({"run", "a.json"}).no_color);
}
