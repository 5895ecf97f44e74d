#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/live/processes.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/live/supervisor.hpp"
#include "tests/support/sanitized.hpp"

namespace firedrill::test {

/// Longer than anything takes on a busy machine: who waits so long has failed.
inline constexpr Duration patience = std::chrono::seconds{20} * tests::slower;

/// A supervisor, a scheduler and the processes of a run, as firedrill has them.
struct Supervised {
  explicit Supervised(Result<live::Supervisor> started = live::Supervisor::start())
      : supervisor(std::move(started)) {}

  Result<live::Supervisor> supervisor;
  live::Scheduler scheduler;
  bool lost = false;
  live::Processes processes{scheduler, *supervisor, [this] { lost = true; }};

  /// Runs the scheduler until `condition` holds. False: it never did.
  bool wait_until(const std::function<bool()>& condition) {
    const Instant end = scheduler.now() + patience;
    for (;;) {
      if (condition()) {
        return true;
      }
      if (scheduler.now() >= end) {
        return false;
      }
      scheduler.run_until(scheduler.now() + std::chrono::milliseconds{2});
    }
  }
};

/// One spawned process and what was heard of it.
class Spawned {
 public:
  Spawned(Supervised& run, const live::ProcessSpec& spec) : run_(run) {
    number_ =
        run.processes.spawn(spec,
                            {.started = [this](const Result<int>& result) { started_ = result; },
                             .ended = [this](const live::ProcessEnd& end) { end_ = end; }});
  }

  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  /// The pid, or why there is none.
  Result<int> started() {
    REQUIRE(run_.wait_until([this] { return started_.has_value(); }));
    return *started_;
  }

  live::ProcessEnd ended() {
    REQUIRE(run_.wait_until([this] { return end_.has_value(); }));
    return *end_;
  }

  bool has_ended() const { return end_.has_value(); }

  void signal(live::ProcessSignal signal) { run_.processes.signal(number_, signal); }

 private:
  Supervised& run_;
  live::ProcessNumber number_{};
  std::optional<Result<int>> started_;
  std::optional<live::ProcessEnd> end_;
};

inline std::string contents_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A shell script as a process. `mark` stands in its environment and in that of all it starts.
inline live::ProcessSpec script(const std::string& text, const std::string& mark = "none") {
  return {.arguments = {"/bin/sh", "-c", text},
          .environment = {"PATH=/usr/bin:/bin", "FIREDRILL_TEST_MARK=" + mark}};
}

/// All processes with that mark, ended ones left out.
std::vector<int> marked_processes(const std::string& mark);

/// The state of a process as /proc tells: 'S', 'T' (stopped), ...; 0 if there is none.
char state_of(int pid);

}  // namespace firedrill::test
