#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/cli/command_line.hpp"
#include "harness/cli/commands.hpp"
#include "harness/core/overloaded.hpp"

// The command line: parse, dispatch, exit code. What each command does is in harness/cli/; how a
// scenario is played is in harness/control/drill.cpp, which is the file to read next.

namespace {

using namespace firedrill;

/// Colours are for people: not for files, not where NO_COLOR (no-color.org) is set.
bool wants_color(const cli::CommandLine& line, int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const bool refused = line.no_color || (no_color != nullptr && *no_color != '\0');
  return !refused && ::isatty(descriptor) != 0;
}

/// As wide as the terminal, within what reads well; files always have the same width.
std::size_t columns_of_stdout() {
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) {
    return cli::Terminal{}.columns;
  }
  return std::clamp<std::size_t>(window.ws_col, 70, 140);
}

int say(const cli::Say& say) {
  (say.exit_code == 0 ? std::cout : std::cerr) << say.text;
  return say.exit_code;
}

int complete(const cli::CompletionCommand& command) {
  std::cout << cli::completion_script(command.shell);
  return cli::all_met;
}

}  // namespace

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may grow no more is a mistake to be told, as others
  const cli::CommandLine line =
      cli::parse_command_line(std::vector<std::string>(arguments + 1, arguments + count));
  const cli::Terminal terminal{.color = wants_color(line, STDOUT_FILENO),
                               .color_errors = wants_color(line, STDERR_FILENO),
                               .columns = columns_of_stdout()};
  const int code = std::visit(
      Overloaded{
          [](const cli::Say& command) { return say(command); },
          [&](const cli::RunCommand& command) { return cli::run(command, terminal); },
          [&](const cli::ValidateCommand& command) { return cli::validate(command, terminal); },
          [&](const cli::ListCommand& command) { return cli::list(command, terminal); },
          [&](const cli::RulesCommand& command) { return cli::rules(command, terminal); },
          [&](const cli::ReportCommand& command) { return cli::report(command, terminal); },
          [&](const cli::MockCommand& command) { return cli::mock(command, terminal); },
          [&](const cli::ProxyCommand& command) { return cli::serve_proxies(command, terminal); },
          [&](const cli::ImportCommand& command) { return cli::import_file(command, terminal); },
          [](const cli::PersonCommand& command) { return cli::take_part(command); },
          [](const cli::CompletionCommand& command) { return complete(command); }},
      line.command);
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "firedrill: cannot write to standard output\n";
    return cli::harness_failed;
  }
  return code;
}
