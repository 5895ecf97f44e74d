#pragma once

#include <vector>

#include "harness/control/timeline.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill::control {

/// Completes the world's tallies: faults that the scenario plans and that never began are listed
/// with nothing but `planned`, and `observed` is counted from what clients got.
///
/// `planned` is what the Director knows: id, kind, planned and the injecting event.
void complete_fault_tallies(Journal& journal, const std::vector<FaultTally>& planned);

/// At the end of a run: one target_met or target_missed event for each target that can be judged,
/// true when its clock ended (or its limit passed). A target without data, or
/// too close to call, is neither.
void record_targets(Timeline& timeline, const Journal& journal);

}  // namespace firedrill::control
