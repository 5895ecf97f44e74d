// libFuzzer target of rule files, and with them of YAML: any bytes give groups, or mistakes whose
// places are in the file and which can be shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "harness/rules/rule_file.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill;

void demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void read_rules(std::string text) {
  const SourceText source("fuzz.yml", std::move(text));
  Diagnostics diagnostics(source);
  for (const rules::RuleGroup& group : rules::read_rule_file(diagnostics)) {
    for (const rules::Rule& rule : group.rules) {
      demand(!rule.name.empty() && !rule.query.to_string().empty());
    }
  }
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const Span span = diagnostic.span;
    demand(span.begin <= span.end && span.begin <= source.bytes().size());
    demand(!diagnostic.message.empty());
  }
  demand(render(diagnostics).empty() == diagnostics.empty());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 4'000;  // what is longer only takes longer
  if (size > longest) {
    return 0;
  }
  read_rules(firedrill::tests::fuzzed_text(data, size));
  return 0;
}
