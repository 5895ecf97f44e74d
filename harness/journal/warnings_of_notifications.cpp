#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/warning_rules.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::warnings {
namespace {

using enum EventType;

std::string text_of(const Event& event, std::string_view key) {
  return std::string(detail(event, key).value_or(""));
}

/// The first message about an alert's event, to that receiver, if it is named, at or after a time.
const Event* told_of(const Run& run, EventId alert, const std::string& receiver, Instant from) {
  for (const Event* event : run.sent_about(alert)) {
    const bool same = receiver.empty() || text_of(*event, "receiver") == receiver;
    if (same && event->happened >= from) {
      return event;
    }
  }
  return nullptr;
}

std::string_view what_hides(std::string_view untold) {
  if (untold == "inhibited") {
    return "an inhibition";
  }
  return untold == "muted_by_time" ? "a time interval" : "a silence";
}

/// The next time that the alert fired and was no news.
const Event* swallowed(const Run& run, const Event& hidden) {
  for (const Event* event : run.of(note)) {
    if (event->id > hidden.id && event->subject == hidden.subject &&
        detail(*event, "untold") == "known" &&
        detail(*event, "receiver") == detail(hidden, "receiver")) {
      return event;
    }
  }
  return nullptr;
}

/// How much was bad by each cause in a span.
std::map<EventId, std::uint64_t> bad_by_cause(const Journal& journal, Instant from, Instant to) {
  std::map<EventId, std::uint64_t> bad;
  for (const TrafficRecord& record : journal.traffic) {
    if (record.second < from || record.second >= to) {
      continue;
    }
    for (const CauseTally& tally : record.causes) {
      bad[tally.cause] += tally.bad;
    }
  }
  return bad;
}

/// When the alert stopped, or the receiver heard of it.
Instant end_of_inhibition(const Run& run, const Event& inhibited) {
  Instant end = end_of(run.journal);
  const Event* alert = find_event(run.journal, inhibited.cause);
  for (const AlertPath* path :
       alert == nullptr ? std::vector<const AlertPath*>{} : run.paths_of(*alert)) {
    end = path->alert == alert ? path->resolved.value_or(end) : end;
  }
  const Event* told =
      told_of(run, inhibited.cause, text_of(inhibited, "receiver"), inhibited.happened);
  return told == nullptr ? end : std::min(end, told->happened);
}

/// The first alert after `path` that is the same one, if it was resolved and fired again.
const AlertPath* next_of(const Run& run, const AlertPath& path) {
  const auto& paths = run.paths_of(*path.alert);
  const auto next = std::partition_point(paths.begin(), paths.end(), [&](const AlertPath* other) {
    return other->alert->happened <= path.alert->happened;
  });
  return next == paths.end() ? nullptr : *next;
}

/// Whether receivers heard of the end before the alert fired again.
bool end_was_told(const Run& run, const AlertPath& path, const AlertPath& next) {
  const Events& sent = run.of(notification_sent);
  return std::any_of(sent.begin(), sent.end(), [&](const Event* event) {
    return detail(*event, "status") == "resolved" && event->subject == path.alert->subject &&
           event->happened >= *path.resolved && event->happened <= next.alert->happened;
  });
}

/// Whether a receiver was not told of the alert although it was news.
bool is_muted(const Run& run, EventId alert) {
  const Events& untold = run.untold_about(alert);
  return std::any_of(untold.begin(), untold.end(), [](const Event* event) {
    return detail(*event, "untold") != "known";
  });
}

/// Whether there was a tick before the alert fired again at which something hid its end.
bool end_was_hidden(const Run& run, const AlertPath& path, const AlertPath& next) {
  const Events& notes = run.of(note);
  return std::any_of(notes.begin(), notes.end(), [&](const Event* event) {
    return detail(*event, "untold") && detail(*event, "alert") == "resolved" &&
           event->subject == path.alert->subject && event->happened >= *path.resolved &&
           event->happened <= next.alert->happened;
  });
}

/// Whether receivers took the second time for the first one's going on.
bool runs_together(const Run& run, const AlertPath& path, const AlertPath& next) {
  return next.impact != path.impact && !is_muted(run, next.alert->id) &&
         told_of(run, next.alert->id, "", next.alert->happened) == nullptr &&
         !end_was_told(run, path, next) && !end_was_hidden(run, path, next);
}

/// Whether it came and went within Alertmanager's default group_interval, while clients were hurt,
/// and no receiver was even tried. Where that takes longer its receiver tells nobody on purpose.
bool was_over_untold(const Run& run, const AlertPath& path) {
  return path.impact != EventId::none && run.failed_about(path.alert->id).empty() &&
         *path.resolved - path.alert->happened < std::chrono::minutes{5} &&
         told_of(run, path.alert->id, "", path.alert->happened) == nullptr;
}

/// What receivers answered, told once for each.
Findings failures_of(const Run& run,
                     bool (*concerns)(std::string_view status),
                     std::string_view advice) {
  Findings found;
  std::map<std::string, std::size_t> count;
  const Events& all = run.of(notification_failed);
  for (const Event* event : all) {
    if (concerns(text_of(*event, "http"))) {
      ++count[text_of(*event, "receiver")];
    }
  }
  for (const Event* event : all) {
    const std::string receiver = text_of(*event, "receiver");
    if (!concerns(text_of(*event, "http"))) {
      continue;
    }
    const Event* told = told_of(run, event->cause, receiver, event->happened);
    const std::string after =
        told == nullptr ? "of this alert it never heard"
                        : fmt::format("it heard {} later", brief(told->happened - event->happened));
    found.push_back({fmt::format("{} answered {} to {}, first at {} about {}: {}; {}",
                                 receiver,
                                 text_of(*event, "http"),
                                 count[receiver] == 1 ? "a message"
                                                      : fmt::format("{} messages", count[receiver]),
                                 moment(event->happened),
                                 event->subject,
                                 after,
                                 advice),
                     event->id,
                     receiver});
  }
  return found;
}

}  // namespace

/// Prometheus tells of a resolved alert again for 15 minutes, so it may be told after all.
Findings silence_hides_resolve(const Run& run) {
  Findings found;
  for (const Event* event : run.of(note)) {
    const std::string receiver = text_of(*event, "receiver");
    if (!detail(*event, "untold") || detail(*event, "alert") != "resolved" ||
        told_of(run, event->cause, receiver, event->happened) != nullptr) {
      continue;
    }
    const Event* next = swallowed(run, *event);
    const std::string after =
        next == nullptr ? "the next time nobody is paged"
                        : fmt::format("when it fired again nobody was paged ({}), nor will be",
                                      moment(next->happened));
    const auto repeat = duration_of(*event, "repeat_interval_ns");
    found.push_back(
        {fmt::format("{} hid from {} that {} is resolved, so {} before repeat_interval{} is over; "
                     "end a silence as soon as its alert is resolved",
                     what_hides(text_of(*event, "untold")),
                     receiver,
                     event->subject,
                     after,
                     repeat ? " (" + brief(*repeat) + ")" : ""),
         next == nullptr ? event->id : next->id,
         event->subject + receiver});
  }
  return found;
}

Findings inhibition_hides_cause(const Run& run) {
  Findings found;
  for (const Event* event : run.of(note)) {
    if (detail(*event, "untold") != "inhibited" || detail(*event, "alert") == "resolved") {
      continue;
    }
    const Instant end = end_of_inhibition(run, *event);
    std::vector<std::string> causes;
    for (const auto& [cause, bad] : bad_by_cause(run.journal, event->happened, end)) {
      const Event* behind = find_event(run.journal, cause);
      if (behind != nullptr && bad >= run.journal.header.impact.at_least_bad) {
        causes.push_back(behind->what);
      }
    }
    if (causes.size() < 2) {
      continue;
    }
    found.push_back(
        {fmt::format(
             "another alert inhibited {} for {} while clients were hurt by \"{}\" and by "
             "\"{}\": who answered the one did not hear of the other; inhibit only what has "
             "the same cause, by labels in \"equal\"",
             event->subject,
             brief(end - event->happened),
             causes[0],
             causes[1]),
         event->id,
         event->subject});
  }
  return found;
}

/// Only where Alertmanager has ticks, and not where something else muted the alert.
Findings flap_between_ticks(const Run& run) {
  Findings found;
  const Events& sent = run.of(notification_sent);
  const bool has_ticks = std::any_of(
      sent.begin(), sent.end(), [](const Event* event) { return event->by == "alertmanager"; });
  for (const AlertPath& path : run.paths) {
    if (!has_ticks || !path.resolved || path.alert->by != "alert" ||
        is_muted(run, path.alert->id)) {
      continue;
    }
    const std::string& name = path.alert->subject;
    const AlertPath* next = next_of(run, path);
    if (was_over_untold(run, path)) {
      found.push_back({fmt::format("{} fired at {} for {} and was over before Alertmanager told "
                                   "anybody; a \"keep_firing_for\" longer than group_wait keeps it",
                                   name,
                                   moment(path.alert->happened),
                                   brief(*path.resolved - path.alert->happened)),
                       path.alert->id,
                       name});
    } else if (next != nullptr && runs_together(run, path, *next)) {
      found.push_back({fmt::format("{} was resolved at {} and fired again at {}, between two ticks "
                                   "of its group: receivers know of one incident; shorten "
                                   "group_interval",
                                   name,
                                   moment(*path.resolved),
                                   moment(next->alert->happened)),
                       next->alert->id,
                       name});
    }
  }
  return found;
}

Findings group_wait_too_long(const Run& run) {
  Findings found;
  for (const TargetResult& target : assess(run.journal).targets) {
    const auto* rule = std::get_if<DurationTarget>(&target.definition.rule);
    if (rule == nullptr || rule->to != page_delivered || target.status != TargetStatus::missed ||
        target.censored || !target.margin) {
      continue;
    }
    const Event* page = find_event(run.journal, target.to);
    const Events chain = page == nullptr ? Events{} : chain_of_causes(run.journal, *page);
    for (const AlertPath& path : run.paths) {
      const Duration waited = path.length_of("group_wait") + path.length_of("group_interval");
      const bool led_to_it = std::find(chain.begin(), chain.end(), path.alert) != chain.end();
      if (led_to_it && waited >= -*target.margin) {
        found.push_back(
            {fmt::format("{} was missed by {}, and Alertmanager waited {} for the group "
                         "of {}: give what pages a route with a shorter group_wait and "
                         "group_interval",
                         target.definition.name,
                         brief(-*target.margin),
                         brief(waited),
                         path.alert->subject),
             target.to,
             target.definition.name});
      }
    }
  }
  return found;
}

Findings wrong_routing_key(const Run& run) {
  const auto refused = [](std::string_view status) {
    return status.size() == 3 && status.front() == '4' && status != "429";
  };
  return failures_of(run,
                     refused,
                     "Alertmanager does not try again before the group's next tick; check the key "
                     "and what is sent, and alert on alertmanager_notifications_failed_total by "
                     "another way");
}

Findings rate_limited_pages(const Run& run) {
  return failures_of(
      run,
      [](std::string_view status) { return status == "429"; },
      "group alerts by what one person would work on, not by instance");
}

Findings peer_delay(const Run& run) {
  Findings found;
  for (const AlertPath& path : run.paths) {
    const Duration waited = path.length_of("peers");
    if (waited > Duration::zero()) {
      found.push_back(
          {fmt::format("Alertmanager waited {} before it told of {}, for members of its "
                       "cluster that come first and are gone; plan for it, or shorten "
                       "--cluster.peer-timeout",
                       brief(waited),
                       path.alert->subject),
           path.alert->id});
    }
  }
  return found;
}

}  // namespace firedrill::warnings
