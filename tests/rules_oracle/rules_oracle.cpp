// Compares our tests of rules with those of the real promtool: both play the same files, and what
// they print must be the same text. The files are those of a folder and random ones, which ask for
// everything and so print everything.
//
// usage: rules_oracle PROMTOOL CORPUS FOLDER [SEED [COUNT]]
// COUNT random files (60 if it is not given) are written into FOLDER, drawn by SEED.
// Exit codes: 0 all agree, 1 they do not, 4 promtool could not be run, 77 there is no promtool.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/rules/unit_test.hpp"
#include "harness/text/file_pattern.hpp"
#include "harness/text/source_file.hpp"
#include "tests/oracle/command_output.hpp"
#include "tests/rules_oracle/random_rules.hpp"
#include "tests/rules_oracle/random_template.hpp"

namespace {

using namespace firedrill;
using namespace firedrill::oracle;

constexpr int disagreed = 1;
constexpr int could_not_run = 4;
constexpr int skipped = 77;

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

/// The text with its warnings left out.
std::string without_warnings(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (!line.starts_with("  WARNING:")) {
      out += line;
    }
    at = end;
  }
  return out;
}

/// What `firedrill rules test` prints of a file; of one that is not valid "INVALID" and why.
std::string our_output(const std::string& path) {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    return "INVALID " + source.error().message;
  }
  Diagnostics diagnostics(*source);
  const rules::UnitTestFile file = rules::read_unit_test_file(diagnostics);
  std::vector<rules::RuleGroup> groups;
  std::string wrong = diagnostics.has_errors() ? render(diagnostics) : "";
  for (const rules::RuleFilePattern& pattern : file.rule_files) {
    for (const std::string& rule_path : files_matching(folder_of(path), pattern.path)) {
      const Result<SourceText> rule_source = read_source_file(beside(path, rule_path));
      Diagnostics rule_mistakes(*rule_source);
      std::vector<rules::RuleGroup> own = rules::read_rule_file(rule_mistakes);
      wrong += rule_mistakes.has_errors() ? render(rule_mistakes) : "";
      std::move(own.begin(), own.end(), std::back_inserter(groups));
    }
  }
  if (!wrong.empty()) {
    return "INVALID " + wrong;
  }
  std::string failures;
  for (const rules::TestGroup& test : file.tests) {
    for (const std::string& failure : rules::run_unit_test(file, test, groups)) {
      failures += failure + "\n\n";
    }
  }
  return fmt::format("Unit Testing:  {}\n{}{}\n",
                     path,
                     failures.empty() ? "  SUCCESS\n" : "  FAILED:\n",
                     failures);
}

/// The first line in which two texts differ, of both.
std::string first_difference(const std::string& ours, const std::string& theirs) {
  const auto [one, other] = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
  const auto line_at = [](const std::string& text, std::size_t at) {
    const std::size_t begin = text.rfind('\n', at == 0 ? 0 : at - 1) + 1;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    return text.substr(begin < at ? begin : 0, end - (begin < at ? begin : 0));
  };
  return fmt::format("  ours:   {}\n  theirs: {}\n",
                     line_at(ours, static_cast<std::size_t>(one - ours.begin())),
                     line_at(theirs, static_cast<std::size_t>(other - theirs.begin())));
}

struct Tally {
  int files = 0;
  int wrong = 0;
  std::size_t lines = 0;

  void note(const std::string& name, const std::string& problem) {
    ++wrong;
    std::cout << name << '\n' << problem;
  }
};

/// Whether promtool could be run at all.
bool compare_tests(const std::string& promtool, const std::string& path, Tally& tally) {
  const auto output = output_of(fmt::format("'{}' test rules '{}' 2>&1", promtool, path));
  if (!output || !output->starts_with("Unit Testing")) {
    return false;
  }
  const std::string theirs = without_warnings(*output);
  const std::string ours = our_output(path);
  ++tally.files;
  tally.lines += static_cast<std::size_t>(std::count(theirs.begin(), theirs.end(), '\n'));
  const bool both_refuse = ours.starts_with("INVALID") && theirs.find("FAILED") != theirs.npos &&
                           path.find("invalid") != path.npos;
  if (ours != theirs && !both_refuse) {
    tally.note(path, first_difference(ours, theirs));
  }
  return true;
}

/// Whether both accept a rule with a damaged template, or neither does.
bool compare_damaged(const std::string& promtool, const std::string& path, Rng& rng, Tally& tally) {
  const std::string text = damaged_template(rng);
  write_file(path,
             fmt::format("groups: [{{name: g, rules: [{{alert: A, expr: up, annotations: {{s: "
                         "{}}}}}]}}]\n",
                         quoted(text)));
  const auto output = output_of(fmt::format("'{}' check rules '{}' 2>&1", promtool, path));
  if (!output || !output->starts_with("Checking")) {
    return false;
  }
  const Result<SourceText> source = read_source_file(path);
  Diagnostics diagnostics(*source);
  rules::read_rule_file(diagnostics);
  ++tally.files;
  const bool theirs = output->find("SUCCESS") != output->npos;
  if (theirs == diagnostics.has_errors()) {
    tally.note(text, render(diagnostics) + *output);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 6) {
    std::cerr << "usage: rules_oracle PROMTOOL CORPUS FOLDER [SEED [COUNT]]\n";
    return 2;
  }
  const std::string promtool = argv[1];
  const std::string folder = argv[3];
  Rng rng(argc > 4 ? std::stoull(argv[4]) : 1);
  const int count = argc > 5 ? std::stoi(argv[5]) : 60;
  if (std::ifstream(promtool).fail()) {
    std::cout << "SKIPPED: no promtool (apt-get install prometheus)\n";
    return skipped;
  }
  Tally tally;
  bool ran = true;
  for (const std::string& path : files_matching(argv[2], "*_test.yml")) {
    ran = ran && compare_tests(promtool, std::string(argv[2]) + '/' + path, tally);
  }
  for (int i = 0; i < count && ran; ++i) {
    const std::string name = fmt::format("rules_oracle_{}", i);
    const RandomRules random = random_rules(rng, name + "_rules.yml");
    write_file(folder + '/' + name + "_rules.yml", random.rules);
    write_file(folder + '/' + name + ".yml", random.tests);
    ran = compare_tests(promtool, folder + '/' + name + ".yml", tally);
    for (int damaged = 0; damaged < 3 && ran; ++damaged) {
      ran = compare_damaged(promtool, folder + "/rules_oracle_damaged.yml", rng, tally);
    }
  }
  std::cout << fmt::format(
      "{} of {} files differ, {} lines compared\n", tally.wrong, tally.files, tally.lines);
  return !ran ? could_not_run : tally.wrong == 0 ? 0 : disagreed;
}
