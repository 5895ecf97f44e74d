#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace firedrill::cli {

/// firedrill run
struct RunCommand {
  std::vector<std::string> paths;  ///< scenario files, or directories of them
  std::uint64_t seed = 1;
  std::string without = {};     ///< id of a step to leave out; "" none
  std::string out = {};         ///< directory for the reports; "" none
  unsigned jobs = 1;            ///< scenarios played at once
  bool live = false;            ///< with real processes
  std::string speed = {};       ///< of a live run: a number, "auto", or "" for auto
  bool allow_commands = false;  ///< of the user's own, in a live run
  std::string detector = {};    ///< of a live run: firedrill, external, or "": as the scenario says
};

/// firedrill validate
struct ValidateCommand {
  std::vector<std::string> paths;
};

/// firedrill list
struct ListCommand {
  std::string what;                     ///< faults, actions, scenarios, metrics, presets or events
  std::vector<std::string> paths = {};  ///< scenarios only: files or directories of them
  bool markdown = false;
};

/// firedrill rules
struct RulesCommand {
  std::string what;                ///< check, test, show or coverage
  std::vector<std::string> paths;  ///< rule files, files of tests, scenarios
  bool require_all = false;        ///< of coverage: each alerting rule shall fire
};

/// firedrill report
struct ReportCommand {
  std::string path;             ///< a journal, or the directory of one
  std::string format = "text";  ///< text, json, junit or markdown
};

/// firedrill mock
struct MockCommand {
  std::string kind;         ///< service, auth or pager
  std::string config = {};  ///< file; "" the defaults
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;    ///< 0: any free one
  std::string replica = {};  ///< file with an order of the live world; "" none
  bool tls = false;
  std::string ca_out = {};  ///< file for the certificate of the authority, with tls
  bool quiet = false;       ///< logs no requests
};

/// firedrill proxy
struct ProxyCommand {
  std::string host = "127.0.0.1";  ///< where the API listens
  std::uint16_t port = 8474;       ///< 0: any free one
  std::string config = {};         ///< file with proxies; "" none
  std::uint64_t seed = 1;
};

/// firedrill import
struct ImportCommand {
  std::string kind;         ///< of the file: toxiproxy
  std::string path;         ///< the file
  std::string output = {};  ///< file for the scenario; "": stdout
};

/// firedrill ack, resolve, act, note: what a human does in a live run that goes on.
struct PersonCommand {
  std::string verb;         ///< the command's name
  std::string what = {};    ///< incident (id or title; "" all), step or text
  std::string run = "out";  ///< directory of the run's reports, or its pager's URL
  std::string token = {};   ///< with a URL
  std::string who = {};     ///< "": the user's name
};

/// firedrill completion
struct CompletionCommand {
  std::string shell;  ///< bash, zsh or fish
};

/// Nothing to do but to print: help and version (exit code 0, stdout), or a mistake (2, stderr).
struct Say {
  std::string text;
  int exit_code = 0;
};

struct CommandLine {
  std::variant<Say,
               RunCommand,
               ValidateCommand,
               ListCommand,
               RulesCommand,
               ReportCommand,
               MockCommand,
               ProxyCommand,
               ImportCommand,
               PersonCommand,
               CompletionCommand>
      command;
  bool no_color = false;
};

/// Reads the arguments (without the program's own name). Mistakes come back as a Say, with "did you
/// mean" for options and commands.
CommandLine parse_command_line(std::vector<std::string> arguments);

/// The script that teaches a shell the commands and options; made from the same description.
std::string completion_script(const std::string& shell);

}  // namespace firedrill::cli
