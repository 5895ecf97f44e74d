#include "harness/cli/own_commands.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/own_parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

/// What a shell needs no quotes for.
bool is_plain(char letter) {
  return is_word(letter) || std::string_view("./:=@%+,-").find(letter) != std::string_view::npos;
}

std::string shell_quoted(std::string_view argument) {
  if (!argument.empty() && std::all_of(argument.begin(), argument.end(), is_plain)) {
    return std::string(argument);
  }
  std::string quoted = "'";
  for (const char letter : argument) {
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

std::string line_of(const OwnCommand& command) {
  std::string line;
  for (const auto& [name, value] : command.environment) {
    line += fmt::format("{}={} ", name, shell_quoted(value));
  }
  for (const std::string& argument : command.arguments) {
    line += shell_quoted(argument) + " ";
  }
  line.pop_back();
  return command.folder.empty() ? line
                                : fmt::format("{}  (in {})", line, shell_quoted(command.folder));
}

using Named = std::vector<std::pair<std::string, std::string>>;

void add_service(const Service& service, Named& lines) {
  for (const Version& version : service.versions) {
    const bool is_elsewhere = version.live && is_on_another_machine(*version.live);
    if (is_elsewhere || (version.live && version.live->command)) {
      const std::string line = is_elsewhere
                                   ? fmt::format("(sends its traffic to {})", version.live->attach)
                                   : line_of(*version.live->command);
      if (lines.empty() || lines.back() != std::pair{service.name, line}) {
        lines.emplace_back(service.name, line);
      }
    }
  }
}

}  // namespace

std::string own_commands(const Scenario& scenario) {
  Named lines;
  for (const Service& service : scenario.services) {
    add_service(service, lines);
  }
  for (const ActionCommand& command : scenario.commands.actions) {
    lines.emplace_back(fmt::format("{}.{}", command.service, to_string(command.action)),
                       line_of(command.command));
  }
  if (scenario.commands.clean_up) {
    lines.emplace_back("clean_up", line_of(scenario.commands.clean_up->command));
  }
  std::size_t width = 0;
  for (const auto& [name, line] : lines) {
    width = std::max(width, name.size());
  }
  std::string text;
  for (const auto& [name, line] : lines) {
    text += fmt::format("  {:<{}}  {}\n", name, width, escape_terminal(line));
  }
  return text;
}

std::string check_allowed(const std::vector<Scenario>& scenarios, bool allowed) {
  std::string text;
  for (const Scenario& scenario : scenarios) {
    const std::string commands = allowed ? "" : own_commands(scenario);
    if (!commands.empty()) {
      const std::string folder = std::filesystem::path(scenario.file).parent_path().string();
      text += fmt::format("{}{} would run these commands on this machine, in {}:\n{}",
                          text.empty() ? "" : "\n",
                          escape_terminal(scenario.name),
                          escape_terminal(folder.empty() ? "." : folder),
                          commands);
    }
  }
  return text.empty() ? "" : text + "Give --allow-commands to let it.";
}

}  // namespace firedrill::cli
