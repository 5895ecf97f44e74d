// Nothing of a run survives it, however firedrill ends.
#include "harness/live/supervisor.hpp"

#include <csignal>
#include <string>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/supervised.hpp"

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// Starts a child, a grandchild in a session of its own, an orphan by a double fork, one that
/// ignores signals and one that is stopped: what people's scripts do, and worse.
const std::string family_script =
    "setsid sleep 600 & "
    "(setsid sh -c 'sleep 600 & exec sleep 600' &) ; "
    "(trap '' TERM HUP INT; while :; do sleep 600; done) & "
    "sleep 600 & kill -STOP $! ; "
    "wait";
constexpr std::size_t family_size = 7;

bool is_complete(const std::string& mark) {
  return marked_processes(mark).size() >= family_size;
}

/// Another process that does as firedrill does; its pid. It writes its folder's path into `news`.
pid_t fork_firedrill(const std::string& mark, int news) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    Supervised run;
    run.processes.spawn(script(family_script, mark), {});
    const std::string folder = run.supervisor->folder();
    if (::write(news, folder.data(), folder.size()) > 0) {
      run.wait_until([] { return false; });
    }
    ::_exit(1);
  }
  return pid;
}

}  // namespace

TEST_CASE("the end of a run leaves no process and no folder", "[live][supervisor]") {
  Supervised run;
  const std::filesystem::path folder = run.supervisor->folder();
  std::ofstream{folder / "file"} << "text";
  Spawned family{run, script(family_script, "ordinary")};
  REQUIRE(run.wait_until([] { return is_complete("ordinary"); }));

  CHECK(run.supervisor->end());

  CHECK(marked_processes("ordinary").empty());
  CHECK_FALSE(std::filesystem::exists(folder));
  CHECK(run.supervisor->end());
}

TEST_CASE("when firedrill is killed, nothing of its run survives", "[live][supervisor]") {
  int news[2] = {};
  REQUIRE(::pipe(news) == 0);
  const pid_t firedrill = fork_firedrill("orphaned", news[1]);
  char buffer[4096] = {};
  const ssize_t size = ::read(news[0], buffer, sizeof buffer);
  REQUIRE(size > 0);
  const std::filesystem::path folder{std::string(buffer, static_cast<std::size_t>(size))};
  Supervised bystander;
  REQUIRE(bystander.wait_until([] { return is_complete("orphaned"); }));
  CHECK(std::filesystem::exists(folder));

  ::kill(firedrill, SIGKILL);
  ::waitpid(firedrill, nullptr, 0);

  CHECK(bystander.wait_until([] { return marked_processes("orphaned").empty(); }));
  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(folder); }));
  ::close(news[0]);
  ::close(news[1]);
}

TEST_CASE("a program that forks all the time is ended all the same", "[live][supervisor]") {
  Supervised run;
  Spawned process{run, script("while :; do sleep 600 & sleep 0.002; done", "breeding")};
  REQUIRE(run.wait_until([] { return marked_processes("breeding").size() > 20; }));

  CHECK(run.supervisor->end());

  CHECK(marked_processes("breeding").empty());
}

TEST_CASE("two runs side by side do not disturb each other", "[live][supervisor]") {
  Supervised first;
  Supervised second;
  Spawned one{first, script(family_script, "run-one")};
  Spawned two{second, script(family_script, "run-two")};
  REQUIRE(first.wait_until([] { return is_complete("run-one") && is_complete("run-two"); }));
  CHECK(first.supervisor->folder() != second.supervisor->folder());

  CHECK(first.supervisor->end());

  CHECK(marked_processes("run-one").empty());
  CHECK(is_complete("run-two"));
  CHECK_FALSE(two.has_ended());
  CHECK(Spawned{second, script("exit 3")}.ended().exit_code == 3);
}

TEST_CASE("if the supervisor is killed, firedrill hears of it and cleans up itself",
          "[live][supervisor]") {
  Supervised run;
  const std::filesystem::path folder = run.supervisor->folder();
  Spawned family{run, script(family_script, "unsupervised")};
  const int pid = *family.started();
  REQUIRE(run.wait_until([] { return is_complete("unsupervised"); }));

  ::kill(run.supervisor->pid(), SIGKILL);
  CHECK(run.wait_until([&] { return run.lost; }));
  CHECK(run.wait_until([&] { return state_of(pid) == 'Z'; }));  // ours to reap, in end()
  const Result<int> late = Spawned{run, script("exit 0")}.started();
  CHECK(run.supervisor->end());

  CHECK_FALSE(late);
  CHECK(marked_processes("unsupervised").empty());
  CHECK_FALSE(std::filesystem::exists(folder));
}

TEST_CASE("a terminal's Ctrl-C, a hang-up and SIGTERM do not reach the supervisor",
          "[live][supervisor]") {
  Supervised run;
  CHECK(::getsid(run.supervisor->pid()) != ::getsid(0));

  for (const int signal : {SIGINT, SIGHUP, SIGTERM, SIGQUIT}) {
    ::kill(run.supervisor->pid(), signal);
  }

  CHECK(Spawned{run, script("exit 3")}.ended().exit_code == 3);
  CHECK_FALSE(run.lost);
}

TEST_CASE("a supervisor that somebody stopped still cleans up at the end", "[live][supervisor]") {
  Supervised run;
  Spawned family{run, script(family_script, "frozen")};
  REQUIRE(run.wait_until([] { return is_complete("frozen"); }));

  ::kill(run.supervisor->pid(), SIGSTOP);
  CHECK(run.supervisor->end());

  CHECK(marked_processes("frozen").empty());
}
