#include "harness/live/descendants.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace firedrill::live {
namespace {

/// How long to wait for killed processes before looking again.
constexpr auto between_rounds = std::chrono::milliseconds{1};

constexpr std::size_t longest_stat = 4096;  ///< bytes; it is 52 numbers and a name of 16 bytes

std::optional<pid_t> number_in(std::string_view text) {
  pid_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end != text.data() ? std::optional{number} : std::nullopt;
}

/// The parent of a process that has not ended. Source: proc(5), /proc/[pid]/stat: pid, (name),
/// state, ppid; the name may itself contain spaces and parentheses.
std::optional<pid_t> parent_of(const std::filesystem::path& folder) {
  std::ifstream file{folder / "stat"};
  std::string text(longest_stat, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));  // of one gone meanwhile: none
  text.resize(static_cast<std::size_t>(file.gcount()));
  const std::size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos || name_end + 4 >= text.size()) {
    return std::nullopt;
  }
  const char state = text[name_end + 2];
  return state == 'Z' || state == 'X' ? std::nullopt
                                      : number_in(std::string_view{text}.substr(name_end + 4));
}

std::multimap<pid_t, pid_t> children_by_parent() {
  std::multimap<pid_t, pid_t> children;
  std::error_code error;
  std::filesystem::directory_iterator entry{"/proc", error};
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    const std::optional<pid_t> pid = number_in(entry->path().filename().native());
    const std::optional<pid_t> parent = pid ? parent_of(entry->path()) : std::nullopt;
    if (parent) {
      children.emplace(*parent, *pid);
    }
  }
  return children;
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t ancestor) {
  const std::multimap<pid_t, pid_t> children = children_by_parent();
  std::vector<pid_t> found{ancestor};
  for (std::size_t next = 0; next < found.size(); ++next) {
    const auto [first, last] = children.equal_range(found[next]);
    for (auto child = first; child != last; ++child) {
      found.push_back(child->second);
    }
  }
  found.erase(found.begin());
  return found;
}

bool become_subreaper() {
  return ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/// All are stopped before the first is killed, so that none answers a death with a new process.
bool end_descendants(Duration limit) {
  const auto give_up_at = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < give_up_at) {
    const std::vector<pid_t> alive = descendants_of(::getpid());
    for (const int signal : {SIGSTOP, SIGKILL}) {
      for (const pid_t pid : alive) {
        ::kill(pid, signal);
      }
    }
    pid_t reaped = 0;
    do {
      reaped = ::waitpid(-1, nullptr, WNOHANG);
    } while (reaped > 0);
    if (reaped < 0 && errno == ECHILD) {
      return true;  // orphans become children of ours, so no child means no descendant
    }
    std::this_thread::sleep_for(between_rounds);
  }
  return false;
}

}  // namespace firedrill::live
