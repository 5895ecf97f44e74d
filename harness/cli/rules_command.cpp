#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/rules_commands.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::cli {
namespace {

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// "alerts.yml: 2 groups, 5 rules (4 alerting, 1 recording)"
std::string summary(const std::string& path, const std::vector<rules::RuleGroup>& groups) {
  std::size_t alerting = 0;
  std::size_t all = 0;
  for (const rules::RuleGroup& group : groups) {
    all += group.rules.size();
    alerting += static_cast<std::size_t>(
        std::count_if(group.rules.begin(), group.rules.end(), [](const rules::Rule& rule) {
          return rule.kind == rules::Rule::Kind::alerting;
        }));
  }
  return fmt::format("{}: {}, {} ({} alerting, {} recording)\n",
                     escape_terminal(path),
                     counted(groups.size(), "group"),
                     counted(all, "rule"),
                     alerting,
                     all - alerting);
}

/// Whether read_rule_file() finds nothing wrong with the file; says what it holds, or what is.
bool check(const std::string& path, const Terminal& terminal) {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    std::cerr << "error: " << source.error().message << '\n';
    return false;
  }
  Diagnostics diagnostics(*source);
  const std::vector<rules::RuleGroup> groups = rules::read_rule_file(diagnostics);
  if (!diagnostics.empty()) {
    std::cerr << render(diagnostics, {.color = terminal.color_errors});
  }
  if (!diagnostics.has_errors()) {
    std::cout << summary(path, groups);
  }
  return !diagnostics.has_errors();
}

}  // namespace

int rules(const RulesCommand& command, const Terminal& terminal) {
  if (command.what == "test") {
    return test_rules(command.paths, terminal);
  }
  if (command.what == "show") {
    return show_rules(command.paths, terminal);
  }
  if (command.what == "coverage") {
    return rules_coverage(command, terminal);
  }
  bool all_valid = true;
  for (const std::string& path : command.paths) {
    all_valid = check(path, terminal) && all_valid;
  }
  return all_valid ? all_met : invalid;
}

}  // namespace firedrill::cli
