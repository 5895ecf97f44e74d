#include "harness/reports/timeline.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/moment.hpp"

namespace firedrill::reports {
namespace {

using enum EventType;

struct RowKind {
  EventType type;
  std::string_view word;  ///< empty: not for people
  Tone tone = Tone::plain;
};

constexpr std::array table{RowKind{run_started, ""},
                           RowKind{steady_state_met, "steady"},
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
                           RowKind{alert_firing, "alert"},
                           RowKind{alert_resolved, "resolved", Tone::dim},
                           RowKind{notification_sent, ""},
                           RowKind{page_accepted, ""},
                           RowKind{page_delivered, "page"},
                           RowKind{page_lost, "page", Tone::bad},
                           RowKind{escalated, "escalate"},
                           RowKind{acknowledged, "acknowledge"},
                           RowKind{diagnosed, "diagnose"},
                           RowKind{action_started, "action"},
                           RowKind{action_finished, "action"},
                           RowKind{action_refused, "action", Tone::bad},
                           RowKind{rollback_started, "rollback"},
                           RowKind{rollback_completed, "rollback"},
                           RowKind{incident_resolved, "closed", Tone::dim},
                           RowKind{metric_without_data, ""},
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

std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// An action's row is named by what is done: "restart", "purge cache".
std::string word_of(const Event& event, const RowKind& kind) {
  const bool named = kind.word == "action" || kind.word == "deploy";
  return named && detail(event, "action") ? spaced(*detail(event, "action"))
                                          : std::string(kind.word);
}

bool begins(EventType type) {
  return type == rollout_started || type == rollback_started || type == action_started ||
         type == fault_injected;
}

/// With the outcome, unless the sentence names it or it is nothing special.
std::string with_outcome(std::string sentence, const Event& event) {
  const std::string outcome = spaced(event.outcome);
  const bool plain = outcome.empty() || outcome == "ok";
  if (plain || sentence.find(outcome) != std::string::npos) {
    return sentence;
  }
  return fmt::format("{} ({})", sentence, outcome);
}

RowMark mark_of(const TargetResult& target, const std::string& word) {
  RowMark mark;
  if (word != target.definition.name) {
    mark.text = target.definition.name + " ";
  }
  mark.text += fmt::format("{} of {}", actual_text(target), limit_text(target.definition));
  switch (target.status) {
    case TargetStatus::met:
      mark.status = "ok";
      mark.tone = Tone::good;
      break;
    case TargetStatus::missed:
      mark.status = "MISSED by " + margin_text(target).substr(1);
      mark.tone = target.excused() ? Tone::doubtful : Tone::bad;
      break;
    case TargetStatus::no_data:
      break;
  }
  return mark;
}

/// What makes events one row: they repeat what one cause does again and again. The type keeps the
/// others apart, each by its own id.
using GroupKey = std::tuple<EventType, std::string, EventId>;

GroupKey group_of(const Event& event) {
  if (event.type == replica_down || event.type == replica_up) {
    return {event.type, "", event.cause};
  }
  if (event.type == rollout_step) {
    return {event.type, event.step, EventId::none};
  }
  if (event.type == alert_pending) {
    return {event.type, event.subject, EventId::none};
  }
  return {event.type, "", event.id};
}

class Story {
 public:
  Story(const Journal& journal,
        const Assessment& assessment,
        const std::vector<ImpactWindow>& windows)
      : journal_(journal),
        assessment_(assessment),
        windows_(windows) {}

  std::vector<TimelineRow> told() {
    for (const Event* event : by_time(journal_)) {
      if (is_told(*event)) {
        tell(*event);
      }
    }
    for (const auto& [key, group] : groups_) {
      close(group);
    }
    for (const TargetResult& target : assessment_.targets) {
      tell_passed_limit(target);
    }
    if (!windows_.empty() && windows_.back().open()) {
      rows_.push_back({.at = windows_.back().end,
                       .word = "end",
                       .sentence = "the run ends, and clients are still hurt",
                       .tone = Tone::bad});
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& left, const auto& right) {
      return left.at < right.at;
    });
    return std::move(rows_);
  }

 private:
  struct Group {
    std::size_t row = 0;
    std::size_t size = 0;
    Instant last{};
  };

  bool is_told(const Event& event) const {
    if (table.at(static_cast<std::size_t>(event.type)).word.empty()) {
      return false;
    }
    if (event.type == mitigated) {
      return std::none_of(windows_.begin(), windows_.end(), [&](const ImpactWindow& window) {
        return !window.open() && window.end == event.happened;
      });
    }
    return !is_ordered_replica_change(event) && end_after(event) == nullptr;
  }

  /// The end of a rollout that came in the same moment as its last step: they are one row.
  const Event* end_after(const Event& last_step) const {
    const Event* next = find_event(journal_, EventId{static_cast<std::uint32_t>(last_step.id) + 1});
    const bool ends = next != nullptr && last_step.type == rollout_step &&
                      next->step == last_step.step && next->happened == last_step.happened &&
                      (next->type == rollout_finished || next->type == rollback_completed);
    return ends ? next : nullptr;
  }

  /// What the last step did says more than that the rollout is over; what repeats the words of its
  /// beginning is done.
  std::string sentence_of(const Event& event) const {
    const Event* cause = find_event(journal_, event.cause);
    if (cause == nullptr) {
      return with_outcome(event.what, event);
    }
    if (end_after(*cause) == &event) {
      return with_outcome(cause->what, event);
    }
    const bool repeats = cause->step == event.step && cause->what == event.what;
    std::string sentence = event.what + (repeats && !event.step.empty() ? ": done" : "");
    const auto why = detail(event, "why");
    if (why && begins(event.type)) {
      sentence += fmt::format(" ({})", *why);
    }
    return with_outcome(std::move(sentence), event);
  }

  /// What a deploy or a restart does to replicas goes without saying.
  bool is_ordered_replica_change(const Event& event) const {
    if (event.type != replica_down && event.type != replica_up) {
      return false;
    }
    const Event* cause = find_event(journal_, event.cause);
    return cause != nullptr && cause->type != fault_injected && cause->type != fault_cleared;
  }

  void tell(const Event& event) {
    const auto [found, first] = groups_.try_emplace(group_of(event), Group{.row = rows_.size()});
    Group& group = found->second;
    ++group.size;
    group.last = event.happened;
    if (!first) {
      rows_[group.row].evidence.push_back(event.id);
      return;
    }
    const RowKind& kind = table.at(static_cast<std::size_t>(event.type));
    TimelineRow row{.at = event.happened,
                    .word = word_of(event, kind),
                    .sentence = sentence_of(event),
                    .tone = kind.tone,
                    .evidence = {event.id}};
    if (detects(event)) {
      row.word = "detect";
    }
    const Event* step = find_event(journal_, event.cause);
    if (step != nullptr && end_after(*step) == &event) {
      row.evidence.insert(row.evidence.begin(), step->id);
    }
    if (event.type == steady_state_met) {
      row.marks.push_back({"", "ok", Tone::good});
    }
    for (const TargetResult& target : assessment_.targets) {
      if (target.to == event.id) {
        row.marks.push_back(mark_of(target, row.word));
      }
    }
    rows_.push_back(std::move(row));
  }

  bool detects(const Event& event) const {
    return std::any_of(windows_.begin(), windows_.end(), [&](const ImpactWindow& window) {
      return window.detection == event.id;
    });
  }

  void close(const Group& group) {
    if (group.size > 1) {
      TimelineRow& row = rows_[group.row];
      row.sentence +=
          fmt::format(" (and {} more until {})", group.size - 1, since_start(group.last));
    }
  }

  void tell_passed_limit(const TargetResult& target) {
    const auto* rule = std::get_if<DurationTarget>(&target.definition.rule);
    if (rule == nullptr || target.status != TargetStatus::missed || !target.censored) {
      return;
    }
    rows_.push_back({.at = target.clock_start + rule->within,
                     .word = "limit",
                     .sentence = fmt::format(
                         "the {} for {} are over", brief(rule->within), target.definition.name),
                     .tone = Tone::bad,
                     .marks = {{"", "MISSED", target.excused() ? Tone::doubtful : Tone::bad}}});
  }

  const Journal& journal_;
  const Assessment& assessment_;
  const std::vector<ImpactWindow>& windows_;
  std::vector<TimelineRow> rows_;
  std::map<GroupKey, Group> groups_;
};

}  // namespace

std::vector<TimelineRow> timeline(const Journal& journal,
                                  const Assessment& assessment,
                                  const std::vector<ImpactWindow>& windows) {
  return Story(journal, assessment, windows).told();
}

}  // namespace firedrill::reports
