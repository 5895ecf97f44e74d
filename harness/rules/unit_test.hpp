#pragma once

#include <string>
#include <vector>

#include "harness/rules/unit_test_file.hpp"

namespace firedrill::rules {

/// Runs one of a file's tests with promtool's semantics: all groups are evaluated at each
/// evaluation interval from time 0, whatever their own interval; alerts are those of the last
/// evaluation up to their time; expressions are of their very time. The answer is what promtool
/// 2.42 prints of each failure; nothing if there is none.
std::vector<std::string> run_unit_test(const UnitTestFile& file,
                                       const TestGroup& test,
                                       const std::vector<RuleGroup>& groups);

}  // namespace firedrill::rules
