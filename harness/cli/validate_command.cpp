#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/live_options.hpp"
#include "harness/cli/load.hpp"

namespace firedrill::cli {

int validate(const ValidateCommand& command, const Terminal& terminal) {
  const Result<std::vector<Scenario>> scenarios = load_all(command.paths, terminal);
  if (!scenarios) {
    std::cerr << scenarios.error().message;
    return invalid;
  }
  for (const Scenario& scenario : *scenarios) {
    std::cout << fmt::format("{}: a valid scenario, {}\n", scenario.file, scenario.name);
    if (const std::string why = why_live_only(scenario); !why.empty()) {
      std::cout << fmt::format("{}: live only: {}\n", scenario.file, why);
    }
    for (const std::string& why : why_not_live(scenario)) {
      std::cout << why << "\n";
    }
  }
  return all_met;
}

}  // namespace firedrill::cli
