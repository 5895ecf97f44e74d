#include "harness/journal/phases.hpp"

#include <algorithm>

#include "harness/journal/detector.hpp"
#include "harness/journal/query.hpp"

namespace firedrill {
namespace {

/// The moments from which the phases of one impact are measured.
struct Milestones {
  std::optional<Instant> change;
  std::optional<Instant> impact;
  std::optional<Instant> alert;
  std::optional<Instant> page;
  std::optional<Instant> paging_alert;  // the one behind that page
  std::optional<Instant> acknowledged;
  std::optional<Instant> closed;  // by the pager
  std::optional<Instant> action;
  std::optional<Instant> rollback_started;
  std::optional<Instant> rollback_completed;
  std::optional<Instant> mitigated;
  std::optional<Instant> recovered;
  std::optional<Instant> resolved;
};

std::optional<Instant> time_of(const Event* event) {
  return event == nullptr ? std::nullopt : std::optional(event->happened);
}

/// The first event by true time, not before `from`, that the predicate accepts.
template <class Predicate>
const Event* first_after(const Journal& journal, Instant from, Predicate accepts) {
  const Event* first = nullptr;
  for (const Event& event : journal.events) {
    const bool earlier = first == nullptr || event.happened < first->happened;
    if (event.happened >= from && earlier && accepts(event)) {
      first = &event;
    }
  }
  return first;
}

const Event* first_after(const Journal& journal, Instant from, EventType type) {
  return first_after(journal, from, [&](const Event& event) { return event.type == type; });
}

/// What somebody did about it; the script's own actions are none of it.
bool is_response(const Event& event) {
  return event.by != "script" &&
         (event.type == EventType::action_started || event.type == EventType::action_refused ||
          event.type == EventType::rollback_started);
}

void find_page(const Journal& journal, const ImpactWindow& window, Milestones& found) {
  const Event* page = first_after(journal, Instant::min(), [&](const Event& event) {
    if (event.type != EventType::page_delivered) {
      return false;
    }
    const auto chain = chain_of_causes(journal, event);
    return std::any_of(chain.begin(), chain.end(), [&](const Event* link) {
      return link->id == window.detection;
    });
  });
  if (page == nullptr) {
    page = first_after(journal, window.start, EventType::page_delivered);
  }
  if (page == nullptr) {
    return;
  }
  found.page = std::max(page->happened, window.start);
  found.closed = time_of(first_after(journal, *found.page, EventType::incident_resolved));
  for (const Event* link : chain_of_causes(journal, *page)) {
    if (link->type == EventType::alert_firing) {
      found.paging_alert = std::max(link->happened, window.start);
    }
  }
}

void find_rollback(const Journal& journal, const ImpactWindow& window, Milestones& found) {
  const Event* start = first_after(journal, window.start, EventType::rollback_started);
  if (start == nullptr) {
    return;
  }
  found.rollback_started = start->happened;
  found.rollback_completed = time_of(first_after(journal, start->happened, [&](const Event& event) {
    return event.type == EventType::rollback_completed && event.step == start->step;
  }));
}

void find_alert(const Journal& journal, const ImpactWindow& window, Milestones& found) {
  found.alert = window.detected;
  for (const Firing& firing : firings(journal)) {
    if (firing.event->id == window.detection && firing.resolved) {
      found.resolved = firing.end;
    }
  }
}

Milestones milestones(const Journal& journal, const ImpactWindow& window) {
  Milestones found;
  found.change = time_of(change_behind(journal, window));
  found.impact = window.start;
  find_alert(journal, window, found);
  find_page(journal, window, found);
  const Instant aware = found.page.value_or(found.alert.value_or(window.start));
  found.acknowledged = time_of(first_after(journal, aware, EventType::acknowledged));
  const Instant known = found.acknowledged.value_or(found.alert.value_or(window.start));
  found.action = time_of(first_after(journal, known, is_response));
  find_rollback(journal, window, found);
  found.mitigated = window.mitigated;
  if (!window.open()) {
    found.mitigated = window.mitigated.value_or(window.end);
    found.recovered = window.end;
  }
  return found;
}

/// A page that no alert led to may come before the alert that detected the impact.
std::optional<Instant> earlier(std::optional<Instant> alert, std::optional<Instant> page) {
  return alert && page ? std::min(alert, page) : alert;
}

/// The lag until a report by customers or a person is "resolved" does not exist.
bool alert_is_state(const Journal& journal, const ImpactWindow& window) {
  const Event* event = find_event(journal, window.detection);
  return event != nullptr && is_state(*event);
}

}  // namespace

const Event* change_behind(const Journal& journal, const ImpactWindow& window) {
  const Event* impact = find_event(journal, window.started);
  if (impact == nullptr) {
    return nullptr;
  }
  const Event* root = chain_of_causes(journal, *impact).back();
  return root == impact ? nullptr : root;
}

std::vector<Phase> phases(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  Milestones at;
  if (!windows.empty()) {
    at = milestones(journal, windows.front());
  }
  std::vector<Phase> all;
  // `given_up`: when there was nothing left to wait for, if that was before the end of the run.
  const auto add = [&](Phase phase,
                       std::optional<Instant> from,
                       std::optional<Instant> to,
                       std::optional<Instant> given_up = std::nullopt) {
    if (from) {
      phase.length = to.value_or(given_up.value_or(end_of(journal))) - *from;
      phase.censored = !to;
    }
    all.push_back(phase);
  };
  const auto state = [&](std::optional<Instant> from) {
    return !windows.empty() && alert_is_state(journal, windows.front()) ? from : std::nullopt;
  };
  const bool automatic = !at.acknowledged && at.action;
  add({"time_to_impact", "from the change to the first bad response"}, at.change, at.impact);
  add({"time_to_detect", "from impact to the first alert"}, at.impact, at.alert);
  add({"alert_delivery_latency", "from the alert to the phone"},
      at.paging_alert ? at.paging_alert : earlier(at.alert, at.page),
      at.page);
  add({"time_to_page", "from impact to the phone"}, at.impact, at.page);
  add({"time_to_ack", "from the phone to somebody who took it"},
      at.page,
      at.acknowledged,
      at.closed);
  add({"time_to_decide", "from there to the first action"},
      automatic ? at.alert : at.acknowledged,
      at.action);
  add({"rollback_duration", "the rollback itself"}, at.rollback_started, at.rollback_completed);
  add({"time_to_mitigate", "from impact to the first calm"}, at.impact, at.mitigated);
  add({"time_to_recover", "from impact to lasting calm"}, at.impact, at.recovered);
  add({"alert_reset_lag", "from calm to an alert that says so"}, state(at.mitigated), at.resolved);
  return all;
}

IncidentClocks incident_clocks(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  IncidentClocks clocks;
  if (windows.empty()) {
    return clocks;
  }
  const Instant end = windows.back().end;
  for (const ImpactWindow& window : windows) {
    clocks.from_impact =
        clocks.from_impact.value_or(Duration::zero()) + (window.end - window.start);
  }
  clocks.censored = windows.back().open();
  const Event* change = change_behind(journal, windows.front());
  if (change != nullptr) {
    clocks.from_change = end - change->happened;
  }
  return clocks;
}

}  // namespace firedrill
