#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/journal/alert_path.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/windows.hpp"

/// The rules behind pipeline_warnings(): one function for each failure.
namespace firedrill::warnings {

using Events = std::vector<const Event*>;

/// What they look at, and what of it is about what, looked up once.
class Run {
 public:
  /// Both must outlive it.
  Run(const Journal& the_journal, const std::vector<ImpactWindow>& the_windows);

  const Journal& journal;
  const std::vector<ImpactWindow>& windows;
  const std::vector<AlertPath> paths;  ///< by the time at which the alerts fired

  /// All of a type, in the order of the journal.
  const Events& of(EventType type) const;

  /// Alertmanager's messages and failures to send one, which are about an alert's event.
  const Events& sent_about(EventId alert) const;
  const Events& failed_about(EventId alert) const;

  /// Its notes that a receiver was not told of an alert's event.
  const Events& untold_about(EventId alert) const;

  /// The paths of the alert that the event is about, by time.
  const std::vector<const AlertPath*>& paths_of(const Event& alert) const;

 private:
  template <class Key, class Value>
  using Lists = std::map<Key, std::vector<const Value*>>;

  Lists<EventType, Event> by_type_;
  Lists<EventId, Event> sent_;
  Lists<EventId, Event> failed_;
  Lists<EventId, Event> untold_;
  Lists<std::string, AlertPath> paths_;
};

struct Finding {
  std::string sentence;
  EventId evidence = EventId::none;
  std::string about = {};  ///< several findings about the same are told once
};

using Findings = std::vector<Finding>;

Findings silence_hides_resolve(const Run& run);
Findings inhibition_hides_cause(const Run& run);
Findings scrape_failure_resolves(const Run& run);
Findings monitoring_dies(const Run& run);
Findings flap_between_ticks(const Run& run);
Findings group_wait_too_long(const Run& run);
Findings for_reset(const Run& run);
Findings wrong_routing_key(const Run& run);
Findings rate_limited_pages(const Run& run);
Findings peer_delay(const Run& run);
Findings low_urgency_waits(const Run& run);
Findings schedule_gap(const Run& run);
Findings asleep_after_acknowledging(const Run& run);
Findings auto_resolved_live(const Run& run);
Findings slow_burn(const Run& run);
Findings page_outlives_fix(const Run& run);
Findings rollback_incompatible(const Run& run);
Findings rollback_blocked(const Run& run);

/// The impact that was not over at a time; null if there was none.
const ImpactWindow* hurt_at(const Run& run, Instant when);

/// "t+12m30s".
std::string moment(Instant when);

}  // namespace firedrill::warnings
