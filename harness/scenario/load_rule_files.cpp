#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/core/sha256.hpp"
#include "harness/scenario/limits.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/duration.hpp"
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

/// A group may be evaluated as often as the scenario's own alerts, not oftener.
void check_interval(const Json& json, const rules::RuleGroup& group, Diagnostics& diagnostics) {
  if (group.interval && *group.interval > Duration{} && *group.interval < shortest_interval) {
    diagnostics.error(
        json.span(),
        fmt::format(
            "the group {} asks for an interval of {}", quote(group.name), to_text(*group.interval)),
        "at least " + to_text(shortest_interval));
  }
}

void add_rule_file(const Json& json,
                   const std::string& name,
                   RuleFiles& files,
                   Diagnostics& diagnostics) {
  const std::string path = beside(diagnostics.source().file(), name);
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    diagnostics.error(json.span(), source.error().message);
    return;
  }
  files.inputs.emplace_back(name, sha256_hex(source->bytes()));
  Diagnostics mistakes(*source);
  std::vector<rules::RuleGroup> own = rules::read_rule_file(mistakes);
  if (mistakes.has_errors()) {
    report_rule_file(json, path, mistakes, diagnostics);
  }
  for (const rules::RuleGroup& group : own) {
    check_interval(json, group, diagnostics);
  }
  std::move(own.begin(), own.end(), std::back_inserter(files.groups));
}

/// The rules of these names, which the group then has no more.
rules::RuleGroup take_out(rules::RuleGroup& group, const std::set<std::string>& names) {
  rules::RuleGroup taken{.name = group.name, .interval = group.interval, .limit = group.limit};
  const auto ignored =
      std::stable_partition(group.rules.begin(), group.rules.end(), [&](const rules::Rule& rule) {
        return !names.contains(rule.name);
      });
  taken.rules.assign(std::make_move_iterator(ignored), std::make_move_iterator(group.rules.end()));
  group.rules.erase(ignored, group.rules.end());
  return taken;
}

}  // namespace

RuleFiles read_rule_files(const Json& json, Diagnostics& diagnostics) {
  RuleFiles files;
  std::set<std::string> read;  // a file that several patterns mean is read once, as by Prometheus
  for (const Json& item : json.items()) {
    const std::optional<std::string> pattern = read_string(item, "rule_files", diagnostics);
    if (!pattern) {
      continue;
    }
    const std::vector<std::string> names =
        files_matching(folder_of(diagnostics.source().file()), *pattern);
    if (names.size() > most_matching_files) {
      diagnostics.error(item.span(), too_many_match(*pattern));
      continue;
    }
    if (names.empty()) {
      diagnostics.error(item.span(),
                        "no file matches " + quote(*pattern),
                        "expected a path from the scenario's folder; * and ? are patterns");
    }
    for (const std::string& name : names) {
      if (read.insert(name).second) {
        add_rule_file(item, name, files, diagnostics);
      }
    }
  }
  return files;
}

std::vector<rules::RuleGroup> ignore_rules(const Json& json,
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
  std::set<std::string> ignored;
  for (const Json& item : json.items()) {
    const std::optional<std::string> name = read_string(item, "ignore_rules", diagnostics);
    if (name && std::find(known.begin(), known.end(), *name) == known.end()) {
      diagnostics.error(
          item.span(),
          fmt::format(
              "there is no rule {} in \"rule_files\"{}", quote(*name), did_you_mean(*name, names)));
    }
    ignored.insert(name.value_or(""));
  }
  std::vector<rules::RuleGroup> left_out;
  for (rules::RuleGroup& group : groups) {
    left_out.push_back(take_out(group, ignored));
  }
  return left_out;
}

}  // namespace firedrill::loading
