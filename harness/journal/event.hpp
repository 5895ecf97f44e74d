#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill {

/// Position of an event in its journal: 1, 2, 3, ... `none` means "no event", a root cause.
enum class EventId : std::uint32_t {
  none = 0
};

/// The first cause that is known.
constexpr EventId either(EventId first, EventId second) {
  return first == EventId::none ? second : first;
}

/// The vocabulary of the timeline. Adding one: a name here and a line in event.cpp's table, which
/// is what `firedrill list events` and the documentation print.
enum class EventType : std::uint8_t {
  steady_state_met,
  steady_state_failed,
  rollout_started,
  rollout_step,
  rollout_finished,
  rollout_blocked,
  fault_injected,
  fault_cleared,
  replica_down,
  replica_up,
  impact_started,
  mitigated,
  recovered,
  alert_pending,
  alert_dropped,
  alert_firing,
  alert_resolved,
  notification_sent,
  notification_failed,
  page_accepted,
  page_delivered,
  page_lost,
  escalated,
  level_skipped,
  escalation_exhausted,
  acknowledged,
  unacknowledged,
  diagnosed,
  action_started,
  action_finished,
  action_refused,
  action_unfinished,
  rollback_started,
  rollback_completed,
  incident_resolved,
  metric_without_data,
  rule_without_data,
  query_failed,
  step_not_started,
  behind_schedule,
  target_met,
  target_missed,
  note,
  run_ended,
};

struct EventTypeInfo {
  EventType type;
  std::string_view name;     ///< as in the journal: "impact_started"
  std::string_view meaning;  ///< one sentence for `firedrill list events`
};

/// Every event type once, in the order of the enumeration.
std::span<const EventTypeInfo> event_types();
/// Whether it can happen while the scenario plays, so that a step can wait for it and a target can
/// be measured by it: the beginning, the end and the judgement of a run cannot.
bool happens_in_play(EventType type);
/// The names of those.
std::vector<std::string_view> names_of_events_in_play();
std::string_view to_string(EventType type);
std::optional<EventType> event_type_from(std::string_view name);

/// One thing that happened. Plain data: everything a report needs is in the text fields, so that a
/// journal can be read back without the scenario's types.
struct Event {
  EventId id = EventId::none;  ///< given by the Journal
  Instant happened{};          ///< when it was true
  Instant known{};             ///< when firedrill knew; >= happened
  EventType type = EventType::note;
  std::string what = {};  ///< a sentence (part) for people: "server 4.2.0 -> 5.0.0, all at once"
  EventId cause = EventId::none;  ///< the event that caused this one
  std::string subject = {};       ///< the service, alert, person, population or target it is about
  std::string step = {};          ///< id of the script or response step, if one is concerned
  std::string by = {};            ///< who or what: "script", "alert", "customers", a person's name
  std::string outcome = {};       ///< to_string(Outcome) for actions; a target's status
  /// Further facts in the order written, e.g. {"code", "500"}, {"limit_ns", "60000000000"}.
  std::vector<std::pair<std::string, std::string>> details = {};
};

/// The value of a detail, or nullopt.
std::optional<std::string_view> detail(const Event& event, std::string_view key);

}  // namespace firedrill
