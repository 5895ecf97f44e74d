#pragma once

#include <filesystem>

#include <sys/types.h>

#include "harness/core/result.hpp"
#include "harness/live/descriptor.hpp"

namespace firedrill::live {

/// A process beside firedrill's that starts all others of a run and outlives firedrill just long
/// enough to end them: whatever happens to firedrill, SIGKILL included, the supervisor sees its
/// socket close, runs what it was told to run then (Processes::set_will), kills every descendant
/// (setsid() and double forks do not help them) and removes the run's folder. It stands in a
/// session of its own, so Ctrl-C does not reach it. Should the supervisor itself be killed, its
/// children are killed by the kernel, and what they had started by end().
///
/// Out of its reach is what asks somebody else for a process: a container's daemon, systemd, at.
class Supervisor {
 public:
  /// Makes the run's folder and forks. Requires that this process has one thread, and no children
  /// of its own: end() kills all descendants.
  static Result<Supervisor> start();

  Supervisor(Supervisor&& other) noexcept;
  Supervisor& operator=(Supervisor&&) = delete;
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// Calls end().
  ~Supervisor();

  /// Ends every process of the run, removes its folder and waits until all that is done, some
  /// milliseconds, ten seconds at most. False: something is left. Later calls do nothing.
  bool end();

  /// For the run's temporary files; only its owner may look inside. Exists until end().
  const std::filesystem::path& folder() const { return folder_; }

  /// Where requests go and reports come from (supervisor_message.hpp).
  int socket() const { return socket_.number(); }

  pid_t pid() const { return pid_; }

 private:
  Supervisor(pid_t pid, Descriptor socket, std::filesystem::path folder);

  pid_t pid_;
  Descriptor socket_;
  std::filesystem::path folder_;
};

}  // namespace firedrill::live
