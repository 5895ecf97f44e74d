#include "harness/journal/event.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

namespace firedrill {
namespace {

using enum EventType;

constexpr std::array table{
    EventTypeInfo{steady_state_met,
                  "steady_state_met",
                  "at t = 0 everything was in order, so the script may begin"},
    EventTypeInfo{steady_state_failed,
                  "steady_state_failed",
                  "at t = 0 something was already wrong: nothing is injected, inconclusive"},
    EventTypeInfo{rollout_started, "rollout_started", "a deploy begins"},
    EventTypeInfo{rollout_step, "rollout_step", "a deploy has changed one batch of replicas"},
    EventTypeInfo{rollout_finished, "rollout_finished", "a deploy has changed its last replica"},
    EventTypeInfo{rollout_blocked, "rollout_blocked", "a deploy was stopped before its end"},
    EventTypeInfo{fault_injected, "fault_injected", "a fault begins to act"},
    EventTypeInfo{fault_cleared, "fault_cleared", "a fault has stopped acting"},
    EventTypeInfo{replica_down, "replica_down", "a replica stopped answering"},
    EventTypeInfo{replica_up, "replica_up", "a replica is ready for requests"},
    EventTypeInfo{impact_started,
                  "impact_started",
                  "clients are hurt: the first bad response of the first bad window"},
    EventTypeInfo{mitigated,
                  "mitigated",
                  "the start of the first window in which clients are no longer hurt"},
    EventTypeInfo{recovered,
                  "recovered",
                  "clients have been well ever since this moment, for long enough to believe it"},
    EventTypeInfo{alert_pending, "alert_pending", "an alert's condition holds, its `for` runs"},
    EventTypeInfo{alert_dropped,
                  "alert_dropped",
                  "a pending alert's condition no longer holds: its `for` will start from nothing"},
    EventTypeInfo{alert_firing,
                  "alert_firing",
                  "an alert, health check or heartbeat fires, or customers or a person tell"},
    EventTypeInfo{alert_resolved, "alert_resolved", "an alert has stopped firing"},
    EventTypeInfo{notification_sent,
                  "notification_sent",
                  "an alert was handed to the pager, or Alertmanager told a receiver"},
    EventTypeInfo{
        notification_failed,
        "notification_failed",
        "Alertmanager could not tell a receiver: it tries again soon, or at its next tick"},
    EventTypeInfo{page_accepted, "page_accepted", "the pager took a page on its way to a person"},
    EventTypeInfo{page_delivered, "page_delivered", "a person's phone rang"},
    EventTypeInfo{page_lost, "page_lost", "a page never reached anybody"},
    EventTypeInfo{escalated, "escalated", "nobody acknowledged in time, the next level is paged"},
    EventTypeInfo{level_skipped,
                  "level_skipped",
                  "nobody is on call at a level of the escalation, so the next is paged at once"},
    EventTypeInfo{escalation_exhausted,
                  "escalation_exhausted",
                  "nobody acknowledged, and every level was tried: nobody else is paged"},
    EventTypeInfo{acknowledged, "acknowledged", "a person took the page"},
    EventTypeInfo{unacknowledged,
                  "unacknowledged",
                  "an acknowledgement has timed out, so the page goes out again"},
    EventTypeInfo{diagnosed, "diagnosed", "a person believes to know what is wrong"},
    EventTypeInfo{action_started, "action_started", "a person or a tool begins to do something"},
    EventTypeInfo{action_finished, "action_finished", "what was begun is done"},
    EventTypeInfo{action_refused, "action_refused", "what was to be done was turned down"},
    EventTypeInfo{
        action_unfinished, "action_unfinished", "what was begun was under way when the run ended"},
    EventTypeInfo{rollback_started, "rollback_started", "the way back to a version before begins"},
    EventTypeInfo{rollback_completed, "rollback_completed", "the version before is in place"},
    EventTypeInfo{incident_resolved, "incident_resolved", "the pager has closed the incident"},
    EventTypeInfo{metric_without_data,
                  "metric_without_data",
                  "a query names a metric that never had a sample in the whole run"},
    EventTypeInfo{
        rule_without_data,
        "rule_without_data",
        "a rule of a rule file reads a metric or labels that never had a sample in the whole run"},
    EventTypeInfo{query_failed,
                  "query_failed",
                  "an alert's or a trigger's expression cannot be evaluated, so it sees nothing"},
    EventTypeInfo{
        step_not_started,
        "step_not_started",
        "a step's trigger never came, its `if` never held, or it began too often already"},
    EventTypeInfo{behind_schedule,
                  "behind_schedule",
                  "a live run could not keep its times: what was decided by less is too close"},
    EventTypeInfo{target_met, "target_met", "a target's end came within its limit"},
    EventTypeInfo{target_missed, "target_missed", "a target's limit has passed without its end"},
    EventTypeInfo{note, "note", "a remark of the script or of a person"},
    EventTypeInfo{run_ended, "run_ended", "the run is over"},
};

constexpr bool in_order_of_the_enumeration() {
  std::size_t expected = 0;
  for (const EventTypeInfo& info : table) {
    if (static_cast<std::size_t>(info.type) != expected) {
      return false;
    }
    ++expected;
  }
  return expected == static_cast<std::size_t>(run_ended) + 1;
}

static_assert(in_order_of_the_enumeration());

}  // namespace

std::span<const EventTypeInfo> event_types() {
  return table;
}

bool happens_in_play(EventType type) {
  constexpr std::array around{steady_state_met,
                              steady_state_failed,
                              metric_without_data,
                              rule_without_data,
                              query_failed,
                              action_unfinished,
                              step_not_started,
                              behind_schedule,
                              target_met,
                              target_missed,
                              run_ended};
  return std::find(around.begin(), around.end(), type) == around.end();
}

std::vector<std::string_view> names_of_events_in_play() {
  std::vector<std::string_view> names;
  for (const EventTypeInfo& info : table) {
    if (happens_in_play(info.type)) {
      names.push_back(info.name);
    }
  }
  return names;
}

std::string_view to_string(EventType type) {
  const auto index = static_cast<std::size_t>(type);
  assert(index < table.size());
  return table.at(index).name;
}

std::optional<EventType> event_type_from(std::string_view name) {
  for (const EventTypeInfo& info : table) {
    if (info.name == name) {
      return info.type;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> detail(const Event& event, std::string_view key) {
  for (const auto& [name, value] : event.details) {
    if (name == key) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace firedrill
