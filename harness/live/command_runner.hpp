#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "harness/actions/outcome.hpp"
#include "harness/core/time.hpp"
#include "harness/live/processes.hpp"
#include "harness/live/scheduler.hpp"

namespace firedrill::live {

/// How a command of the user's own ended.
struct CommandEnd {
  Outcome outcome = Outcome::ok;  ///< refused: it exited with another code than 0; timed_out
  std::string detail = {};        ///< "./deploy.sh exited with 3", where it is not ok
  std::string output = {};        ///< its last lines
  bool could_not_run = false;     ///< it never began: firedrill's trouble, said in `detail`
};

/// Runs commands one after the other and in the order asked for: two that change the same service
/// at once would prove nothing.
class CommandRunner {
 public:
  using Done = std::function<void(const CommandEnd&)>;

  /// Both must outlive it.
  CommandRunner(Scheduler& scheduler, Processes& processes);
  ~CommandRunner();
  CommandRunner(const CommandRunner&) = delete;
  CommandRunner& operator=(const CommandRunner&) = delete;

  /// `log` is where the output is appended. What is not done after `timeout` of wall time is
  /// ended: SIGTERM, and SIGKILL a second later. `done` is called once, in a task.
  void run(ProcessSpec spec, const std::filesystem::path& log, Duration timeout, Done done);

  /// Leaves out what waits, and ends what runs; nobody hears of either.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace firedrill::live
