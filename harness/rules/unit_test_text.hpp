#pragma once

#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/promql/value.hpp"
#include "harness/rules/unit_test_file.hpp"

namespace firedrill::rules {

/// How promtool prints what a test expected and got.
std::string alerts_text(const std::vector<ExpectedAlert>& alerts);
std::string samples_text(const promql::Vector& samples);

/// Go's text of a duration: 1h0m30s, 1.5s, 0s.
std::string go_duration(Duration duration);

}  // namespace firedrill::rules
