#include "harness/reports/timeline.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/reports/row_kind.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::reports {
namespace {

using enum EventType;

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
    case TargetStatus::too_close:
      mark.status = "too close";
      mark.tone = Tone::doubtful;
      break;
    case TargetStatus::no_data:
      break;
  }
  return mark;
}

/// What a command wrote, its lines side by side.
std::string side_by_side(std::string_view lines) {
  std::string text;
  for (const char letter : lines) {
    text += letter == '\n' ? std::string(" / ") : std::string(1, letter);
  }
  return text;
}

/// Two events that are one row: the last step of a rollout and the end that came with it, or a
/// beginning that was done at once.
bool are_pair(const Event& first, const Event& end) {
  if (end.step.empty() || first.step != end.step || first.happened != end.happened) {
    return false;
  }
  const bool last_step = first.type == rollout_step &&
                         (end.type == rollout_finished || end.type == rollback_completed);
  return last_step || (begins_action(first.type) && end.what == first.what + ": done");
}

class Story {
 public:
  Story(const Journal& journal,
        const Assessment& assessment,
        const std::vector<ImpactWindow>& windows)
      : journal_(journal),
        assessment_(assessment),
        windows_(windows) {
    for (const Event& end : journal.events) {
      const Event* cause = find_event(journal, end.cause);
      if (cause != nullptr && are_pair(*cause, end)) {
        end_of_.emplace(cause->id, &end);
      }
    }
  }

  std::vector<TimelineRow> told() {
    for (const Event* event : by_time(journal_)) {
      if (is_told(*event)) {
        tell(*event);
      }
      if (event->type == alert_firing || event->type == alert_resolved) {
        last_change_of_[event->subject] = event->id;
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
                       .sentence = end_sentence(windows_.back(), journal_.header.impact),
                       .tone = windows_.back().calm_since ? Tone::doubtful : Tone::bad});
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& left, const auto& right) {
      return left.at < right.at;
    });
    return std::move(rows_);
  }

 private:
  /// Events with the same key are one row: they repeat what one cause does again and again. The
  /// type keeps all others apart, each by its own id.
  using GroupKey = std::tuple<EventType, std::string, EventId>;

  struct Group {
    std::size_t row = 0;
    std::size_t size = 0;
    Instant last{};
  };

  GroupKey group_of(const Event& event) const {
    if (event.type == replica_down || event.type == replica_up) {
      return {event.type, "", event.cause};
    }
    if (event.type == rollout_step) {
      return {event.type, event.step, EventId::none};
    }
    if (event.type == alert_pending) {  // those before it fires, and those after
      const auto change = last_change_of_.find(event.subject);
      return {event.type,
              event.subject,
              change == last_change_of_.end() ? EventId::none : change->second};
    }
    if (event.type == notification_failed) {  // attempts to tell a receiver of the same
      return {event.type, std::string(detail(event, "receiver").value_or("")), event.cause};
    }
    if (event.type == mitigated) {
      return {event.type, "", last_impact_before(event)};
    }
    return {event.type, "", event.id};
  }

  EventId last_impact_before(const Event& event) const {
    EventId impact = EventId::none;
    for (const ImpactWindow& window : windows_) {
      impact = window.started < event.id ? window.started : impact;
    }
    return impact;
  }

  bool is_told(const Event& event) const {
    if (word_of(event).empty() || end_of_.count(event.id) > 0) {
      return false;
    }
    if (event.type == mitigated) {
      return std::none_of(windows_.begin(), windows_.end(), [&](const ImpactWindow& window) {
        return !window.open() && window.end == event.happened;
      });
    }
    return !is_ordered_replica_change(event);
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
    TimelineRow row{.at = event.happened,
                    .word = detects(event) ? "detect" : word_of(event),
                    .sentence = sentence_of(event),
                    .tone = row_kind(event.type).tone};
    if (const Event* other = first_of_pair(event)) {
      row.evidence.push_back(other->id);
    }
    row.evidence.push_back(event.id);
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

  /// Of the pair whose second event this is; its words stand in their row.
  const Event* first_of_pair(const Event& event) const {
    const auto found = end_of_.find(event.cause);
    const bool paired = found != end_of_.end() && found->second == &event;
    return paired ? find_event(journal_, event.cause) : nullptr;
  }

  /// Why something is done stands where it begins.
  std::string sentence_of(const Event& event) const {
    const Event* first = first_of_pair(event);
    const Event& begin = first == nullptr ? event : *first;
    const auto why = detail(begin, "why");
    const std::string sentence = why && begins_action(begin.type)
                                     ? with_outcome(fmt::format("{} ({})", begin.what, *why), event)
                                     : with_outcome(begin.what, event);
    const auto output = detail(event, "output");
    return output ? fmt::format("{} [it wrote: {}]", sentence, side_by_side(*output)) : sentence;
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
    const std::string limit = brief(rule->within);
    rows_.push_back(
        {.at = target.clock_start + rule->within,
         .word = "limit",
         .sentence = fmt::format("the {} for {} are over", limit, target.definition.name),
         .tone = Tone::bad,
         .marks = {{"", "MISSED", target.excused() ? Tone::doubtful : Tone::bad}}});
  }

  const Journal& journal_;
  const Assessment& assessment_;
  const std::vector<ImpactWindow>& windows_;
  std::vector<TimelineRow> rows_;
  std::map<GroupKey, Group> groups_;
  std::map<std::string, EventId> last_change_of_;  ///< an alert -> when it last fired or resolved
  std::map<EventId, const Event*> end_of_;         ///< the first event of a pair -> the second
};

}  // namespace

std::vector<TimelineRow> timeline(const Journal& journal,
                                  const Assessment& assessment,
                                  const std::vector<ImpactWindow>& windows) {
  return Story(journal, assessment, windows).told();
}

}  // namespace firedrill::reports
