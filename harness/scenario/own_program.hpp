#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill {

/// A command of the user's own. Its texts may hold placeholders (placeholder.hpp), which are filled
/// in when it runs; no shell reads them.
struct OwnCommand {
  std::vector<std::string> arguments;  ///< the program first; never empty
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< beside firedrill's own
  std::string folder = {};  ///< to run in, relative to the scenario file; "": the file's own
};

/// How a program shows that it is ready; key "ready".
struct AcceptsConnections {};

struct AnswersHttp {
  std::string path;  ///< with a status below 400
};

struct WritesText {
  std::string text;  ///< to its standard output or error
};

using Readiness = std::variant<AcceptsConnections, AnswersHttp, WritesText>;

/// Where a program says which version it is; key "version".
struct VersionPage {
  std::string path;
  std::string pointer = {};  ///< into the JSON of the answer, RFC 6901; "": the whole body as text
};

struct VersionLabel {
  std::string metric;  ///< of the page with its metrics: build_info
  std::string label;
};

struct VersionProbe {
  std::variant<VersionPage, VersionLabel> source;
  /// How long after a change the new version may take to answer; wall time.
  Duration within = std::chrono::seconds{10};
};

/// What a program speaks to its callers; key "protocol".
enum class Protocol : std::uint8_t {
  http,
  tcp,  ///< anything else, of which firedrill knows only connections and bytes
};

/// Key "live" of a service or version: what runs in a live run in place of a mock. In virtual time
/// nothing of it is used.
struct OwnProgram {
  std::optional<OwnCommand> command = {};  ///< a process for each replica; none: `attach`
  /// Where it runs already: "http://127.0.0.1:8080", "tcp://127.0.0.1:5432".
  std::string attach = {};
  Protocol protocol = Protocol::http;
  std::uint16_t port = 0;  ///< that it listens at; 0: any free one, which it is told
  Readiness ready = AcceptsConnections{};
  Duration ready_within = std::chrono::seconds{30};  ///< wall time
  std::string metrics = "/metrics";                  ///< path; "" it has none, as with tcp
  std::optional<VersionProbe> version = {};
};

/// The actions that a command of the user's own can carry out.
enum class CommandedAction : std::uint8_t {
  deploy,
  rollback,
  restart
};

/// One of "commands": what runs in place of an action on a service.
struct ActionCommand {
  std::string service;
  CommandedAction action{};
  OwnCommand command;
  Duration timeout = std::chrono::minutes{10};  ///< wall time
};

/// "commands"."clean_up": runs at the end of each live run, however that ends.
struct CleanUpCommand {
  OwnCommand command;
  Duration timeout = std::chrono::minutes{10};  ///< wall time
};

struct OwnCommands {
  std::vector<ActionCommand> actions = {};
  std::optional<CleanUpCommand> clean_up = {};
};

}  // namespace firedrill
