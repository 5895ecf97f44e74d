#include "harness/live/supervisor_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/core/overloaded.hpp"
#include "harness/live/descendants.hpp"
#include "harness/live/launch.hpp"
#include "harness/live/supervisor_message.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::live {
namespace {

constexpr auto between_size_checks = std::chrono::seconds{1};
constexpr int poll_timeout_ms = 1000;
constexpr int between_will_checks_ms = 50;
constexpr Duration longest_clean_up = std::chrono::seconds{10};

constexpr Duration will_grace = std::chrono::seconds{1};  // for what was told to end

struct Child {
  ProcessNumber number;
  bool is_command = false;
  Launched launched;
};

int number_of(ProcessSignal signal) {
  switch (signal) {
    case ProcessSignal::terminate:
      return SIGTERM;
    case ProcessSignal::kill:
      return SIGKILL;
    case ProcessSignal::stop:
      return SIGSTOP;
    case ProcessSignal::go_on:
      return SIGCONT;
  }
  return 0;
}

ProcessEnd end_of(int status) {
  return WIFEXITED(status) ? ProcessEnd{.exit_code = WEXITSTATUS(status), .signal = {}}
                           : ProcessEnd{.exit_code = {}, .signal = WTERMSIG(status)};
}

/// Files are appended to, so what is written next stands at the new end.
void empty_if_too_long(const Descriptor& file) {
  struct stat status {};

  if (file.is_open() && ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
      std::cmp_greater(status.st_size, process_limit::output_bytes)) {
    constexpr std::string_view note = "[firedrill: older output thrown away]\n";
    if (::ftruncate(file.number(), 0) == 0) {
      [[maybe_unused]] const ssize_t written = ::write(file.number(), note.data(), note.size());
    }
  }
}

void empty_if_too_long(const Child& child) {
  empty_if_too_long(child.launched.standard_output);
  empty_if_too_long(child.launched.standard_error);
}

class SupervisorLoop {
 public:
  explicit SupervisorLoop(Descriptor socket) : socket_(std::move(socket)) {
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &children, nullptr);
    deaths_ = Descriptor{::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK)};
  }

  void run() {
    while (is_wanted_) {
      std::array<pollfd, 2> sources{pollfd{.fd = socket_.number(), .events = POLLIN, .revents = 0},
                                    pollfd{.fd = deaths_.number(), .events = POLLIN, .revents = 0}};
      const int ready = ::poll(sources.data(), sources.size(), poll_timeout_ms);
      if (ready > 0 && sources[1].revents != 0) {
        reap();
      }
      if (ready > 0 && sources[0].revents != 0) {
        serve();
      }
      check_sizes();
    }
  }

  /// To be called after run(): nobody can take a will back any more. "", or what went wrong.
  std::string carry_out_will() {
    if (will_.spec.arguments.empty()) {
      return "";
    }
    end_commands();
    Result<Launched> launched = launch(will_.spec);
    if (!launched) {
      return launched.error().message;
    }
    const std::string& name = will_.spec.arguments.front();
    will_pid_ = launched->pid;
    children_.push_back({.number = {}, .launched = std::move(*launched)});
    const auto has_ended = [this] { return will_end_.has_value(); };
    if (!reap_until(has_ended, will_.timeout)) {
      ::kill(-will_pid_, SIGTERM);
      reap_until(has_ended, will_grace);
      return fmt::format("{} was not done within {}", name, brief(will_.timeout));
    }
    return will_end_->exit_code == 0 ? "" : name + " " + to_string(*will_end_);
  }

 private:
  void serve() {
    const ssize_t size = ::recv(socket_.number(), buffer_.data(), buffer_.size(), 0);
    if (size <= 0) {
      // A peer that died with reports unread is told once, before what it had still said.
      is_wanted_ = size < 0 && (errno == EINTR || errno == ECONNRESET);
      return;
    }
    const std::optional<SupervisorRequest> request =
        decode_request({buffer_.data(), static_cast<std::size_t>(size)});
    if (request) {
      std::visit(Overloaded{[this](const SpawnRequest& spawn) { start(spawn); },
                            [this](const SignalRequest& signal) { send_signal(signal); },
                            [this](const WillRequest& will) { will_ = will; }},
                 *request);
    }
  }

  void start(const SpawnRequest& request) {
    Result<Launched> launched = launch(request.spec);
    if (!launched) {
      tell(FailedReport{.number = request.number, .reason = launched.error().message});
      return;
    }
    tell(StartedReport{.number = request.number, .pid = launched->pid});
    children_.push_back({.number = request.number,
                         .is_command = request.spec.is_command,
                         .launched = std::move(*launched)});
  }

  /// A process that has ended is no longer known, so its pid, which may be another's by now, is
  /// never used.
  void send_signal(const SignalRequest& request) {
    for (const Child& child : children_) {
      if (child.number == request.number) {
        ::kill(-child.launched.pid, number_of(request.signal));
      }
    }
  }

  void reap() {
    signalfd_siginfo ignored{};
    while (::read(deaths_.number(), &ignored, sizeof ignored) > 0) {
    }
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto child = std::find_if(children_.begin(), children_.end(), [&](const Child& known) {
        return known.launched.pid == pid;
      });
      if (child != children_.end()) {  // otherwise somebody's orphan
        empty_if_too_long(*child);
        if (pid == will_pid_) {
          will_end_ = end_of(status);
        }
        tell(EndedReport{.number = child->number, .end = end_of(status)});
        children_.erase(child);
      }
    }
  }

  /// So that what they do and what the will does never meet.
  void end_commands() {
    for (const Child& child : children_) {
      if (child.is_command) {
        ::kill(-child.launched.pid, SIGKILL);
      }
    }
    reap_until(
        [this] {
          return std::none_of(children_.begin(), children_.end(), [](const Child& child) {
            return child.is_command;
          });
        },
        will_grace);
  }

  /// Whether that came true within this time.
  template <class Condition>
  bool reap_until(Condition is_true, Duration limit) {
    const auto give_up_at = std::chrono::steady_clock::now() + limit;
    while (!is_true() && std::chrono::steady_clock::now() < give_up_at) {
      pollfd deaths{.fd = deaths_.number(), .events = POLLIN, .revents = 0};
      ::poll(&deaths, 1, between_will_checks_ms);
      reap();
      check_sizes();
    }
    return is_true();
  }

  void check_sizes() {
    const auto now = std::chrono::steady_clock::now();
    if (now - sizes_checked_ >= between_size_checks) {
      sizes_checked_ = now;
      std::for_each(
          children_.begin(), children_.end(), [](const Child& child) { empty_if_too_long(child); });
    }
  }

  /// That nobody listens any more is for serve() to find, behind the last that was said.
  void tell(const SupervisorReport& report) {
    const std::string packet = encode(report);
    [[maybe_unused]] const ssize_t sent =
        ::send(socket_.number(), packet.data(), packet.size(), MSG_NOSIGNAL);
  }

  Descriptor socket_;
  Descriptor deaths_;
  std::vector<Child> children_;
  WillRequest will_;
  pid_t will_pid_ = 0;
  std::optional<ProcessEnd> will_end_;
  std::chrono::steady_clock::time_point sizes_checked_{};
  std::vector<char> buffer_ = std::vector<char>(process_limit::request_bytes);
  bool is_wanted_ = true;
};

/// What a terminal or a runner of tests sends to end firedrill must not end the one who cleans up.
void ignore_signals() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTOU}) {
    ::signal(signal, SIG_IGN);
  }
}

/// Leaves standard error and the socket; whoever waits for the end of our output waits for us.
/// What else firedrill had open would stay open with us: another supervisor's socket, say.
Descriptor close_all_but(const Descriptor& socket) {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  constexpr int kept = STDERR_FILENO + 1;
  if (socket.number() != kept) {
    ::dup3(socket.number(), kept, O_CLOEXEC);
  }
  ::close_range(kept + 1, ~0U, 0);
  return Descriptor{kept};
}

void complain(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

bool supervise(const Descriptor& socket, const std::filesystem::path& folder) {
  ::setsid();
  ::prctl(PR_SET_NAME, "firedrill-care", 0, 0, 0);
  ignore_signals();
  const bool inherits = become_subreaper();
  Descriptor kept = close_all_but(socket);
  if (inherits && ::send(kept.number(), "ready", 5, MSG_NOSIGNAL) > 0) {
    SupervisorLoop loop{std::move(kept)};
    loop.run();
    if (const std::string wrong = loop.carry_out_will(); !wrong.empty()) {
      complain("firedrill: the run was killed, and cleaning up failed: " + wrong + "\n");
    }
  }
  const bool all_ended = end_descendants(longest_clean_up);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return inherits && all_ended && !error;
}

}  // namespace firedrill::live
