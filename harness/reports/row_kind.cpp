#include "harness/reports/row_kind.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "harness/text/spaced.hpp"

namespace firedrill::reports {
namespace {

using enum EventType;

constexpr std::array table{RowKind{steady_state_met, "steady"},
                           RowKind{steady_state_failed, "steady", Tone::bad},
                           RowKind{rollout_started, "deploy"},
                           RowKind{rollout_step, "deploy"},
                           RowKind{rollout_finished, "deploy"},
                           RowKind{rollout_blocked, "deploy", Tone::bad},
                           RowKind{fault_injected, "fault"},
                           RowKind{fault_cleared, "fault"},
                           RowKind{replica_down, "replica", Tone::dim},
                           RowKind{replica_up, "replica", Tone::dim},
                           RowKind{impact_started, "impact", Tone::bad},
                           RowKind{mitigated, "calm"},
                           RowKind{recovered, "recover", Tone::good},
                           RowKind{alert_pending, "pending", Tone::dim},
                           RowKind{alert_dropped, ""},
                           RowKind{alert_firing, "alert"},
                           RowKind{alert_resolved, "resolved", Tone::dim},
                           RowKind{notification_sent, ""},
                           RowKind{notification_failed, "notify", Tone::bad},
                           RowKind{page_accepted, ""},
                           RowKind{page_delivered, "page"},
                           RowKind{page_lost, "page", Tone::bad},
                           RowKind{escalated, "escalate"},
                           RowKind{level_skipped, "escalate", Tone::bad},
                           RowKind{escalation_exhausted, "escalate", Tone::bad},
                           RowKind{acknowledged, "acknowledge"},
                           RowKind{unacknowledged, "timeout", Tone::bad},
                           RowKind{diagnosed, "diagnose"},
                           RowKind{action_started, "action"},
                           RowKind{action_finished, "action"},
                           RowKind{action_refused, "action", Tone::bad},
                           RowKind{action_unfinished, "action", Tone::doubtful},
                           RowKind{rollback_started, "rollback"},
                           RowKind{rollback_completed, "rollback"},
                           RowKind{incident_resolved, "closed", Tone::dim},
                           RowKind{metric_without_data, ""},
                           RowKind{rule_without_data, "no data", Tone::dim},
                           RowKind{query_failed, ""},
                           RowKind{step_not_started, "skipped", Tone::dim},
                           RowKind{behind_schedule, "late", Tone::doubtful},
                           RowKind{target_met, ""},
                           RowKind{target_missed, ""},
                           RowKind{note, "note"},
                           RowKind{run_ended, ""}};

constexpr bool in_order_of_the_enumeration() {
  for (std::size_t index = 0; index < table.size(); ++index) {
    if (static_cast<std::size_t>(table.at(index).type) != index) {
      return false;
    }
  }
  return table.size() == static_cast<std::size_t>(run_ended) + 1;
}

static_assert(in_order_of_the_enumeration());

}  // namespace

const RowKind& row_kind(EventType type) {
  return table.at(static_cast<std::size_t>(type));
}

std::string word_of(const Event& event) {
  if (event.type == notification_sent && event.by == "alertmanager") {
    return "notify";
  }
  const std::string_view word = row_kind(event.type).word;
  const auto action = detail(event, "action");
  return word == "action" && action ? spaced(*action) : std::string(word);
}

bool begins_action(EventType type) {
  return type == rollout_started || type == rollback_started || type == action_started ||
         type == fault_injected;
}

std::string with_outcome(std::string sentence, const Event& event) {
  const std::string outcome = spaced(event.outcome);
  const bool plain = outcome.empty() || outcome == "ok";
  if (plain || sentence.find(outcome) != std::string::npos) {
    return sentence;
  }
  return fmt::format("{} ({})", sentence, outcome);
}

}  // namespace firedrill::reports
