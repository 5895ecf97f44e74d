#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/command_line.hpp"
#include "harness/cli/description.hpp"

namespace firedrill::cli {
namespace {

/// The words that may follow a command, beside options and files.
std::string choices_of(const std::string& command) {
  const auto found = choices().find(command);
  return found == choices().end() ? "" : fmt::format("{}", fmt::join(found->second, " "));
}

bool takes_files(const CLI::App& command) {
  const std::string name = command.get_name();
  return choices_of(name).empty() || name == "report" || name == "rules" || name == "import";
}

/// Also run by zsh, in bashcompinit. The word before the one that is completed may be a command or
/// an option, so the command is looked for; a file's name may have spaces.
std::string bash_script(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    names += command->get_name() + " ";
    cases += fmt::format("    {}) words=\"{} {}\"{} ;;\n",
                         command->get_name(),
                         fmt::join(option_names(*command), " "),
                         choices_of(command->get_name()),
                         takes_files(*command) ? " files=yes" : "");
  }
  return fmt::format(R"(_firedrill() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command= words= files= index
  for ((index = 1; index < COMP_CWORD; ++index)); do
    case ${{COMP_WORDS[index]}} in
      -*) ;;
      *) command=${{COMP_WORDS[index]}}; break ;;
    esac
  done
  case $command in
{}    *) words="{}{}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [ -n "$files" ]; then
    local IFS=$'\n'
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _firedrill firedrill
)",
                     cases,
                     names,
                     fmt::join(option_names(app), " "));
}

/// Found in the function path, the file runs at the first tab, which it has to answer too.
std::string zsh_script(const CLI::App& app) {
  return "#compdef firedrill\nautoload -U bashcompinit && bashcompinit\n" + bash_script(app) +
         "if [ \"${funcstack[1]}\" = _firedrill ]; then\n"
         "  _bash_complete -o filenames -F _firedrill\nfi\n";
}

std::string fish_script(const CLI::App& app) {
  std::string lines;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::string name = command->get_name();
    const std::string about = command->get_description();
    lines += fmt::format("complete -c firedrill -n __fish_use_subcommand -a {} -d '{}'\n",
                         name,
                         about.substr(0, about.find('\n')));
    for (const std::string& option : option_names(*command)) {
      const bool is_long = option.starts_with("--");
      lines += fmt::format("complete -c firedrill -n '__fish_seen_subcommand_from {}' -{} {}\n",
                           name,
                           is_long ? "l" : "s",
                           option.substr(is_long ? 2 : 1));
    }
    if (const std::string words = choices_of(name); !words.empty()) {
      lines += fmt::format("complete -c firedrill -n '__fish_seen_subcommand_from {}'{} -a '{}'\n",
                           name,
                           takes_files(*command) ? "" : " -f",
                           words);
    }
  }
  return lines;
}

}  // namespace

std::string completion_script(const std::string& shell) {
  CommandLine line;
  Description description(line);
  const CLI::App& app = description.app();
  if (shell == "fish") {
    return fish_script(app);
  }
  return shell == "zsh" ? zsh_script(app) : bash_script(app);
}

}  // namespace firedrill::cli
