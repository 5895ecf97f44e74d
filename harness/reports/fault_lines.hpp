#pragma once

#include <string>
#include <vector>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

// What became of faults, in texts that are not escaped yet.

/// "slow (latency): started 1 of 1, hit 20 requests, reached clients 19 times".
std::string fault_line(const Journal& journal, const FaultTally& fault);

/// A sentence, without a full stop, for each fault that others left nothing to do. The run was
/// played as its scenario says, so its verdict stands; but of these faults it proves nothing.
std::vector<std::string> hidden_faults(const Journal& journal);

}  // namespace firedrill::reports
