// Runs the loader for the schema test. Each line of the standard input is the path of a scenario
// file; each line of the output is what the loader says about it, a JSON array of
// {"line", "column", "message", "label"}, empty if the file is right.
#include <iostream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/load.hpp"
#include "harness/text/escape.hpp"

namespace {

std::string described(const firedrill::Diagnostic& diagnostic,
                      const firedrill::SourceText& source) {
  const firedrill::Position at = source.at(diagnostic.span.begin);
  return fmt::format(R"({{"line": {}, "column": {}, "message": {}, "label": {}}})",
                     at.line,
                     at.column,
                     firedrill::json_string(diagnostic.message),
                     firedrill::json_string(diagnostic.label));
}

/// The loader's answer as one line; what cannot be read is an answer too.
std::string answer(const std::string& path) {
  firedrill::Result<firedrill::SourceText> text = firedrill::read_scenario_file(path);
  if (!text) {
    return fmt::format(R"([{{"line": 0, "column": 0, "message": {}, "label": ""}}])",
                       firedrill::json_string(text.error().message));
  }
  const firedrill::LoadResult result = firedrill::load_scenario(*std::move(text));
  std::string line = "[";
  for (const firedrill::Diagnostic& diagnostic : result.diagnostics.all()) {
    if (diagnostic.severity == firedrill::Severity::warning) {
      continue;  // it refuses nothing
    }
    line += (line.size() > 1 ? ", " : "") + described(diagnostic, *result.source);
  }
  return line + "]";
}

}  // namespace

int main() {
  for (std::string path; std::getline(std::cin, path);) {
    std::cout << answer(path) << '\n';
  }
}
