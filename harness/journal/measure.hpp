#pragma once

#include <vector>

#include "harness/journal/assess.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"

namespace firedrill {

/// One target against a run; see DurationTarget for the rules. Events count at the time at which
/// they were true. An action that ended other than ok has not come to its end, and an alert that
/// fires already when impact starts has detected it after zero seconds.
TargetResult measure_duration(const Journal& journal,
                              const TargetDefinition& definition,
                              const DurationTarget& rule);

/// A count against its limits. A share of no requests at all is no data; so is a limit that a run
/// which was cut short has not broken yet.
TargetResult measure_quantity(const Journal& journal,
                              const IncidentCounts& counts,
                              const TargetDefinition& definition,
                              const QuantityTarget& rule);

}  // namespace firedrill
