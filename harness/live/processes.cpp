#include "harness/live/processes.hpp"

#include <array>
#include <cerrno>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "harness/core/overloaded.hpp"

namespace firedrill::live {
namespace {

constexpr std::size_t longest_report = 8192;  // a reason quotes one path at most

Error refusal(std::string message) {
  return {.code = ErrorCode::not_done, .message = std::move(message)};
}

}  // namespace

/// Shared with what waits in the io_context and in the scheduler, which may outlive Processes.
struct Processes::State : std::enable_shared_from_this<State> {
  State(Scheduler& chosen, const Supervisor& supervisor, std::function<void()> lost)
      : scheduler(chosen),
        socket(chosen.io(), ::fcntl(supervisor.socket(), F_DUPFD_CLOEXEC, 0)),
        on_lost(std::move(lost)) {}

  void listen() {
    socket.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](const boost::system::error_code& error) {
                        if (!error && self->read_reports()) {
                          self->listen();
                        }
                      });
  }

  /// False: the supervisor is gone.
  bool read_reports() {
    std::array<char, longest_report> buffer{};
    for (;;) {
      const ssize_t size =
          ::recv(socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size > 0) {
        hear({buffer.data(), static_cast<std::size_t>(size)});
      } else if (size < 0 && errno == EINTR) {
        continue;
      } else if (size < 0 && (errno == EAGAIN)) {
        return true;
      } else {
        later([](State& state) { state.lose(); });
        return false;
      }
    }
  }

  void hear(std::string_view packet) {
    const std::optional<SupervisorReport> report = decode_report(packet);
    if (!report) {
      return;
    }
    std::visit(
        Overloaded{[this](const StartedReport& started) {
                     later([started](State& state) { state.started(started.number, started.pid); });
                   },
                   [this](const FailedReport& failed) {
                     later([failed](State& state) {
                       state.started(failed.number, refusal(failed.reason));
                     });
                   },
                   [this](const EndedReport& ended) {
                     later([ended](State& state) { state.ended(ended); });
                   }},
        *report);
  }

  /// Why a process cannot even be asked for; empty if it can.
  std::string obstacle_to(const ProcessSpec& spec, std::size_t request_bytes) const {
    if (spec.arguments.empty()) {
      return "cannot run an empty command";
    }
    const std::string& program = spec.arguments.front();
    if (is_lost) {
      return fmt::format("cannot run '{}': the supervisor of processes was killed", program);
    }
    if (request_bytes > process_limit::request_bytes) {
      return fmt::format("cannot run '{}': its arguments and environment take {} bytes, limit {}",
                         program,
                         request_bytes,
                         process_limit::request_bytes);
    }
    if (listeners.size() >= process_limit::processes) {
      return fmt::format("cannot run '{}': {} processes run already, the limit",
                         program,
                         process_limit::processes);
    }
    return {};
  }

  template <class Action>
  void later(Action action) {
    scheduler.post([self = weak_from_this(), action] {
      if (const auto state = self.lock()) {
        action(*state);
      }
    });
  }

  void started(ProcessNumber number, const Result<int>& result) {
    const auto found = listeners.find(number);
    if (found == listeners.end()) {
      return;
    }
    const auto heard = found->second.started;
    if (!result) {
      listeners.erase(found);
    }
    if (heard) {
      heard(result);
    }
  }

  void ended(const EndedReport& report) {
    const auto found = listeners.find(report.number);
    if (found == listeners.end()) {
      return;
    }
    const auto heard = std::move(found->second.ended);
    listeners.erase(found);
    if (heard) {
      heard(report.end);
    }
  }

  void lose() {
    is_lost = true;
    listeners.clear();
    if (const auto heard = std::exchange(on_lost, nullptr)) {
      heard();
    }
  }

  /// Requests wait for each other, and for a supervisor that is busy.
  void send(std::string packet) {
    outbox.push_back(std::move(packet));
    if (outbox.size() == 1) {
      empty_outbox();
    }
  }

  /// If the supervisor is gone, nothing can be sent, and listen() finds out.
  void empty_outbox() {
    while (!outbox.empty()) {
      const std::string& packet = outbox.front();
      const int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
      if (::send(socket.native_handle(), packet.data(), packet.size(), flags) < 0 &&
          errno == EAGAIN) {
        socket.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            if (!error) {
                              self->empty_outbox();
                            }
                          });
        return;
      }
      outbox.pop_front();
    }
  }

  Scheduler& scheduler;
  boost::asio::posix::stream_descriptor socket;
  std::function<void()> on_lost;
  bool is_lost = false;
  std::deque<std::string> outbox;
  std::uint32_t last_number = 0;
  std::map<ProcessNumber, ProcessListener> listeners;
};

Processes::Processes(Scheduler& scheduler,
                     const Supervisor& supervisor,
                     std::function<void()> on_lost)
    : state_(std::make_shared<State>(scheduler, supervisor, std::move(on_lost))) {
  state_->listen();
}

Processes::~Processes() {
  state_->socket.close();
}

ProcessNumber Processes::spawn(const ProcessSpec& spec, ProcessListener listener) {
  State& state = *state_;
  const ProcessNumber number{++state.last_number};
  std::string packet = encode(SpawnRequest{.number = number, .spec = spec});
  const std::string obstacle = state.obstacle_to(spec, packet.size());
  state.listeners.emplace(number, std::move(listener));
  if (obstacle.empty()) {
    state.send(std::move(packet));
  } else {
    state.later([number, obstacle](State& later) { later.started(number, refusal(obstacle)); });
  }
  return number;
}

void Processes::signal(ProcessNumber number, ProcessSignal signal) {
  if (state_->listeners.count(number) != 0) {
    state_->send(encode(SignalRequest{.number = number, .signal = signal}));
  }
}

void Processes::set_will(const ProcessSpec& spec, Duration timeout) {
  std::string packet = encode(WillRequest{.spec = spec, .timeout = timeout});
  if (packet.size() <= process_limit::request_bytes) {
    state_->send(std::move(packet));
  }
}

void Processes::drop_will() {
  state_->send(encode(WillRequest{}));
}

std::size_t Processes::size() const {
  return state_->listeners.size();
}

}  // namespace firedrill::live
