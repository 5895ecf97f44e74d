#include "harness/live/supervisor.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/live/descendants.hpp"
#include "harness/live/supervisor_loop.hpp"

namespace firedrill::live {
namespace {

constexpr Duration longest_second_clean_up = std::chrono::seconds{5};

Error failure(std::string_view what, std::string_view why) {
  return {.code = ErrorCode::not_done, .message = fmt::format("cannot {}: {}", what, why)};
}

Result<std::filesystem::path> make_folder() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) {
    return failure("find the folder for temporary files (TMPDIR)", error.message());
  }
  std::string name = (parent / "firedrill-XXXXXX").native();
  if (::mkdtemp(name.data()) == nullptr) {
    return failure(fmt::format("make a folder in '{}'", parent.native()), ::strerror(errno));
  }
  return std::filesystem::path{name};
}

}  // namespace

Result<Supervisor> Supervisor::start() {
  Result<std::filesystem::path> folder = make_folder();
  if (!folder) {
    return folder.error();
  }
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    const int error = errno;
    ::rmdir(folder->c_str());
    return failure("make a socket", ::strerror(error));
  }
  Descriptor ours{sockets[0]};
  Descriptor theirs{sockets[1]};
  become_subreaper();  // a second net, below the supervisor's
  const pid_t pid = ::fork();
  if (pid < 0) {
    const int error = errno;
    ::rmdir(folder->c_str());
    return failure("start a process", ::strerror(error));
  }
  if (pid == 0) {
    ours.close();
    ::_exit(supervise(theirs, *folder) ? 0 : 1);
  }
  Supervisor supervisor{pid, std::move(ours), std::move(*folder)};
  theirs.close();
  char ready = 0;
  ssize_t heard = 0;
  do {
    heard = ::recv(supervisor.socket(), &ready, 1, 0);
  } while (heard < 0 && errno == EINTR);  // the run itself looks whether it was interrupted
  if (heard <= 0) {
    return failure("start the supervisor", "it ended at once");
  }
  return supervisor;
}

Supervisor::Supervisor(pid_t pid, Descriptor socket, std::filesystem::path folder)
    : pid_(pid),
      socket_(std::move(socket)),
      folder_(std::move(folder)) {}

Supervisor::Supervisor(Supervisor&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      socket_(std::move(other.socket_)),
      folder_(std::move(other.folder_)) {}

Supervisor::~Supervisor() {
  end();
}

/// The second half is for a supervisor that was killed: then its children's children are ours.
bool Supervisor::end() {
  if (pid_ == 0) {
    return true;
  }
  ::shutdown(socket_.number(), SHUT_RDWR);  // whoever else holds it
  ::kill(pid_, SIGCONT);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return true;
  }
  const bool all_ended = end_descendants(longest_second_clean_up);
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  return all_ended && !error;
}

}  // namespace firedrill::live
