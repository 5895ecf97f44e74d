#include "harness/cli/description.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/help_texts.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::cli {
namespace {

/// Empty if the word is one of these, else what to say about it.
std::string check_choice(const std::string& word, const std::vector<std::string_view>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) {
    return "";
  }
  return fmt::format(
      "\"{}\" is none of {}{}", word, fmt::join(allowed, ", "), did_you_mean(word, allowed));
}

/// Refuses all but whole numbers in a range; CLI11 would read "-5" as a very large one.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  const auto check = [least, most](const std::string& word) -> std::string {
    std::uint64_t number = 0;
    const char* end = word.data() + word.size();
    const auto [stopped, failure] = std::from_chars(word.data(), end, number);
    if (failure == std::errc{} && stopped == end && number >= least && number <= most) {
      return "";
    }
    return fmt::format("{} is no whole number from {} to {}", quote(word), least, most);
  };
  return CLI::Validator(check, "");
}

/// An unset variable of a script would lose all reports.
/// Not "", which a script gives whose variable is not set.
CLI::Validator named() {
  const auto check = [](const std::string& word) -> std::string {
    return word.empty() ? "it is empty" : "";
  };
  return CLI::Validator(check, "");
}

CLI::Validator ip_address() {
  const auto check = [](const std::string& word) -> std::string {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const bool known = ::inet_pton(AF_INET, word.c_str(), address.data()) == 1 ||
                       ::inet_pton(AF_INET6, word.c_str(), address.data()) == 1;
    return known ? "" : quote(word) + " is no IP address, such as 127.0.0.1 or ::1";
  };
  return CLI::Validator(check, "");
}

/// "--seed N".
std::string shown(const CLI::Option& option, bool positional) {
  const std::string name = option.get_name(positional, !positional);
  const bool takes_value = !positional && option.get_items_expected_max() > 0;
  return takes_value ? name + " " + option.get_type_name() : name;
}

/// A line for each argument or option of a command, then of those that every command has.
std::string option_lines(const CLI::App& command, bool positional) {
  std::string lines;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      const bool again = app != &command && option == app->get_help_ptr();
      if (option->get_positional() == positional && !again) {
        lines +=
            fmt::format("  {:<18} {}\n", shown(*option, positional), option->get_description());
      }
    }
  }
  return lines;
}

}  // namespace

const std::map<std::string, std::vector<std::string_view>>& choices() {
  static const std::map<std::string, std::vector<std::string_view>> words = {
      {"list", {"faults", "actions", "scenarios", "metrics", "presets", "events", "warnings"}},
      {"rules", {"check", "test", "show", "coverage"}},
      {"report", {"text", "json", "junit", "markdown"}},
      {"mock", {"service", "auth", "pager"}},
      {"import", {"toxiproxy"}},
      {"completion", {"bash", "zsh", "fish"}}};
  return words;
}

Description::Description(CommandLine& line)
    : app_(std::make_unique<CLI::App>(std::string(help::examples), "firedrill")) {
  app_->require_subcommand(1);
  app_->set_help_flag("-h,--help", "Show this");
  app_->set_version_flag("--version", "firedrill", "Show the version");
  app_->add_flag("--no-color", line.no_color, "Plain text, as with NO_COLOR")
      ->disable_flag_override();
  app_->fallthrough();
  app_->footer(help::exit_codes);
  describe_run();
  describe_validate();
  describe_list();
  describe_rules();
  describe_report();
  describe_mock();
  describe_proxy();
  describe_import();
  describe_person("ack", help::ack_about, "INCIDENT");
  describe_person("resolve", help::resolve_about, "INCIDENT");
  describe_person("act", help::act_about, "STEP");
  describe_person("note", help::note_about, "TEXT");
  describe_completion();
}

Description::~Description() = default;

void Description::describe_run() {
  CLI::App* command = app_->add_subcommand("run", help::run_examples);
  command->add_option("FILE", run_.paths, "Scenario files, or directories of them")->required();
  command->add_option("--seed", run_.seed, "Seed of every random stream (1)")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->type_name("N");
  command->add_option("--without", run_.without, "Leave out the step with this id, and compare")
      ->check(named())
      ->type_name("ID");
  command->add_option("--out", run_.out, "Directory for journals and reports")
      ->check(named())
      ->type_name("DIR");
  command->add_flag("--live", run_.live, "With real processes and HTTP on loopback, one at a time")
      ->disable_flag_override();
  command
      ->add_option(
          "--speed", run_.speed, "Of a live run: how much faster the incident's clock goes")
      ->check(named())
      ->type_name("N|auto");
  command
      ->add_option(
          "--detector", run_.detector, "Of a live run: external is Prometheus and Alertmanager")
      ->type_name("firedrill|external");
  command
      ->add_flag("--allow-commands",
                 run_.allow_commands,
                 "Lets a live run start the scenario's own commands")
      ->disable_flag_override();
  command->add_option("--jobs", run_.jobs, "Scenarios played at once (1)")
      ->check(whole_number(1, 256))
      ->type_name("N");
}

void Description::describe_validate() {
  CLI::App* command = app_->add_subcommand("validate", help::validate_examples);
  command->footer(help::file_check_codes);
  command->add_option("FILE", validate_.paths, "Scenario files, or directories of them")
      ->required();
}

void Description::describe_list() {
  CLI::App* command = app_->add_subcommand("list", help::list_examples);
  command->footer("");
  command->add_option(
      "WHAT",
      list_.what,
      "faults, actions, scenarios, metrics, presets, events or warnings; none: these words");
  command->add_option("FILE", list_.paths, "Of scenarios: files or directories (scenarios)");
  command->add_flag("--markdown", list_.markdown, "As a Markdown table")->disable_flag_override();
}

void Description::describe_rules() {
  CLI::App* command = app_->add_subcommand("rules", help::rules_examples);
  command->footer(help::rules_codes);
  command->add_option("WHAT", rules_.what, "check, test, show or coverage")->required();
  command
      ->add_option("FILE",
                   rules_.paths,
                   "Rule files; files of tests; of show also scenarios; of coverage scenarios")
      ->required();
  command
      ->add_flag("--require-all",
                 rules_.require_all,
                 "Of coverage: exit code 1 if an alerting rule never fired and is not ignored")
      ->disable_flag_override();
}

void Description::describe_report() {
  CLI::App* command = app_->add_subcommand("report", help::report_examples);
  command->footer(help::report_codes);
  command->add_option("JOURNAL", report_.path, "journal.jsonl, or its directory")->required();
  command->add_option("--format", report_.format, "text (default), json, junit or markdown")
      ->type_name("FORMAT");
}

void Description::describe_mock() {
  CLI::App* command = app_->add_subcommand("mock", help::mock_examples);
  command->footer(help::mock_codes);
  command->add_option("KIND", mock_.kind, "service, auth (an OAuth 2 and OpenID provider) or pager")
      ->required();
  command
      ->add_option("--config",
                   mock_.config,
                   "What it shall be (docs/mock-service.md, mock-auth.md, mock-pager.md)")
      ->check(named())
      ->type_name("FILE");
  command->add_option("--port", mock_.port, "Where it listens; 0: any free port (0)")
      ->check(whole_number(0, 65'535))
      ->type_name("N");
  command->add_option("--bind", mock_.bind, "Address to listen on (127.0.0.1)")
      ->check(ip_address())
      ->type_name("ADDRESS");
  command->add_option("--replica", mock_.replica, "Be a replica of `run --live`, as it ordered")
      ->type_name("FILE");
  command->add_flag("--quiet", mock_.quiet, "Log no requests on standard error")
      ->disable_flag_override();
  command->add_flag("--tls", mock_.tls, "https, with a certificate made for this run")
      ->disable_flag_override();
  command->add_option("--ca-out", mock_.ca_out, "With --tls: where to put the CA to trust")
      ->type_name("FILE");
}

void Description::describe_proxy() {
  CLI::App* command = app_->add_subcommand("proxy", help::proxy_examples);
  command->footer(help::mock_codes);
  command->add_option("--host", proxy_.host, "Address to listen on (127.0.0.1)")
      ->transform([](const std::string& word) { return word == "localhost" ? "127.0.0.1" : word; })
      ->check(ip_address())
      ->type_name("ADDRESS");
  command->add_option("--port", proxy_.port, "Where its API listens; 0: any free port (8474)")
      ->check(whole_number(0, 65'535))
      ->type_name("N");
  command->add_option("--config", proxy_.config, "Proxies to begin with (docs/proxy.md)")
      ->check(named())
      ->type_name("FILE");
  command->add_option("--seed", proxy_.seed, "Seed of every random stream (1)")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
      ->type_name("N");
}

void Description::describe_import() {
  CLI::App* command = app_->add_subcommand("import", help::import_examples);
  command->footer(help::import_codes);
  command->add_option("KIND", import_.kind, "toxiproxy");
  command->add_option("FILE", import_.path, "Toxiproxy's configuration, or what it answers");
  command->add_option("--output", import_.output, "Where to put the scenario, a new file (stdout)")
      ->type_name("FILE");
}

void Description::describe_person(const char* verb, const char* about, const char* argument) {
  CLI::App* command = app_->add_subcommand(verb, about);
  command->footer(help::person_codes);
  const bool may_be_left_out = std::string_view(argument) == "INCIDENT";
  command
      ->add_option(
          argument,
          person_.what,
          may_be_left_out ? "Its id or the name of its alert; none: all that wait" : "What it is")
      ->required(!may_be_left_out);
  command->add_option("--run", person_.run, "Directory of the run's reports, or its pager (out)")
      ->type_name("DIR|URL");
  command->add_option("--token", person_.token, "With a URL: what the run said on its stderr")
      ->type_name("TOKEN");
  command->add_option("--as", person_.who, "Who you are (your user's name)")->type_name("NAME");
}

void Description::describe_completion() {
  CLI::App* command = app_->add_subcommand("completion", help::completion_examples);
  command->footer("");
  command->add_option("SHELL", completion_.shell, "bash, zsh or fish")->required();
}

/// The word that a command's kind is chosen by, one of choices().
const std::string& Description::word_of(std::string_view name) const {
  return name == "list"     ? list_.what
         : name == "rules"  ? rules_.what
         : name == "report" ? report_.format
         : name == "mock"   ? mock_.kind
         : name == "import" ? import_.kind
                            : completion_.shell;
}

/// What CLI11 does not see.
std::string Description::mistake_in(const std::string& name) const {
  const auto allowed = choices().find(name);
  if (name == "import" && import_.kind.empty()) {
    return fmt::format("what to import is missing, one of: {}", fmt::join(allowed->second, ", "));
  }
  const bool is_overview = name == "list" && list_.what.empty();
  if (allowed != choices().end() && !is_overview) {
    if (std::string wrong = check_choice(word_of(name), allowed->second); !wrong.empty()) {
      return wrong;
    }
  }
  if (name == "list" && list_.what != "scenarios" && !list_.paths.empty()) {
    return fmt::format("\"{}\" is one argument too many", list_.paths.front());
  }
  if (name == "rules" && rules_.require_all && rules_.what != "coverage") {
    return "--require-all belongs to rules coverage";
  }
  if (name == "import" && import_.path.empty()) {
    return "FILE is required";
  }
  if (name == "mock" && mock_.tls == mock_.ca_out.empty()) {
    return "--tls and --ca-out go together: nobody could trust the one without the other";
  }
  return "";
}

std::string Description::choose(CommandLine& line) const {
  const std::string name = app_->get_subcommands().front()->get_name();
  if (std::string mistake = mistake_in(name); !mistake.empty()) {
    return mistake;
  }
  if (name == "run") {
    line.command = run_;
  } else if (name == "validate") {
    line.command = validate_;
  } else if (name == "list") {
    line.command = list_;
  } else if (name == "rules") {
    line.command = rules_;
  } else if (name == "report") {
    line.command = report_;
  } else if (name == "mock") {
    line.command = mock_;
  } else if (name == "proxy") {
    line.command = proxy_;
  } else if (name == "import") {
    line.command = import_;
  } else if (name == "ack" || name == "resolve" || name == "act" || name == "note") {
    PersonCommand person = person_;
    person.verb = name;
    line.command = std::move(person);
  } else {
    line.command = completion_;
  }
  return "";
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        names.push_back("--" + name);
      }
      for (const std::string& name : option->get_snames()) {
        names.push_back("-" + name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());  // each command has its --help
  return names;
}

std::string help_text(const CLI::App& command) {
  std::string text = command.get_description() + "\n";
  const std::vector<const CLI::App*> commands = command.get_subcommands(nullptr);
  if (!commands.empty()) {
    text += "\nCommands:\n";
    for (const CLI::App* one : commands) {
      const std::string about = one->get_description();
      text += fmt::format("  {:<18} {}\n", one->get_name(), about.substr(0, about.find('\n')));
    }
  }
  const std::string arguments = option_lines(command, true);
  text += arguments.empty() ? "" : "\nArguments:\n" + arguments;
  text += "\nOptions:\n" + option_lines(command, false);
  const std::string footer = command.get_footer();
  return footer.empty() ? text : text + "\n" + footer + "\n";
}

}  // namespace firedrill::cli
