// Nothing of a run survives it, however firedrill ends.
#include "harness/live/supervisor.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/live/descendants.hpp"
#include "tests/live/supervised.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace std::chrono_literals;
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

/// Another process that does as firedrill does, until it is killed.
class OtherFiredrill {
 public:
  explicit OtherFiredrill(const std::function<void(Supervised&)>& begin) {
    int news[2] = {};
    REQUIRE(::pipe(news) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      Supervised run;
      begin(run);
      const std::string path = run.supervisor->folder();
      if (::write(news[1], path.data(), path.size()) > 0) {
        run.wait_until([] { return false; });
      }
      ::_exit(1);
    }
    char buffer[4096] = {};
    const ssize_t size = ::read(news[0], buffer, sizeof buffer);
    REQUIRE(size > 0);
    folder_ = std::string(buffer, static_cast<std::size_t>(size));
    ::close(news[0]);
    ::close(news[1]);
  }

  /// Of its run; gone when its supervisor has done its work.
  const std::filesystem::path& folder() const { return folder_; }

  void kill() const {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = 0;
  std::filesystem::path folder_;
};

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
  const OtherFiredrill firedrill(
      [](Supervised& run) { run.processes.spawn(script(family_script, "orphaned"), {}); });
  Supervised bystander;
  REQUIRE(bystander.wait_until([] { return is_complete("orphaned"); }));
  CHECK(std::filesystem::exists(firedrill.folder()));

  firedrill.kill();

  CHECK(bystander.wait_until([] { return marked_processes("orphaned").empty(); }));
  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(firedrill.folder()); }));
}

TEST_CASE("when firedrill is killed, its will is carried out while its services run",
          "[live][supervisor]") {
  const tests::TemporaryFolder folder;
  const auto names_its_pid = [&](const std::string& file) {
    return script("echo $$ > " + folder / (file + "-new") + "; mv " + folder / (file + "-new") +
                      " " + folder / file + "; exec sleep 600",
                  "will");
  };
  const OtherFiredrill firedrill([&](Supervised& run) {
    run.processes.spawn(names_its_pid("service"), {});
    live::ProcessSpec command = names_its_pid("command");
    command.is_command = true;
    run.processes.spawn(command, {});
    run.processes.set_will(script("echo an older will > " + folder / "out"), patience);
    live::ProcessSpec will = script("cd " + folder.path() +
                                    "; kill -0 $(cat service) && echo the service runs;"
                                    " kill -0 $(cat command) || echo the command does not");
    will.standard_output = folder / "out";
    run.processes.set_will(will, patience);
  });
  Supervised bystander;
  REQUIRE(bystander.wait_until([&] {
    return std::filesystem::exists(folder / "service") &&
           std::filesystem::exists(folder / "command");
  }));

  firedrill.kill();

  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(firedrill.folder()); }));
  CHECK(contents_of(folder / "out") == "the service runs\nthe command does not\n");
  CHECK(marked_processes("will").empty());
}

TEST_CASE("a will that takes too long is ended with everything else", "[live][supervisor]") {
  const OtherFiredrill firedrill(
      [](Supervised& run) { run.processes.set_will(script("sleep 600", "slow-will"), 100ms); });
  Supervised bystander;

  firedrill.kill();

  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(firedrill.folder()); }));
  CHECK(marked_processes("slow-will").empty());
}

TEST_CASE("a will that cannot be run keeps nothing from being ended", "[live][supervisor]") {
  const OtherFiredrill firedrill([](Supervised& run) {
    run.processes.spawn(script("sleep 600", "no-will"), {});
    run.processes.set_will({.arguments = {"/no/such/program"}}, patience);
  });
  Supervised bystander;
  REQUIRE(bystander.wait_until([] { return !marked_processes("no-will").empty(); }));

  firedrill.kill();

  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(firedrill.folder()); }));
  CHECK(marked_processes("no-will").empty());
}

TEST_CASE("a will that nobody has taken back is carried out at the end of a run too",
          "[live][supervisor]") {
  const tests::TemporaryFolder folder;
  Supervised run;
  run.processes.set_will(script("echo will > " + folder / "out"), patience);

  CHECK(run.supervisor->end());

  CHECK(contents_of(folder / "out") == "will\n");
}

TEST_CASE("a will that was taken back is not carried out", "[live][supervisor]") {
  const tests::TemporaryFolder folder;
  const OtherFiredrill firedrill([&](Supervised& run) {
    run.processes.set_will(script("echo will > " + folder / "out"), patience);
    run.processes.drop_will();
  });
  Supervised bystander;

  firedrill.kill();

  CHECK(bystander.wait_until([&] { return !std::filesystem::exists(firedrill.folder()); }));
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
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

TEST_CASE("a signal while the supervisor starts does not keep it from that", "[live][supervisor]") {
  struct sigaction noted {};

  struct sigaction before {};

  noted.sa_handler = [](int) {};  // without SA_RESTART: calls that wait are interrupted
  ::sigaction(SIGALRM, &noted, &before);
  itimerval often{.it_interval = {.tv_sec = 0, .tv_usec = 50},
                  .it_value = {.tv_sec = 0, .tv_usec = 50}};
  ::setitimer(ITIMER_REAL, &often, nullptr);

  int started = 0;
  for (int i = 0; i < 20; ++i) {
    started += live::Supervisor::start() ? 1 : 0;
  }

  often = {};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  CHECK(started == 20);
}

TEST_CASE("processes that end while they are looked at do no harm", "[live][supervisor]") {
  std::vector<pid_t> forkers(4);
  for (pid_t& forker : forkers) {
    forker = ::fork();
    while (forker == 0) {  // the next as soon as the last has gone
      if (const pid_t child = ::fork(); child == 0) {
        ::_exit(0);
      } else {
        ::waitpid(child, nullptr, 0);
      }
    }
  }

  const auto end = std::chrono::steady_clock::now() + 500ms;
  std::size_t least = forkers.size();
  while (std::chrono::steady_clock::now() < end) {
    least = std::min(least, live::descendants_of(::getpid()).size());
  }

  for (const pid_t forker : forkers) {
    ::kill(forker, SIGKILL);
    ::waitpid(forker, nullptr, 0);
  }
  CHECK(least == forkers.size());
}
