#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/config_file.hpp"
#include "harness/cli/files.hpp"
#include "harness/cli/toxiproxy_scenario.hpp"
#include "harness/scenario/load.hpp"
#include "harness/text/escape.hpp"
#include "mock_services/proxy/config.hpp"

namespace firedrill::cli {
namespace {

namespace fs = std::filesystem;

/// Work that somebody has put into a scenario is not for us to replace.
bool is_there(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

/// Empty if the loader takes it, which is for us to see to.
std::string mistakes_in(const std::string& scenario) {
  const LoadResult loaded = load_scenario(SourceText("scenario", scenario));
  return loaded.scenario ? "" : render(loaded.diagnostics);
}

int deliver(const std::string& scenario, const std::string& output) {
  if (output.empty()) {
    std::cout << scenario;
    return all_met;
  }
  const std::string error = write_whole_file(output, scenario);
  if (!error.empty()) {
    std::cerr << "firedrill: " << escape_terminal(error) << "\n";
    return harness_failed;
  }
  return all_met;
}

}  // namespace

int import_file(const ImportCommand& command, const Terminal& terminal) {
  if (!command.output.empty() && is_there(command.output)) {
    std::cerr << fmt::format("firedrill: {} is there already, nothing is replaced\n",
                             quote(command.output));
    return invalid;
  }
  const fs::path named_after(command.output.empty() ? command.path : command.output);
  const ImportNames names{.scenario = named_after.stem().string(),
                          .file = fs::path(command.path).filename().string()};
  const std::optional<std::string> scenario =
      read_config(command.path, terminal, [&](const Json& json, Diagnostics& diagnostics) {
        const std::vector<proxy::ConfiguredProxy> proxies = proxy::read_proxies(json, diagnostics);
        return diagnostics.has_errors() ? "" : toxiproxy_scenario(proxies, names, diagnostics);
      });
  if (!scenario) {
    return invalid;
  }
  if (const std::string mistakes = mistakes_in(*scenario); !mistakes.empty()) {
    std::cerr << "firedrill: a mistake of its own, the scenario is not valid:\n" << mistakes;
    return harness_failed;
  }
  return deliver(*scenario, command.output);
}

}  // namespace firedrill::cli
