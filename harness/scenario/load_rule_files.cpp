#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/file_pattern.hpp"
#include "harness/text/source_file.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

/// What is wrong with a rule file, at the place that names it: a line for each mistake.
void report_rule_file(const Json& json,
                      const std::string& path,
                      const Diagnostics& mistakes,
                      Diagnostics& diagnostics) {
  Diagnostic diagnostic{.message = "the rule file " + quote(path) + " is not valid",
                        .span = json.span(),
                        .label = "firedrill rules check shows more"};
  for (const Diagnostic& mistake : mistakes.all()) {
    if (mistake.severity == Severity::error) {
      diagnostic.notes.push_back(
          fmt::format("{}: {}", mistakes.source().where(mistake.span.begin), mistake.message));
    }
  }
  diagnostics.add(std::move(diagnostic));
}

void add_rule_file(const Json& json,
                   const std::string& path,
                   std::vector<rules::RuleGroup>& groups,
                   Diagnostics& diagnostics) {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    diagnostics.error(json.span(), source.error().message);
    return;
  }
  Diagnostics mistakes(*source);
  std::vector<rules::RuleGroup> own = rules::read_rule_file(mistakes);
  if (mistakes.has_errors()) {
    report_rule_file(json, path, mistakes, diagnostics);
  }
  std::move(own.begin(), own.end(), std::back_inserter(groups));
}

}  // namespace

std::vector<rules::RuleGroup> read_rule_files(const Json& json, Diagnostics& diagnostics) {
  std::vector<rules::RuleGroup> groups;
  for (const Json& item : json.items()) {
    const std::optional<std::string> pattern = read_string(item, "rule_files", diagnostics);
    if (!pattern) {
      continue;
    }
    const std::vector<std::string> paths =
        files_matching(beside(diagnostics.source().file(), *pattern));
    if (paths.empty()) {
      diagnostics.error(item.span(),
                        "no file matches " + quote(*pattern),
                        "expected a path from the scenario's folder; * and ? are patterns");
    }
    for (const std::string& path : paths) {
      add_rule_file(item, path, groups, diagnostics);
    }
  }
  return groups;
}

void ignore_rules(const Json& json,
                  std::vector<rules::RuleGroup>& groups,
                  Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const rules::RuleGroup& group : groups) {
    std::transform(group.rules.begin(),
                   group.rules.end(),
                   std::back_inserter(known),
                   [](const rules::Rule& rule) { return rule.name; });
  }
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const Json& item : json.items()) {
    const std::optional<std::string> name = read_string(item, "ignore_rules", diagnostics);
    if (name && std::find(known.begin(), known.end(), *name) == known.end()) {
      diagnostics.error(
          item.span(),
          fmt::format(
              "there is no rule {} in \"rule_files\"{}", quote(*name), did_you_mean(*name, names)));
    }
    for (rules::RuleGroup& group : groups) {
      std::erase_if(group.rules, [&](const rules::Rule& rule) { return rule.name == name; });
    }
  }
}

}  // namespace firedrill::loading
