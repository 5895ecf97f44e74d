#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command_line.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's
class App;
}

namespace firedrill::cli {

/// Every command and option, described once: parsed by CLI11, printed as help, turned into
/// completions.
class Description {
 public:
  /// Global options go straight into `line`, which must outlive the description.
  explicit Description(CommandLine& line);
  ~Description();
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;

  CLI::App& app() { return *app_; }

  /// After a successful parse: puts the chosen command into `line`. Returns what is wrong with it,
  /// empty if nothing is.
  std::string choose(CommandLine& line) const;

 private:
  void describe_run();
  void describe_validate();
  void describe_list();
  void describe_rules();
  void describe_report();
  void describe_mock();
  void describe_proxy();
  void describe_import();
  void describe_person(const char* verb, const char* about, const char* argument);
  void describe_completion();
  const std::string& word_of(std::string_view name) const;
  std::string mistake_in(const std::string& name) const;

  std::unique_ptr<CLI::App> app_;
  RunCommand run_;
  ValidateCommand validate_;
  ListCommand list_;
  RulesCommand rules_;
  ReportCommand report_;
  MockCommand mock_;
  ProxyCommand proxy_;
  ImportCommand import_;
  PersonCommand person_;
  CompletionCommand completion_;
};

/// "--seed", "--out", ... of one command, with those that every command has.
std::vector<std::string> option_names(const CLI::App& command);

/// The words that the argument of a command (or report's --format) may be.
const std::map<std::string, std::vector<std::string_view>>& choices();

/// Examples first, then what there is.
std::string help_text(const CLI::App& command);

}  // namespace firedrill::cli
