#include "harness/journal/breakdown.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <variant>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/alert_path.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/spaced.hpp"

namespace firedrill {
namespace {

using enum EventType;

/// What is waited for until an event of this type; empty if it is no milestone.
struct Milestone {
  EventType type;
  std::string_view wait;
  bool once;  ///< only the first one in the span
};

constexpr std::array milestone_table{Milestone{alert_pending, "notice", true},
                                     Milestone{alert_firing, "detect", true},
                                     Milestone{page_delivered, "page", true},
                                     Milestone{acknowledged, "acknowledge", true},
                                     Milestone{escalated, "escalate", false},
                                     Milestone{diagnosed, "diagnose", false},
                                     Milestone{action_started, "decide", false},
                                     Milestone{rollback_started, "decide", false},
                                     Milestone{action_finished, "action", false},
                                     Milestone{action_refused, "refusal", false},
                                     Milestone{rollback_completed, "rollback", false},
                                     Milestone{rollout_finished, "rollout", false},
                                     Milestone{fault_cleared, "fault ends", false},
                                     Milestone{impact_started, "first failure", true},
                                     Milestone{mitigated, "calm down", false},
                                     Milestone{recovered, "calm down", false}};

const Milestone* milestone(EventType type) {
  const auto* found = std::find_if(milestone_table.begin(),
                                   milestone_table.end(),
                                   [&](const Milestone& one) { return one.type == type; });
  return found == milestone_table.end() ? nullptr : found;
}

bool is_work(EventType type) {
  return type == action_finished || type == action_refused || type == rollback_completed ||
         type == rollout_finished;
}

/// What an action is called by its kind and by what it came to, if that is not what was wanted:
/// "restart", "purge cache refused", "rollback (no effect)".
std::string wait_for(const Event& event, const Milestone& kind, bool deciding) {
  std::string text{kind.wait};
  if (is_work(event.type) && detail(event, "action")) {
    text = spaced(*detail(event, "action"));
  }
  if (event.type == action_refused) {
    text += " refused";
  } else if (is_work(event.type) && !event.outcome.empty() && event.outcome != "ok") {
    text += " (" + spaced(event.outcome) + ")";
  }
  const bool between_actions = kind.wait == "decide" && !deciding;
  return between_actions ? "wait" : text;
}

void add(std::vector<TimeShare>& shares, TimeShare share) {
  const bool at_once = share.length == Duration::zero() && !shares.empty();
  if (at_once && share.what == "detect" && shares.back().what == "notice") {
    shares.back() = {share.what, shares.back().length, share.until};  // it fired without waiting
  } else if (!shares.empty() && shares.back().what == share.what) {
    shares.back().length += share.length;
    shares.back().until = share.until;
  } else if (share.length > Duration::zero()) {
    shares.push_back(std::move(share));
  }
}

/// What the script does is not part of the answer, unless the clock runs from the change; but that
/// its fault ends may well be.
bool concerns(const Event& event, const DurationTarget& rule) {
  const bool from_change = rule.from_start || rule.from == rollout_started;
  return from_change || event.by != "script" || event.type == fault_cleared;
}

bool is_noise(EventType type) {
  constexpr std::array noise{run_ended,
                             replica_down,
                             replica_up,
                             alert_pending,
                             alert_dropped,
                             notification_sent,
                             page_accepted,
                             metric_without_data,
                             rule_without_data,
                             query_failed,
                             action_unfinished,
                             step_not_started,
                             behind_schedule,
                             target_met,
                             target_missed};
  return std::find(noise.begin(), noise.end(), type) != noise.end();
}

/// What is waited for at the end of a run: an action that is under way, if there is one.
std::string still_waited_for(const Journal& journal, const DurationTarget& rule) {
  std::string text = "nothing more";
  for (const Event& event : journal.events) {
    if (event.type == action_unfinished && concerns(event, rule)) {
      text = spaced(detail(event, "action").value_or("action")) + " (still under way)";
    }
  }
  return text;
}

/// The ways of the alerts that say when their condition began, for a clock that starts with their
/// impact.
std::vector<AlertPath> paths_from(const Journal& journal, const DurationTarget& rule) {
  std::vector<AlertPath> paths;
  if (!rule.from_start && rule.from == impact_started) {
    paths = alert_paths(journal, impact_windows(journal));
    std::erase_if(paths, [](const AlertPath& path) { return !timing_of(*path.alert); });
  }
  return paths;
}

/// How the time until an event went, if the way of an alert led to it; else empty.
std::vector<TimeShare> along_path(const Journal& journal,
                                  const std::vector<AlertPath>& paths,
                                  const Event& event,
                                  Instant start) {
  const std::vector<const Event*> chain = chain_of_causes(journal, event);
  for (const AlertPath& path : paths) {
    const bool led_here = std::find(chain.begin(), chain.end(), path.alert) != chain.end();
    if (!led_here || path.from != start || path.to < event.happened) {
      continue;
    }
    std::vector<TimeShare> shares;
    Duration left = event.happened - start;
    for (const TimeShare& part : path.parts) {
      if (left > Duration::zero()) {
        shares.push_back({part.what, std::min(part.length, left), part.until});
        left -= shares.back().length;
      }
    }
    return shares;
  }
  return {};
}

bool is_on_path(EventType type) {
  return type == alert_firing || type == page_delivered || type == acknowledged;
}

}  // namespace

std::vector<TimeShare> where_time_went(const Journal& journal, const TargetResult& result) {
  const auto* rule = std::get_if<DurationTarget>(&result.definition.rule);
  std::vector<TimeShare> shares;
  if (rule == nullptr || !result.actual) {
    return shares;
  }
  const std::vector<AlertPath> paths = paths_from(journal, *rule);
  const Instant end = result.clock_start + *result.actual;
  const Duration least = *result.actual / 100;
  Instant since = result.clock_start;
  bool deciding = true;  // nobody has done anything yet
  std::set<EventType> seen;
  for (const Event* event : by_time(journal)) {
    const Milestone* kind = milestone(event->type);
    const bool last = event->id == result.to;
    if (kind == nullptr || event->happened <= result.clock_start || event->happened > end ||
        !concerns(*event, *rule)) {
      continue;
    }
    const bool fires = event->type == alert_firing && event->happened == since;
    const bool repeated = !seen.insert(kind->type).second && kind->once;
    if (last || (!repeated && (fires || event->happened - since >= least))) {
      add(shares, {wait_for(*event, *kind, deciding), event->happened - since, event->id});
      since = event->happened;
      if (is_on_path(event->type)) {
        if (auto finer = along_path(journal, paths, *event, result.clock_start); !finer.empty()) {
          shares = std::move(finer);
        }
      }
    }
    deciding = !is_work(event->type);
    if (last) {
      break;
    }
  }
  if (since < end) {
    const bool ended = result.to != EventId::none;
    add(shares, {ended ? "the rest" : still_waited_for(journal, *rule), end - since, result.to});
  }
  return shares;
}

std::string to_text(const std::vector<TimeShare>& shares) {
  std::string text;
  for (const TimeShare& share : shares) {
    text += (text.empty() ? "" : ", ") + share.what + " " + brief(share.length);
  }
  return text;
}

const Event* last_event_by(const Journal& journal, Instant limit) {
  const Event* last = nullptr;
  for (const Event* event : by_time(journal)) {
    if (event->happened <= limit && !is_noise(event->type)) {
      last = event;
    }
  }
  return last;
}

}  // namespace firedrill
