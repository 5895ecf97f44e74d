#include "harness/cli/load.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/cli/files.hpp"
#include "harness/cli/load_alert_routing.hpp"
#include "harness/scenario/load.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

/// Appends the scenario of a file, or what is wrong with it.
void load_one(const std::string& path,
              const Terminal& terminal,
              std::vector<Scenario>& scenarios,
              std::string& mistakes) {
  Result<SourceText> source = read_scenario_file(path);
  if (!source) {
    mistakes += "error: " + source.error().message + "\n";
    return;
  }
  LoadResult loaded = load_scenario(*std::move(source));
  std::string routing_mistakes;
  if (loaded.scenario) {
    routing_mistakes = load_alert_routing(*loaded.scenario, loaded.diagnostics, terminal);
  }
  const std::string said = render(loaded.diagnostics, {.color = terminal.color_errors});
  if (loaded.diagnostics.has_errors()) {
    mistakes += mistakes.empty() ? "" : "\n";
    mistakes += said;
  } else {
    std::cerr << said;
  }
  mistakes += routing_mistakes;
  if (loaded.scenario) {
    scenarios.push_back(*std::move(loaded.scenario));
  }
}

bool is_schema(const std::string& path) {
  return path.ends_with(".schema.json");
}

/// A shell's *.json takes in the schema that lies beside the scenarios. One named alone, or with
/// others of its kind, is meant.
std::vector<std::string> without_schemas(const std::vector<std::string>& paths) {
  if (std::all_of(paths.begin(), paths.end(), is_schema)) {
    return paths;
  }
  std::vector<std::string> kept;
  for (const std::string& path : paths) {
    if (is_schema(path)) {
      std::cerr << fmt::format("note: {} is left out, a schema is no scenario\n",
                               escape_terminal(path));
    } else {
      kept.push_back(path);
    }
  }
  return kept;
}

std::string same_names(const std::vector<Scenario>& scenarios) {
  std::map<std::string, std::string> file_of;
  std::string mistakes;
  for (const Scenario& scenario : scenarios) {
    const auto [first, is_new] = file_of.emplace(scenario.name, scenario.file);
    if (!is_new) {
      mistakes += fmt::format(
          "error: {} and {} are both named \"{}\"\n", first->second, scenario.file, scenario.name);
    }
  }
  return mistakes;
}

}  // namespace

Result<std::vector<Scenario>> load_all(const std::vector<std::string>& paths,
                                       const Terminal& terminal) {
  const Result<std::vector<std::string>> files = scenario_files(without_schemas(paths));
  if (!files) {
    return Error{ErrorCode::invalid_input, "error: " + files.error().message + "\n"};
  }
  std::vector<Scenario> scenarios;
  std::string mistakes;
  for (const std::string& file : *files) {
    load_one(file, terminal, scenarios, mistakes);
  }
  mistakes += same_names(scenarios);
  if (scenarios.size() < files->size() || !mistakes.empty()) {
    return Error{ErrorCode::invalid_input, mistakes};
  }
  return scenarios;
}

}  // namespace firedrill::cli
