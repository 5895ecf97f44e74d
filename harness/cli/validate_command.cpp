#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
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
  }
  return all_met;
}

}  // namespace firedrill::cli
