#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::live {

/// A program to be started, without a shell.
struct ProcessSpec {
  /// The program and its arguments; looked up in PATH of `environment` unless it contains a slash.
  std::vector<std::string> arguments;
  std::vector<std::string> environment = {};  ///< "NAME=value"; nothing is inherited
  std::filesystem::path folder = {};          ///< to run in; empty: firedrill's own
  /// Where its output is appended; empty: thrown away.
  std::filesystem::path standard_output = {};
  std::filesystem::path standard_error = {};  ///< may be the same file
  /// A command that changes things, not a service: killed before a will is carried out.
  bool is_command = false;
};

/// What a run may ask for. Nobody needs more; who does has a loop.
namespace process_limit {
/// Processes of one run that live at the same time, their own children not counted.
inline constexpr std::size_t processes = 500;
/// Bytes of one request: arguments, environment, paths. Half of what a socket takes at once.
inline constexpr std::size_t request_bytes = 100'000;
/// A file of output that has grown beyond this is emptied, so that a chatty service cannot fill
/// the disk; its last bytes are what people look for.
inline constexpr std::uintmax_t output_bytes = 64 << 20U;
}  // namespace process_limit

/// How a process ended: exactly one of both is set.
struct ProcessEnd {
  std::optional<int> exit_code = {};
  std::optional<int> signal = {};

  bool operator==(const ProcessEnd&) const = default;
};

/// "exited with 3", "killed by signal 9 (Killed)".
std::string to_string(const ProcessEnd& end);

/// What can be done to a process, and to what it has started in its process group.
enum class ProcessSignal : std::uint8_t {
  terminate,  ///< SIGTERM
  kill,       ///< SIGKILL
  stop,       ///< SIGSTOP: it hangs, the kernel still accepts its connections
  go_on       ///< SIGCONT
};

}  // namespace firedrill::live
