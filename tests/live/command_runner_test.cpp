// Commands of the user's own, with real processes.
#include "harness/live/command_runner.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/live/supervised.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::test;
using live::CommandEnd;

namespace {

struct Commanded {
  Supervised run;
  live::CommandRunner commands{run.scheduler, run.processes};
  std::vector<CommandEnd> ends;

  void ask(live::ProcessSpec spec, Duration timeout = patience) {
    commands.run(std::move(spec),
                 run.supervisor->folder() / "command.log",
                 timeout,
                 [this](const CommandEnd& end) { ends.push_back(end); });
  }

  CommandEnd last(std::size_t count = 1) {
    REQUIRE(run.wait_until([&] { return ends.size() == count; }));
    return ends.back();
  }
};

}  // namespace

TEST_CASE("a command that exits with 0 is done, and what it wrote is told", "[live][command]") {
  Commanded fixture;

  fixture.ask(script("echo one; echo two >&2"));
  const CommandEnd end = fixture.last();

  CHECK(end.outcome == Outcome::ok);
  CHECK(end.detail.empty());
  CHECK(end.output == "one\ntwo");
}

TEST_CASE("a command that exits with anything else is refused", "[live][command]") {
  Commanded fixture;

  fixture.ask(script("echo no >&2; exit 3"));
  const CommandEnd end = fixture.last();

  CHECK(end.outcome == Outcome::refused);
  CHECK(end.detail == "/bin/sh exited with 3");
  CHECK(end.output == "no");
  CHECK_FALSE(end.could_not_run);
}

TEST_CASE("a command that a signal ends is refused", "[live][command]") {
  Commanded fixture;

  fixture.ask(script("kill -9 $$"));

  CHECK(fixture.last().outcome == Outcome::refused);
  CHECK(fixture.last().detail == "/bin/sh killed by signal 9 (Killed)");
}

TEST_CASE("a command that is not there is firedrill's trouble", "[live][command]") {
  Commanded fixture;

  fixture.ask({.arguments = {"/no/such/script"}});
  const CommandEnd end = fixture.last();

  CHECK(end.could_not_run);
  CHECK(end.outcome == Outcome::failed);
  CHECK(end.detail == "cannot run '/no/such/script': No such file or directory");
}

TEST_CASE("a command that is late is ended, gently at first", "[live][command]") {
  Commanded fixture;

  fixture.ask(script("trap 'echo tidied; exit 0' TERM; while :; do sleep 0.01; done"), 200ms);
  const CommandEnd end = fixture.last();

  CHECK(end.outcome == Outcome::timed_out);
  CHECK(end.detail == "/bin/sh was not done within 200ms");
  CHECK(end.output.ends_with("tidied"));
}

TEST_CASE("a command that does not want to end is killed with its children", "[live][command]") {
  const std::string mark = "stubborn-command";
  Commanded fixture;

  fixture.ask(script("trap '' TERM; sleep 1000 & sleep 1000", mark), 100ms);

  CHECK(fixture.last().outcome == Outcome::timed_out);
  CHECK(fixture.run.wait_until([&] { return marked_processes(mark).empty(); }));
}

TEST_CASE("commands run one after the other and tell what is their own", "[live][command]") {
  Commanded fixture;

  fixture.ask(script("sleep 0.05; echo first"));
  fixture.ask(script("echo second; exit 1"));
  fixture.ask(script("true"));
  fixture.last(3);

  CHECK(fixture.ends[0].output == "first");
  CHECK(fixture.ends[1].output == "second");
  CHECK(fixture.ends[1].outcome == Outcome::refused);
  CHECK(fixture.ends[2].output.empty());
  CHECK(fixture.ends[2].outcome == Outcome::ok);
}

TEST_CASE("nobody hears of commands that were stopped, and new ones run", "[live][command]") {
  const std::string mark = "stopped-command";
  Commanded fixture;
  fixture.ask(script("sleep 1000", mark));
  fixture.ask(script("echo never"));
  REQUIRE(fixture.run.wait_until([&] { return !marked_processes(mark).empty(); }));

  fixture.commands.stop();
  fixture.ask(script("echo clean"));

  CHECK(fixture.last().output == "clean");
  CHECK(fixture.run.wait_until([&] { return marked_processes(mark).empty(); }));
  CHECK(fixture.ends.size() == 1);
}
