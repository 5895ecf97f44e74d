#pragma once

#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/journal.hpp"

namespace firedrill {

/// A part of the time that a target took, named by what was waited for: "acknowledge", "decide",
/// "rollback", "restart".
struct TimeShare {
  std::string what;
  Duration length{};
  EventId until = EventId::none;  ///< the event that ended it; none: the run ended first
};

/// Where the time of a duration target went, from the start of its clock to its end (or to the end
/// of the run): the milestones of the incident in between, which together make up all of it. What
/// takes less than a hundredth is counted with its neighbour. Where the way of an alert led to one
/// of them, from the impact that started the clock, its parts stand in their place (see AlertPath).
/// Empty without a duration.
std::vector<TimeShare> where_time_went(const Journal& journal, const TargetResult& result);

/// "acknowledge 10m, decide 5m, rollback 5m, restart 2m".
std::string to_text(const std::vector<TimeShare>& shares);

/// The last event that matters to people and was true by then; null if there is none.
const Event* last_event_by(const Journal& journal, Instant limit);

}  // namespace firedrill
