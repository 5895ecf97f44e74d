#include "harness/cli/command_line.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/description.hpp"
#include "harness/cli/version.hpp"
#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::cli {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    names.push_back(command->get_name());
  }
  return names;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(word, views);
}

Say mistake(std::string_view text, const std::string& command) {
  const std::string help =
      command.empty() ? "firedrill --help" : "firedrill " + command + " --help";
  return {.text = fmt::format("firedrill: {}\nSee \"{}\".\n", text, help), .exit_code = 2};
}

/// The first word that looks like an option and that the command does not have.
std::optional<std::string> unknown_option(const CLI::App& command,
                                          const std::vector<std::string>& arguments) {
  const std::vector<std::string> known = option_names(command);
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    const bool is_number = name.size() > 1 && is_digit(name[1]);
    if (name.size() > 1 && name.front() == '-' && name != "--" && !is_number &&
        std::find(known.begin(), known.end(), name) == known.end()) {
      return name;
    }
  }
  return std::nullopt;
}

/// What CLI11 says about the number of values and words, as we would say it.
std::string in_our_words(const CLI::App& app, const CLI::Error& error) {
  if (const std::vector<std::string> extra = app.remaining(true); !extra.empty()) {
    return quote(extra.front()) + " is one argument too many";
  }
  const std::string text = error.what();
  const std::string option = text.substr(0, text.find_first_of(": "));
  if (text.ends_with(" missing")) {
    return option + " needs a value";
  }
  if (text.find("required but received") != std::string::npos) {
    return option + " may be given only once";
  }
  if (text.ends_with(" flag override")) {
    return "--" + option + " takes no value";
  }
  return text;  // our own validators' words, or "FILE is required"
}

/// What CLI11 found wrong. It takes an unknown option's value for a file, so options are looked at
/// first.
Say explain(const CLI::App& app,
            const std::vector<std::string>& arguments,
            const CLI::Error& error) {
  const std::vector<std::string> names = command_names(app);
  const auto word = std::find_if(arguments.begin(), arguments.end(), [](const std::string& one) {
    return one.empty() || one.front() != '-';
  });
  if (word == arguments.end()) {
    const std::optional<std::string> option = unknown_option(app, arguments);
    return option ? mistake(
                        fmt::format(
                            "unknown option {}{}", *option, suggestion(*option, option_names(app))),
                        "")
                  : mistake("a command is missing", "");
  }
  if (std::find(names.begin(), names.end(), *word) == names.end()) {
    return mistake(fmt::format("there is no command \"{}\"{}", *word, suggestion(*word, names)),
                   "");
  }
  const CLI::App& command = *app.get_subcommand(*word);
  if (const std::optional<std::string> option = unknown_option(command, arguments)) {
    return mistake(fmt::format("\"{}\" has no option {}{}",
                               *word,
                               *option,
                               suggestion(*option, option_names(command))),
                   *word);
  }
  return mistake(in_our_words(app, error), *word);
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {  // as people type it
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  CommandLine result;
  Description description(result);
  CLI::App& app = description.app();
  const std::vector<std::string> given = arguments;
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
    if (const std::string wrong = description.choose(result); !wrong.empty()) {
      result.command = mistake(wrong, app.get_subcommands().front()->get_name());
    }
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    result.command = Say{.text = help_text(chosen.empty() ? app : *chosen.front())};
  } catch (const CLI::CallForVersion&) {
    result.command = Say{.text = fmt::format("firedrill {}\n", version)};
  } catch (const CLI::Error& error) {
    result.command =
        given.empty() ? Say{.text = help_text(app), .exit_code = 2} : explain(app, given, error);
  }
  return result;
}

}  // namespace firedrill::cli
