#include "harness/live/launch.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace firedrill::live {
namespace {

Error failure(std::string_view what, const std::filesystem::path& path, int error) {
  return {.code = ErrorCode::not_done,
          .message = fmt::format("cannot {} '{}': {}", what, path.native(), ::strerror(error))};
}

Result<Descriptor> open_output(const std::filesystem::path& path) {
  const int opened = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (opened < 0) {
    return failure("write to", path, errno);
  }
  return Descriptor{opened};
}

/// What execvp wants: pointers to the strings, and a null.
std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

/// What went wrong in the new process before it became the program.
struct Obstacle {
  bool is_folder = false;
  int error = 0;
};

/// What the new process needs to become the program.
struct Departure {
  const ProcessSpec& spec;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  int standard_output;  ///< negative: thrown away
  int standard_error;
  pid_t parent;
};

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Descriptor 0 leads nowhere already; no other may be opened here, there might be none left.
void set_standard_descriptors(const Departure& departure) {
  const int nothing = STDIN_FILENO;
  ::dup2(departure.standard_output < 0 ? nothing : departure.standard_output, STDOUT_FILENO);
  ::dup2(departure.standard_error < 0 ? nothing : departure.standard_error, STDERR_FILENO);
}

/// Returns only if something stands in the way.
Obstacle become(Departure& departure) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != departure.parent) {
    ::_exit(1);  // it had gone before it could be told to take us along
  }
  set_standard_descriptors(departure);
  reset_signals();
  const std::filesystem::path& folder = departure.spec.folder;
  if (!folder.empty() && ::chdir(folder.c_str()) != 0) {
    return {.is_folder = true, .error = errno};
  }
  ::environ = departure.environment.data();  // PATH too is the program's own
  ::execvp(departure.arguments.front(), departure.arguments.data());
  return {.error = errno};
}

/// Waits for the program, or for what kept it from being one.
Result<pid_t> arrival(pid_t pid, const ProcessSpec& spec, int news) {
  Obstacle obstacle;
  ssize_t size = 0;
  do {
    size = ::read(news, &obstacle, sizeof obstacle);
  } while (size < 0 && errno == EINTR);
  if (size == 0) {
    return pid;  // closed by exec
  }
  ::waitpid(pid, nullptr, 0);
  return obstacle.is_folder ? failure("enter", spec.folder, obstacle.error)
                            : failure("run", spec.arguments.front(), obstacle.error);
}

Result<pid_t> depart(Departure departure) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    return failure("run", departure.spec.arguments.front(), errno);
  }
  const Descriptor news{pipe[0]};
  Descriptor teller{pipe[1]};
  const pid_t pid = ::fork();
  if (pid < 0) {
    return failure("run", departure.spec.arguments.front(), errno);
  }
  if (pid == 0) {
    const Obstacle obstacle = become(departure);
    const ssize_t written = ::write(teller.number(), &obstacle, sizeof obstacle);
    ::_exit(written > 0 ? 127 : 126);
  }
  teller.close();
  return arrival(pid, departure.spec, news.number());
}

}  // namespace

Result<Launched> launch(const ProcessSpec& spec) {
  Launched launched;
  if (!spec.standard_output.empty()) {
    Result<Descriptor> opened = open_output(spec.standard_output);
    if (!opened) {
      return opened.error();
    }
    launched.standard_output = std::move(*opened);
  }
  const bool is_one_file = spec.standard_error == spec.standard_output;
  if (!is_one_file && !spec.standard_error.empty()) {
    Result<Descriptor> opened = open_output(spec.standard_error);
    if (!opened) {
      return opened.error();
    }
    launched.standard_error = std::move(*opened);
  }
  std::vector<std::string> arguments = spec.arguments;
  std::vector<std::string> environment = spec.environment;
  const Result<pid_t> pid =
      depart({.spec = spec,
              .arguments = pointers_to(arguments),
              .environment = pointers_to(environment),
              .standard_output = launched.standard_output.number(),
              .standard_error = is_one_file ? launched.standard_output.number()
                                            : launched.standard_error.number(),
              .parent = ::getpid()});
  if (!pid) {
    return pid.error();
  }
  launched.pid = *pid;
  return launched;
}

}  // namespace firedrill::live
