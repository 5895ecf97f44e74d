#include "harness/cli/command_line.hpp"

#include <utility>

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

TEST_CASE("scenarios are listed from where the user keeps them, other lists take no file",
          "[unit][cli]") {
  CHECK(parsed<ListCommand>({"list", "scenarios", "drills", "x.json"}).paths ==
        std::vector<std::string>{"drills", "x.json"});
  CHECK_THAT(parsed<Say>({"list", "faults", "drills"}).text,
             Contains("\"drills\" is one argument too many"));
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
  CHECK(parse_command_line({"--no-color", "run", "a.json"}).no_color);
  CHECK(parse_command_line({"run", "a.json", "--no-color"}).no_color);
  CHECK_FALSE(parse_command_line({"run", "a.json"}).no_color);
}

TEST_CASE("a seed is any number of 64 bits and nothing else", "[unit][cli]") {
  CHECK(parsed<RunCommand>({"run", "a", "--seed", "0"}).seed == 0);
  CHECK(parsed<RunCommand>({"run", "a", "--seed=18446744073709551615"}).seed == UINT64_MAX);
  for (const char* word :
       {"-1", "-5", "+1", "1.0", "1e3", "0x10", " 1", "", "18446744073709551616"}) {
    CAPTURE(word);
    const auto say = parsed<Say>({"run", "a", "--seed", word});
    CHECK(say.exit_code == 2);
    CHECK_THAT(say.text, !Contains("has no option"));
  }
}

TEST_CASE("a number behind an option is its value, not an option", "[unit][cli]") {
  CHECK_THAT(parsed<Say>({"run", "a", "--jobs", "-3"}).text,
             Contains("--jobs") && !Contains("no option -3"));
}

TEST_CASE("jobs are 1 to 256", "[unit][cli]") {
  CHECK(parsed<RunCommand>({"run", "a"}).jobs == 1);
  CHECK(parsed<RunCommand>({"run", "a", "--jobs", "256"}).jobs == 256);
  CHECK(parsed<Say>({"run", "a", "--jobs", "257"}).exit_code == 2);
}

TEST_CASE("each command takes its own arguments", "[unit][cli]") {
  CHECK(parsed<ValidateCommand>({"validate", "a", "b"}).paths ==
        std::vector<std::string>{"a", "b"});
  CHECK(parsed<ListCommand>({"list", "events"}).what == "events");
  CHECK_FALSE(parsed<ListCommand>({"list", "events"}).markdown);
  CHECK(parsed<ListCommand>({"list", "events", "--markdown"}).markdown);
  CHECK(parsed<ReportCommand>({"report", "out"}).format == "text");
  CHECK(parsed<ReportCommand>({"report", "out", "--format", "junit"}).format == "junit");
  CHECK(parsed<CompletionCommand>({"completion", "fish"}).shell == "fish");
  CHECK(parsed<Say>({"list", "events", "faults"}).exit_code == 2);
  CHECK(parsed<Say>({"report", "out", "other"}).exit_code == 2);
  CHECK(parsed<MockCommand>({"mock", "auth", "--bind", "::1"}).bind == "::1");
  CHECK(parsed<Say>({"mock", "auth", "--bind", "localhost"}).exit_code == 2);
}

TEST_CASE("what a human does in a run names the run and the human", "[unit][cli]") {
  const auto ack = parsed<PersonCommand>({"ack"});
  CHECK(ack.verb == "ack");
  CHECK(ack.what.empty());
  CHECK(ack.run == "out");
  const auto resolve = parsed<PersonCommand>({"resolve", "Down", "--run", "other", "--as", "anna"});
  CHECK(resolve.verb == "resolve");
  CHECK(resolve.what == "Down");
  CHECK(resolve.run == "other");
  CHECK(resolve.who == "anna");
  const auto act = parsed<PersonCommand>({"act", "undo", "--run", "http://a", "--token", "t"});
  CHECK(act.verb == "act");
  CHECK(act.what == "undo");
  CHECK(act.token == "t");
  CHECK(parsed<PersonCommand>({"note", "two words"}).what == "two words");
  for (const char* verb : {"act", "note"}) {
    CHECK(parsed<Say>({verb}).exit_code == 2);
  }
  CHECK(parsed<Say>({"ack", "one", "two"}).exit_code == 2);
}

TEST_CASE("a file may be named like an option behind two dashes", "[unit][cli]") {
  CHECK(parsed<RunCommand>({"run", "--", "--seed"}).paths == std::vector<std::string>{"--seed"});
}

TEST_CASE("a command is not taken from its beginning or in capitals", "[unit][cli]") {
  for (const char* word : {"val", "RUN", "Report", "li"}) {
    CHECK(parsed<Say>({word, "x"}).exit_code == 2);
  }
}

TEST_CASE("the help of a command has all of its options and those of all commands", "[unit][cli]") {
  const std::string help = parsed<Say>({"run", "--help"}).text;

  for (const char* option :
       {"--seed N", "--without ID", "--out DIR", "--jobs N", "--no-color", "FILE"}) {
    CHECK_THAT(help, Contains(option));
  }
  CHECK_THAT(parsed<Say>({"report", "-h"}).text, Contains("--format FORMAT"));
  CHECK_THAT(help, !Contains("--markdown"));
}
