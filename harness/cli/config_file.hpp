#pragma once

#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "harness/cli/commands.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::cli {

/// What `read` makes of a JSON file; nothing, after saying why on stderr, if there are mistakes.
template <class Read>
auto read_config(const std::string& path, const Terminal& terminal, Read read)
    -> std::optional<decltype(read(std::declval<const Json&>(), std::declval<Diagnostics&>()))> {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    std::cerr << "error: " << source.error().message << "\n";
    return std::nullopt;
  }
  Diagnostics diagnostics(*source);
  const std::optional<Json> json = parse_json(*source, diagnostics);
  std::optional<decltype(read(*json, diagnostics))> config;
  if (json) {
    config = read(*json, diagnostics);
  }
  if (!diagnostics.empty()) {
    std::cerr << render(diagnostics, {.color = terminal.color_errors});
  }
  return diagnostics.has_errors() ? std::nullopt : std::move(config);
}

}  // namespace firedrill::cli
