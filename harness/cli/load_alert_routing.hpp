#pragma once

#include <string>

#include "harness/cli/commands.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::cli {

/// Reads the Alertmanager configuration that a scenario names, beside its own file, and checks its
/// silences; mistakes of the scenario go to its diagnostics. Returns those of the configuration,
/// ready to be printed. What firedrill does not support of it goes to stderr as warnings.
std::string load_alert_routing(Scenario& scenario,
                               Diagnostics& diagnostics,
                               const Terminal& terminal);

}  // namespace firedrill::cli
