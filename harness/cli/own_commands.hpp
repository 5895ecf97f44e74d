#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace firedrill::cli {

/// Every command of the user's own that a live run of the scenario may run, a line each:
/// "  shop.rollback  ./deploy.sh rollback", with its placeholders as they stand in the file, quoted
/// as a shell would read it. Empty: there is none.
std::string own_commands(const Scenario& scenario);

/// Empty, or the refusal to run commands that nobody has allowed, with all of them.
std::string check_allowed(const std::vector<Scenario>& scenarios, bool allowed);

}  // namespace firedrill::cli
