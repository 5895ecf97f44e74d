#pragma once

#include <string>
#include <vector>

#include "harness/cli/commands.hpp"

namespace firedrill::cli {

/// firedrill rules test: plays promtool's unit tests. The exit code of the worst file.
int test_rules(const std::vector<std::string>& paths, const Terminal& terminal);

/// firedrill rules show: the rules of rule files and scenarios as one rule file.
int show_rules(const std::vector<std::string>& paths, const Terminal& terminal);

/// firedrill rules coverage: what the drills of scenarios show of their rules.
int rules_coverage(const RulesCommand& command, const Terminal& terminal);

}  // namespace firedrill::cli
