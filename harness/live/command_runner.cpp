#include "harness/live/command_runner.hpp"

#include <cstdint>
#include <deque>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/live/own_launch.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::live {
namespace {

constexpr Duration command_grace = std::chrono::seconds{1};  // between SIGTERM and SIGKILL
constexpr Duration kill_patience = std::chrono::seconds{3};  // for the end of what was killed

}  // namespace

struct CommandRunner::State : std::enable_shared_from_this<State> {
  struct Command {
    ProcessSpec spec;
    std::filesystem::path log;
    Duration timeout{};
    Done done;
    std::uintmax_t log_from = 0;
    bool is_late = false;

    std::string name() const { return spec.arguments.front(); }
  };

  State(Scheduler& chosen_scheduler, Processes& chosen_processes)
      : scheduler(chosen_scheduler),
        processes(chosen_processes) {}

  void begin_next() {
    if (waiting.empty()) {
      return;
    }
    Command& command = waiting.front();
    const unsigned mine = ++number;
    std::error_code none;
    command.log_from = std::filesystem::file_size(command.log, none);
    command.log_from = none ? 0 : command.log_from;
    process = processes.spawn(command.spec,
                              {.started =
                                   [this, self = weak_from_this(), mine](const Result<int>& pid) {
                                     if (self.lock() && mine == number && !pid) {
                                       end({.outcome = Outcome::failed,
                                            .detail = pid.error().message,
                                            .could_not_run = true});
                                     }
                                   },
                               .ended =
                                   [this, self = weak_from_this(), mine](const ProcessEnd& how) {
                                     if (self.lock() && mine == number) {
                                       ended(how);
                                     }
                                   }});
    after(command.timeout, mine, [this, mine] { run_late(mine); });
  }

  void run_late(unsigned mine) {
    waiting.front().is_late = true;
    processes.signal(process, ProcessSignal::terminate);
    after(command_grace, mine, [this, mine] {
      processes.signal(process, ProcessSignal::kill);
      after(kill_patience, mine, [this] { ended({}); });
    });
  }

  void after(Duration delay, unsigned mine, Task task) {
    scheduler.after_wire(delay, [this, self = weak_from_this(), mine, task = std::move(task)] {
      if (self.lock() && mine == number && !waiting.empty()) {
        task();
      }
    });
  }

  void ended(const ProcessEnd& how) {
    const Command& command = waiting.front();
    CommandEnd result{.output = last_lines(command.log, command.log_from)};
    if (command.is_late) {
      result.outcome = Outcome::timed_out;
      result.detail =
          fmt::format("{} was not done within {}", command.name(), brief(command.timeout));
    } else if (how.exit_code != 0) {
      result.outcome = Outcome::refused;
      result.detail = fmt::format("{} {}", command.name(), to_string(how));
    }
    end(result);
  }

  void end(const CommandEnd& result) {
    ++number;
    const Done done = std::move(waiting.front().done);
    waiting.pop_front();
    begin_next();
    done(result);
  }

  Scheduler& scheduler;
  Processes& processes;
  std::deque<Command> waiting;  ///< the first one runs
  unsigned number = 0;          ///< counts; what is heard of an older one is no news
  ProcessNumber process{};
};

CommandRunner::CommandRunner(Scheduler& scheduler, Processes& processes)
    : state_(std::make_shared<State>(scheduler, processes)) {}

CommandRunner::~CommandRunner() {
  stop();
}

void CommandRunner::run(ProcessSpec spec,
                        const std::filesystem::path& log,
                        Duration timeout,
                        Done done) {
  spec.standard_output = log;
  spec.standard_error = log;
  spec.is_command = true;
  state_->waiting.push_back(
      {.spec = std::move(spec), .log = log, .timeout = timeout, .done = std::move(done)});
  if (state_->waiting.size() == 1) {
    state_->begin_next();
  }
}

void CommandRunner::stop() {
  if (!state_->waiting.empty()) {
    state_->processes.signal(state_->process, ProcessSignal::kill);
  }
  state_->waiting.clear();
  ++state_->number;
}

}  // namespace firedrill::live
