#pragma once

#include <string>
#include <vector>

#include "harness/cli/commands.hpp"
#include "harness/core/result.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::cli {

/// Every scenario that the paths of a command line mean (schemas among them are left out, which a
/// note on stderr says), or all that is wrong with any of them,
/// ready to be printed. Two scenarios of one name are a mistake: their reports would overwrite each
/// other.
Result<std::vector<Scenario>> load_all(const std::vector<std::string>& paths,
                                       const Terminal& terminal);

}  // namespace firedrill::cli
