#pragma once

#include <string>

#include "harness/core/time.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/target.hpp"

namespace firedrill {

/// For people, rounded: "50%", "25.9%", "0.31%", "0.012%".
std::string percent(double ratio);

/// "24m", "at least 5m", "1m to 2m", "at most 0", "at most 0.1%".
std::string limit_text(const TargetDefinition& target);

/// "22m30s", "over 30m" when censored, "3", "0.2%", "no data".
std::string actual_text(const TargetResult& result);

/// "+1m30s", "-2m30s", "over 6m late" of a miss whose end never came, or "" without data.
std::string margin_text(const TargetResult& result);

/// "recover took 22m30s, target 20m (over by 2m30s)", "recover has no data: ...", "recover
/// took 20m1s, target 20m: too close to call, ...": a sentence without its full stop.
std::string sentence(const TargetResult& result);

}  // namespace firedrill
