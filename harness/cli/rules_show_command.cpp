#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/rules_commands.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/rules/rule_text.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/rule_groups.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::cli {
namespace {

/// The groups of a rule file, or those that a scenario evaluates; nothing if it is not valid, which
/// is said.
std::optional<std::vector<rules::RuleGroup>> groups_in(SourceText text, const Terminal& terminal) {
  if (text.file().ends_with(".json")) {
    const LoadResult loaded = load_scenario(std::move(text));
    std::cerr << render(loaded.diagnostics, {.color = terminal.color_errors});
    return loaded.scenario ? std::optional(rule_groups_of(*loaded.scenario)) : std::nullopt;
  }
  Diagnostics diagnostics(text);
  std::vector<rules::RuleGroup> groups = rules::read_rule_file(diagnostics);
  std::cerr << render(diagnostics, {.color = terminal.color_errors});
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(groups));
}

}  // namespace

int show_rules(const std::vector<std::string>& paths, const Terminal& terminal) {
  std::vector<rules::RuleGroup> all;
  for (const std::string& path : paths) {
    Result<SourceText> source = read_source_file(path);
    if (!source) {
      std::cerr << "error: " << source.error().message << '\n';
      return invalid;
    }
    const auto groups = groups_in(*std::move(source), terminal);
    if (!groups) {
      return invalid;
    }
    all.insert(all.end(), groups->begin(), groups->end());
  }
  std::cout << rules::to_yaml(all);
  return all_met;
}

}  // namespace firedrill::cli
