#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/warning_rules.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::warnings {
namespace {

using enum EventType;

/// The first acknowledgement of what each of the pager's incidents has led to.
std::map<EventId, const Event*> acknowledgements(const Run& run) {
  std::map<EventId, const Event*> found;
  for (const Event* event : run.of(acknowledged)) {
    for (const Event* link : chain_of_causes(run.journal, *event)) {
      if (link->type == page_accepted) {
        found.emplace(link->id, event);
      }
    }
  }
  return found;
}

/// When the pager closed it, or the run ended.
Instant end_of_incident(const Run& run, const Event& accepted) {
  const Events& all = run.of(incident_resolved);
  const auto later = std::partition_point(
      all.begin(), all.end(), [&](const Event* event) { return event->id <= accepted.id; });
  const auto own = std::find_if(
      later, all.end(), [&](const Event* event) { return event->subject == accepted.subject; });
  return own == all.end() ? end_of(run.journal) : (*own)->happened;
}

bool is_rollback(const Event& event) {
  return detail(event, "action") == "rollback";
}

/// The path of an alert that had not been resolved at a time.
bool still_fires(const Run& run, const Event& incident) {
  return std::any_of(run.paths.begin(), run.paths.end(), [&](const AlertPath& path) {
    const bool fires = path.alert->happened <= incident.happened &&
                       (!path.resolved || *path.resolved > incident.happened);
    return fires && path.alert->subject == incident.subject && path.alert->by == "alert";
  });
}

}  // namespace

Findings low_urgency_waits(const Run& run) {
  Findings found;
  const std::map<EventId, const Event*> taken_by = acknowledgements(run);
  for (const Event* event : run.of(page_accepted)) {
    const auto escalates = duration_of(*event, "escalates_after_ns");
    if (detail(*event, "urgency") != "low" || !escalates) {
      continue;
    }
    const auto acknowledgement = taken_by.find(event->id);
    const Event* taken = acknowledgement == taken_by.end() ? nullptr : acknowledgement->second;
    const Instant until = taken == nullptr ? end_of_incident(run, *event) : taken->happened;
    const Duration late = until - event->happened - *escalates;
    if (late <= Duration::zero()) {
      continue;
    }
    found.push_back(
        {fmt::format(
             "the page for {} is of low urgency, which never escalates: {} {} after the next "
             "level would have been paged; give the alert the label urgency=\"high\", or "
             "the policy \"urgency\": \"high\"",
             event->subject,
             taken == nullptr ? "nobody took it in the" : "it was taken",
             brief(late)),
         event->id,
         event->subject});
  }
  return found;
}

Findings schedule_gap(const Run& run) {
  Findings found;
  for (const Event* event : run.of(level_skipped)) {
    found.push_back({fmt::format("{}, when {} was paged; fill the gap in the schedule, or name "
                                 "somebody who is always there",
                                 event->what,
                                 event->subject),
                     event->id,
                     event->what});
  }
  return found;
}

Findings asleep_after_acknowledging(const Run& run) {
  Findings found;
  for (const Event* event : run.of(acknowledged)) {
    if (detail(*event, "then") != "asleep") {
      continue;
    }
    const auto timeout = duration_of(*event, "times_out_after_ns");
    found.push_back(
        {fmt::format("{} acknowledged {} and fell asleep again; {}",
                     event->by,
                     event->subject,
                     timeout ? fmt::format("only the acknowledgement timeout of {} brings it back, "
                                           "so keep that shorter than what you can bear",
                                           brief(*timeout))
                             : "nothing brings it back: set an \"acknowledgement_timeout\""),
         event->id,
         event->by + event->subject});
  }
  return found;
}

Findings auto_resolved_live(const Run& run) {
  Findings found;
  for (const Event* event : run.of(incident_resolved)) {
    if (detail(*event, "why") != "auto_resolve_timeout" ||
        (!still_fires(run, *event) && hurt_at(run, event->happened) == nullptr)) {
      continue;
    }
    found.push_back({fmt::format("the pager closed {} by time at {}, and it was not over; lengthen "
                                 "\"auto_resolve_timeout\", or leave it out",
                                 event->subject,
                                 moment(event->happened)),
                     event->id,
                     event->subject});
  }
  return found;
}

/// Responses that a version put back has made bad.
Findings rollback_incompatible(const Run& run) {
  std::map<EventId, std::uint64_t> bad;
  for (const TrafficRecord& record : run.journal.traffic) {
    for (const CauseTally& tally : record.causes) {
      bad[tally.cause] += tally.bad;
    }
  }
  Findings found;
  for (const auto& [cause, count] : bad) {
    const Event* event = find_event(run.journal, cause);
    if (event == nullptr || count < run.journal.header.impact.at_least_bad ||
        (event->type != rollback_started && event->type != rollback_completed &&
         !(event->type == rollout_step && is_rollback(*event)))) {
      continue;
    }
    found.push_back({fmt::format("the rollback of {} made {} requests fail by itself: the version "
                                 "before does not fit what has changed meanwhile; make changes in "
                                 "two steps, each of which can be taken back",
                                 event->subject,
                                 count),
                     event->id,
                     event->subject});
  }
  return found;
}

Findings rollback_blocked(const Run& run) {
  Findings found;
  for (const Event* event : run.of(action_refused)) {
    const ImpactWindow* window = hurt_at(run, event->happened);
    const Event* impact = window == nullptr ? nullptr : find_event(run.journal, window->started);
    if (!is_rollback(*event) || impact == nullptr) {
      continue;
    }
    const auto chain = chain_of_causes(run.journal, *impact);
    const bool same_cause = std::any_of(chain.begin() + 1, chain.end(), [&](const Event* link) {
      return link->id == event->cause;
    });
    if (!same_cause) {
      continue;
    }
    found.push_back({fmt::format("the rollback was refused at {} by the failure that it was to end "
                                 "({}); have a way back that does not depend on what it repairs",
                                 moment(event->happened),
                                 event->what),
                     event->id,
                     event->subject});
  }
  return found;
}

}  // namespace firedrill::warnings
