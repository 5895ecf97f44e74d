#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/live/process.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/live/supervisor.hpp"
#include "harness/live/supervisor_message.hpp"

namespace firedrill::live {

/// What the owner of a process hears, in tasks of the Scheduler: once `started` with the pid or the
/// reason why not ("cannot run './server': No such file or directory"); and once `ended`, if it had
/// started. Both may be empty. They may go on being called until Processes is gone.
struct ProcessListener {
  std::function<void(const Result<int>&)> started = {};
  std::function<void(const ProcessEnd&)> ended = {};
};

/// The processes of a run: asks the Supervisor, hears its reports on the Scheduler's thread.
/// Made after both and destroyed before them.
class Processes {
 public:
  /// `on_lost` is told once, in a task, if the supervisor is gone, and with it every process.
  Processes(Scheduler& scheduler, const Supervisor& supervisor, std::function<void()> on_lost);
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  /// Starts a program; process_limit says how many and how large.
  ProcessNumber spawn(const ProcessSpec& spec, ProcessListener listener);

  /// Signals a process and its process group; without effect once it has ended.
  void signal(ProcessNumber number, ProcessSignal signal);

  /// What the supervisor runs if firedrill dies before it has called drop_will(), with its own
  /// time limit and before anything but commands is killed. What is larger than process_limit
  /// allows is no will.
  void set_will(const ProcessSpec& spec, Duration timeout);
  void drop_will();

  /// How many have been asked for and have neither failed nor ended.
  std::size_t size() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace firedrill::live
