#pragma once

#include <string>
#include <vector>

#include "harness/rules/rule_file.hpp"

namespace firedrill::rules {

/// The groups as a rule file of Prometheus, which reads back as the same groups. Expressions are in
/// Prometheus' canonical form, durations too.
std::string to_yaml(const std::vector<RuleGroup>& groups);

}  // namespace firedrill::rules
