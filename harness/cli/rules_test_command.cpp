#include <algorithm>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/rules_commands.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/rules/unit_test.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/file_pattern.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::cli {
namespace {

void show(const Diagnostics& diagnostics, const Terminal& terminal) {
  if (!diagnostics.empty()) {
    std::cerr << render(diagnostics, {.color = terminal.color_errors});
  }
}

/// Adds the groups of a rule file; false if it is not valid, which is said.
bool add_groups(const std::string& path,
                std::vector<rules::RuleGroup>& groups,
                const Terminal& terminal) {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    std::cerr << "error: " << source.error().message << '\n';
    return false;
  }
  Diagnostics diagnostics(*source);
  std::vector<rules::RuleGroup> own = rules::read_rule_file(diagnostics);
  show(diagnostics, terminal);
  std::move(own.begin(), own.end(), std::back_inserter(groups));
  return !diagnostics.has_errors();
}

/// The groups of all rule files of the tests; nothing if one is not valid. A file that is not there
/// is a warning, as in promtool.
std::optional<std::vector<rules::RuleGroup>> groups_of(const rules::UnitTestFile& file,
                                                       Diagnostics& diagnostics,
                                                       const Terminal& terminal) {
  std::vector<rules::RuleGroup> groups;
  bool all_valid = true;
  for (const rules::RuleFilePattern& pattern : file.rule_files) {
    const std::string& tests = diagnostics.source().file();
    const std::vector<std::string> paths = files_matching(folder_of(tests), pattern.path);
    if (paths.empty()) {
      diagnostics.warning(pattern.place, "no file matches " + quote(pattern.path));
    }
    if (paths.size() > most_matching_files) {
      diagnostics.error(pattern.place, too_many_match(pattern.path));
      return std::nullopt;
    }
    for (const std::string& path : paths) {
      all_valid = add_groups(beside(tests, path), groups, terminal) && all_valid;
    }
  }
  return all_valid ? std::optional(std::move(groups)) : std::nullopt;
}

/// A test of an alert that no rule can raise passes when it expects none: most likely the name is
/// wrong.
void warn_of_unknown_alerts(const rules::UnitTestFile& file,
                            const std::vector<rules::RuleGroup>& groups,
                            Diagnostics& diagnostics) {
  std::set<std::string> known;
  for (const rules::RuleGroup& group : groups) {
    for (const rules::Rule& rule : group.rules) {
      known.insert(rule.kind == rules::Rule::Kind::alerting ? rule.name : "");
    }
  }
  for (const rules::TestGroup& test : file.tests) {
    for (const rules::AlertTest& alert : test.alert_tests) {
      if (!known.contains(alert.alert)) {
        diagnostics.warning(alert.name_place,
                            fmt::format("no rule has the alert {}", quote(alert.alert)));
      }
    }
  }
}

void print_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::cout << escape_terminal(text.substr(0, end)) << '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

ExitCode run_file(const std::string& path, const Terminal& terminal) {
  std::cout << "Unit Testing:  " << escape_terminal(path) << '\n';
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    std::cerr << "error: " << source.error().message << '\n';
    return invalid;
  }
  Diagnostics diagnostics(*source);
  const rules::UnitTestFile file = rules::read_unit_test_file(diagnostics);
  const auto groups = groups_of(file, diagnostics, terminal);
  if (groups) {
    warn_of_unknown_alerts(file, *groups, diagnostics);
  }
  show(diagnostics, terminal);
  if (!groups || diagnostics.has_errors()) {
    return invalid;
  }
  std::vector<std::string> failures;
  for (const rules::TestGroup& test : file.tests) {
    std::vector<std::string> own = rules::run_unit_test(file, test, *groups);
    std::move(own.begin(), own.end(), std::back_inserter(failures));
  }
  std::cout << (failures.empty() ? "  SUCCESS\n" : "  FAILED:\n");
  for (const std::string& failure : failures) {
    print_lines(failure);
    std::cout << '\n';
  }
  return failures.empty() ? all_met : target_missed;
}

}  // namespace

int test_rules(const std::vector<std::string>& paths, const Terminal& terminal) {
  ExitCode worst = all_met;
  for (const std::string& path : paths) {
    worst = std::max(worst, run_file(path, terminal));
    std::cout << '\n';
  }
  return worst;
}

}  // namespace firedrill::cli
