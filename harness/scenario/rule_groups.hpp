#pragma once

#include <vector>

#include "harness/rules/rule_file.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// The rules of a scenario: its inline alerts as one group, then those of its rule files.
std::vector<rules::RuleGroup> rule_groups_of(const Scenario& scenario);

}  // namespace firedrill
