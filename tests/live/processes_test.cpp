// Starting, signalling and hearing of real processes.
#include "harness/live/processes.hpp"

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "tests/live/supervised.hpp"

using namespace firedrill;
using namespace firedrill::test;
using live::ProcessEnd;
using live::ProcessSignal;

TEST_CASE("a process is started, and its exit code is heard", "[live][process]") {
  Supervised run;
  Spawned good{run, script("exit 0")};
  Spawned bad{run, script("exit 3")};

  CHECK(good.started());
  CHECK(good.ended() == ProcessEnd{.exit_code = 0, .signal = {}});
  CHECK(bad.ended() == ProcessEnd{.exit_code = 3, .signal = {}});
  CHECK(to_string(bad.ended()) == "exited with 3");
  CHECK(run.processes.size() == 0);
}

TEST_CASE("output lands in files, behind what they held", "[live][process]") {
  Supervised run;
  const auto out = run.supervisor->folder() / "out";
  const auto both = run.supervisor->folder() / "both";
  for (const std::string word : {"first", "second"}) {
    live::ProcessSpec spec = script("echo " + word + "; echo wrong >&2");
    spec.standard_output = out;
    Spawned{run, spec}.ended();
  }
  live::ProcessSpec spec = script("echo a; echo b >&2; echo c");
  spec.standard_output = both;
  spec.standard_error = both;
  Spawned{run, spec}.ended();

  CHECK(contents_of(out) == "first\nsecond\n");
  CHECK(contents_of(both) == "a\nb\nc\n");
}

TEST_CASE("a process that writes too much loses the older part, not the disk", "[live][process]") {
  Supervised run;
  const auto out = run.supervisor->folder() / "out";
  live::ProcessSpec spec = script("head -c 70000000 /dev/zero");
  spec.standard_output = out;

  Spawned{run, spec}.ended();

  CHECK(contents_of(out) == "[firedrill: older output thrown away]\n");
}

TEST_CASE("a process gets the folder, the environment and the descriptors of its own, only those",
          "[live][process]") {
  Supervised run;
  const auto out = run.supervisor->folder() / "out";
  live::ProcessSpec spec = script("pwd; env | grep -v -e PWD -e _= | sort; echo /proc/self/fd/*");
  spec.folder = "/usr";
  spec.standard_output = out;

  Spawned{run, spec}.ended();

  CHECK(contents_of(out) ==
        "/usr\nFIREDRILL_TEST_MARK=none\nPATH=/usr/bin:/bin\n"
        "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3\n");  // 3: the list itself
}

TEST_CASE("a program is looked up in its own PATH", "[live][process]") {
  Supervised run;
  const auto tool = run.supervisor->folder() / "tool";
  std::ofstream{tool} << "#!/bin/sh\nexit 5\n";
  std::filesystem::permissions(tool, std::filesystem::perms::owner_all);

  Spawned found{
      run, {.arguments = {"tool"}, .environment = {"PATH=" + run.supervisor->folder().native()}}};
  Spawned lost{run, {.arguments = {"tool"}, .environment = {"PATH=/usr/bin:/bin"}}};

  CHECK(found.ended().exit_code == 5);
  CHECK_FALSE(lost.started());
}

TEST_CASE("what cannot be started is refused with the reason", "[live][process]") {
  Supervised run;
  live::ProcessSpec no_folder = script("exit 0");
  no_folder.folder = "/nowhere";
  live::ProcessSpec no_output = script("exit 0");
  no_output.standard_output = "/nowhere/out";

  const struct {
    live::ProcessSpec spec;
    std::string reason;
  } cases[] = {
      {{.arguments = {"/no/such/program"}},
       "cannot run '/no/such/program': No such file or directory"},
      {{.arguments = {"/etc/passwd"}}, "cannot run '/etc/passwd': Permission denied"},
      {no_folder, "cannot enter '/nowhere': No such file or directory"},
      {no_output, "cannot write to '/nowhere/out': No such file or directory"},
      {{.arguments = {}}, "cannot run an empty command"},
      {{.arguments = {"/bin/true", std::string(100'000, 'x')}},
       "cannot run '/bin/true': its arguments and environment take 100028 bytes, limit 100000"},
  };

  for (const auto& refused : cases) {
    const Result<int> started = Spawned{run, refused.spec}.started();
    REQUIRE_FALSE(started);
    CHECK(started.error().message == refused.reason);
    CHECK(started.error().code == ErrorCode::not_done);
  }
  CHECK(run.processes.size() == 0);
}

TEST_CASE("no descriptor left is a refusal, and the next process is served again",
          "[live][process]") {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{.rlim_cur = 8, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  Result<live::Supervisor> supervisor = live::Supervisor::start();
  ::setrlimit(RLIMIT_NOFILE, &before);
  Supervised run{std::move(supervisor)};
  live::ProcessSpec spec = script("sleep 60");
  spec.standard_output = run.supervisor->folder() / "out";
  Spawned first{run, spec};
  CHECK(first.started());
  Spawned second{run, spec};

  const Result<int> refused = second.started();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("Too many open files") != std::string::npos);
  first.signal(ProcessSignal::kill);
  first.ended();

  CHECK(Spawned{run, script("exit 0")}.started());
}

TEST_CASE("a process can be ended, and killed though it will not hear", "[live][process]") {
  Supervised run;
  Spawned polite{run, script("exec sleep 60")};
  Spawned deaf{run, script("trap '' TERM; while :; do sleep 0.01; done")};
  REQUIRE(polite.started());
  REQUIRE(deaf.started());

  polite.signal(ProcessSignal::terminate);
  deaf.signal(ProcessSignal::kill);

  CHECK(polite.ended() == ProcessEnd{.exit_code = {}, .signal = SIGTERM});
  CHECK(deaf.ended() == ProcessEnd{.exit_code = {}, .signal = SIGKILL});
  CHECK(to_string(deaf.ended()) == "killed by signal 9 (Killed)");
}

TEST_CASE("a stopped process hangs, with those it started, until it goes on", "[live][process]") {
  Supervised run;
  Spawned process{run, script("sleep 60 & wait", "stopped")};
  const Result<int> pid = process.started();
  REQUIRE(pid);
  REQUIRE(run.wait_until([] { return marked_processes("stopped").size() == 2; }));
  const std::vector<int> family = marked_processes("stopped");
  const auto all_are = [&](char state) {
    return std::all_of(
        family.begin(), family.end(), [&](int member) { return state_of(member) == state; });
  };

  process.signal(ProcessSignal::stop);
  CHECK(run.wait_until([&] { return all_are('T'); }));
  CHECK_FALSE(process.has_ended());
  process.signal(ProcessSignal::go_on);
  CHECK(run.wait_until([&] { return all_are('S'); }));
  process.signal(ProcessSignal::stop);
  process.signal(ProcessSignal::kill);

  CHECK(process.ended().signal == SIGKILL);
  CHECK(run.wait_until([] { return marked_processes("stopped").empty(); }));
}

TEST_CASE("a signal to a process that has ended reaches nobody", "[live][process]") {
  Supervised run;
  Spawned process{run, script("exit 0")};
  process.ended();

  process.signal(ProcessSignal::kill);

  CHECK(Spawned{run, script("exit 4")}.ended().exit_code == 4);
  CHECK_FALSE(run.lost);
}

TEST_CASE("as many processes as may run at once are all heard of, one more is refused",
          "[live][process]") {
  Supervised run;
  std::size_t ended = 0;
  constexpr std::size_t many = live::process_limit::processes;
  for (std::size_t i = 0; i < many; ++i) {
    run.processes.spawn({.arguments = {"/bin/true"}},
                        {.ended = [&](const ProcessEnd& end) { ended += end.exit_code == 0; }});
  }
  Spawned beyond{run, script("exit 0")};

  CHECK(beyond.started().error().message ==
        "cannot run '/bin/sh': 500 processes run already, the limit");
  CHECK(run.wait_until([&] { return ended == many; }));
  CHECK(run.processes.size() == 0);
}
