#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/late_spans.hpp"

namespace firedrill {

/// How far a live run fell behind its own schedule: what services and people did then came later in
/// the incident than it would have on a machine that keeps up.
struct BehindSchedule {
  LateSpans when = {};   ///< not empty
  Duration wall{};       ///< the latest of all, wall time
  std::string who = {};  ///< "firedrill, api-0": which processes were late
};

/// The event that says so, behind_schedule; it happened when the first of what was late was due.
Event to_event(const BehindSchedule& behind);

/// What the journal says about it; nullopt: the run kept its schedule.
std::optional<BehindSchedule> how_far_behind(const Journal& journal);

/// Makes those targets too_close that the lateness may have decided:
///
///  * a duration that was met or missed by no more than the run was late while it was measured;
///  * failed requests over their limit by no more than failed of those that were under way
///    while the run was late;
///  * any other count over its limit by no more than came since the run was late first: one late
///    scrape is enough for a page.
///
/// A known miss stays what it is.
void doubt_close_calls(const Journal& journal, std::vector<TargetResult>& targets);

}  // namespace firedrill
