// libFuzzer target of tests of rules: any bytes give tests, or mistakes whose places are in the
// file. The rules and the tests are played, for a few evaluations.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "harness/rules/unit_test.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill;

void insist(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// Whether a test ends soon: no more than some evaluations and samples.
bool is_short(const rules::UnitTestFile& file, const rules::TestGroup& test) {
  Duration last{};
  for (const rules::AlertTest& alert : test.alert_tests) {
    last = std::max(last, alert.eval_time);
  }
  for (const rules::ExpressionTest& expression : test.expression_tests) {
    last = std::max(last, expression.eval_time);
  }
  std::size_t samples = 0;
  for (const rules::InputSeries& series : test.series) {
    samples += series.values.size();
  }
  return last / file.evaluation_interval < 20 && samples < 1000;
}

/// The file is a rule file and a file of tests in one: two documents.
void play(const std::string& text) {
  const std::size_t mark = std::min(text.find("\n---\n"), text.size());
  const SourceText rule_source("rules.yml", text.substr(0, mark));
  Diagnostics rule_mistakes(rule_source);
  const std::vector<rules::RuleGroup> groups = rules::read_rule_file(rule_mistakes);
  const SourceText source("tests.yml", text.substr(std::min(mark + 5, text.size())));
  Diagnostics mistakes(source);
  const rules::UnitTestFile file = rules::read_unit_test_file(mistakes);
  for (const Diagnostic& diagnostic : mistakes.all()) {
    insist(diagnostic.span.begin <= source.bytes().size());
  }
  for (const rules::TestGroup& test : file.tests) {
    if (!mistakes.has_errors() && !rule_mistakes.has_errors() && is_short(file, test)) {
      for (const std::string& failure : rules::run_unit_test(file, test, groups)) {
        insist(!failure.empty());
      }
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 4'000;  // what is longer only takes longer
  if (size <= longest) {
    play(firedrill::tests::fuzzed_text(data, size));
  }
  return 0;
}
