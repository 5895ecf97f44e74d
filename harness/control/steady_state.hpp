#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/control/impact.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/promql/value.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// What a condition or a trigger asks of a query: a vector that is not empty. A number always is
/// something.
bool returns_something(const promql::Value& value);

/// What speaks against injecting anything at t = 0, a sentence each; empty if the steady state
/// holds: every population was answered and is well, and each of the scenario's own conditions
/// returns something.
std::vector<std::string> steady_state_violations(const Scenario& scenario,
                                                 const ImpactMonitor& impact,
                                                 const promql::SampleStore& store,
                                                 std::int64_t t_ms);

}  // namespace firedrill::control
