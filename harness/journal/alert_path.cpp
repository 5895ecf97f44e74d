#include "harness/journal/alert_path.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/query.hpp"

namespace firedrill {
namespace {

using enum EventType;

constexpr std::array<std::string_view, 5> end_names{
    "acknowledged", "joined", "closed", "unheard", "untold"};

/// The parts of a path, one after the other. What was over before the path has come so far has no
/// length.
class Walk {
 public:
  explicit Walk(Instant from) : at_(from) {}

  Instant at() const { return at_; }

  void until(std::string_view what, Instant then, EventId event) {
    if (then <= at_) {
      return;
    }
    if (!parts_.empty() && parts_.back().what == what) {
      parts_.back().length += then - at_;
      parts_.back().until = event;
    } else {
      parts_.push_back({std::string(what), then - at_, event});
    }
    at_ = then;
  }

  std::vector<TimeShare> taken() { return std::move(parts_); }

 private:
  Instant at_;
  std::vector<TimeShare> parts_;
};

/// Which events are about which alert, looked up once.
class Index {
 public:
  explicit Index(const Journal& journal) {
    std::vector<EventId> page_of(journal.events.size() + 1, EventId::none);
    for (const Event* event : by_time(journal)) {
      if (event->type == notification_sent || event->type == notification_failed) {
        for (const EventId alert : alerts_of(*event)) {
          notifications_[alert].push_back(event);
        }
      } else if (event->type == alert_dropped) {
        dropped_[alert_key(*event)].push_back(event);
      }
    }
    for (const Event& event : journal.events) {
      note_what_happened(event);
      const auto cause = static_cast<std::size_t>(event.cause);
      const auto own = static_cast<std::size_t>(event.id);
      if (cause >= page_of.size() || own >= page_of.size()) {
        continue;  // a damaged journal
      }
      EventId page = page_of[cause];
      const bool is_new = page == EventId::none && event.type == page_delivered;
      if (event.type == page_accepted || is_new) {
        page = event.id;
        accepted_.emplace(event.cause, &event);
      }
      page_of[own] = page;
      if (page != EventId::none) {
        of_page_[page].push_back(&event);
      }
    }
  }

  /// Alertmanager's messages that an alert fires, failed ones too, by time.
  std::vector<const Event*> notifications(EventId alert) const { return at(notifications_, alert); }

  /// How the pager began with a notification, or with an alert that came without one.
  const Event* accepted(EventId cause) const {
    const auto found = accepted_.find(cause);
    return found == accepted_.end() ? nullptr : found->second;
  }

  /// When an alert that was delayed left Prometheus; null: it was not.
  const Event* late(EventId alert) const {
    const auto found = late_.find(alert);
    return found == late_.end() ? nullptr : found->second;
  }

  /// Alertmanager's notes at ticks at which receivers were not told of an alert.
  std::vector<const Event*> untold(EventId alert) const { return at(untold_, alert); }

  /// The first time after an event that the pager closed the incidents of its name; null: never.
  const Event* closed_after(const Event& event) const {
    const auto found = closed_.find(event.subject);
    if (found == closed_.end()) {
      return nullptr;
    }
    const auto first = std::upper_bound(
        found->second.begin(), found->second.end(), event.id, [](EventId id, const Event* closing) {
          return id < closing->id;
        });
    return first == found->second.end() ? nullptr : *first;
  }

  /// The first time since `from` that the same alert was dropped while pending; null: never.
  const Event* dropped_since(const Event& alert, Instant from) const {
    const auto found = dropped_.find(alert_key(alert));
    if (found == dropped_.end()) {
      return nullptr;
    }
    const auto first = std::lower_bound(
        found->second.begin(), found->second.end(), from, [](const Event* drop, Instant start) {
          return drop->happened < start;
        });
    return first == found->second.end() ? nullptr : *first;
  }

  /// What came of an incident of the pager, by time.
  std::vector<const Event*> of_page(EventId page) const { return at(of_page_, page); }

 private:
  using Lists = std::map<EventId, std::vector<const Event*>>;
  using NamedLists = std::map<std::string, std::vector<const Event*>>;

  void note_what_happened(const Event& event) {
    if (event.type == note && detail(event, "untold")) {
      untold_[event.cause].push_back(&event);
    } else if (event.type == note && detail(event, "late_alert")) {
      late_.emplace(event.cause, &event);
    } else if (event.type == incident_resolved) {
      closed_[event.subject].push_back(&event);
    }
  }

  template <class Map, class Key>
  static std::vector<const Event*> at(const Map& lists, const Key& id) {
    const auto found = lists.find(id);
    return found == lists.end() ? std::vector<const Event*>{} : found->second;
  }

  Lists notifications_;
  std::map<EventId, const Event*> accepted_;
  std::map<EventId, const Event*> late_;
  Lists of_page_;
  Lists untold_;
  NamedLists closed_;
  NamedLists dropped_;
};

const ImpactWindow* impact_of(const Firing& firing, const std::vector<ImpactWindow>& windows) {
  const ImpactWindow* overlapped = nullptr;
  for (const ImpactWindow& window : windows) {
    if (window.started == firing.event->cause) {
      return &window;
    }
    const bool overlaps = firing.begin <= window.end && firing.end >= window.start;
    overlapped = overlaps && overlapped == nullptr ? &window : overlapped;
  }
  return overlapped;
}

/// The first time that the alert was pending in this impact and not long enough.
const Event* first_try(const Journal& journal,
                       const Index& index,
                       const Event& alert,
                       Instant from) {
  const Event* dropped = index.dropped_since(alert, from);
  return dropped != nullptr && dropped->happened < alert.happened
             ? find_event(journal, dropped->cause)
             : nullptr;
}

/// The first point of the scrape's grid that is not before `from`.
Instant first_scrape(const ConditionTiming& timing, Instant from) {
  if (timing.scraped <= from || timing.scrape_interval <= Duration::zero()) {
    return from;
  }
  return timing.scraped -
         timing.scrape_interval * ((timing.scraped - from) / timing.scrape_interval);
}

void detect(const Journal& journal, const Index& index, const Event& alert, Walk& walk) {
  const std::optional<ConditionTiming> timing = timing_of(alert);
  if (!timing) {
    const bool by_rule = alert.by.empty() || alert.by == "alert";
    walk.until(by_rule ? "detect" : "report", alert.happened, alert.id);
    return;
  }
  const Event* tried = first_try(journal, index, alert, walk.at());
  const ConditionTiming first = tried == nullptr ? *timing : timing_of(*tried).value_or(*timing);
  if (first.range > Duration::zero()) {
    walk.until("unseen", first.held - first.range - first.scrape_interval, alert.id);
  }
  walk.until("scrape", first_scrape(first, walk.at()), alert.id);
  walk.until("window", first.held, tried == nullptr ? alert.id : tried->id);
  walk.until("for reset", timing->held, alert.id);
  const Duration waited = std::min(timing->pending_for, alert.happened - timing->pending);
  walk.until("for", std::min(walk.at() + waited, alert.happened), alert.id);
  walk.until("evaluation", alert.happened, alert.id);
}

std::string_view what_mutes(std::string_view untold) {
  if (untold == "muted_by_time") {
    return "muted";
  }
  return untold;
}

/// Alertmanager's note at a tick at which a receiver was not told.
const Event* first_untold(const Index& index, const AlertPath& path, const Event* told) {
  for (const Event* event : index.untold(path.alert->id)) {
    if (told == nullptr || detail(*event, "receiver") == detail(*told, "receiver")) {
      return event;
    }
  }
  return nullptr;
}

/// Of several receivers, the one that pages.
const Event* paging_notification(const Index& index, const std::vector<const Event*>& all) {
  for (const Event* event : all) {
    if (event->type == notification_sent && index.accepted(event->id) != nullptr) {
      return event;
    }
  }
  const auto sent = std::find_if(
      all.begin(), all.end(), [](const Event* event) { return event->type == notification_sent; });
  return sent != all.end() ? *sent : all.empty() ? nullptr : all.back();
}

/// Null if no pager took it.
const Event* deliver(const Index& index, const AlertPath& path, Walk& walk) {
  if (const Event* late = index.late(path.alert->id)) {
    walk.until("alert_delay", late->happened, late->id);
  }
  const std::vector<const Event*> all = index.notifications(path.alert->id);
  const Event* told = paging_notification(index, all);
  const Event* untold = first_untold(index, path, told);
  if (untold != nullptr && (told == nullptr || untold->happened < told->happened)) {
    walk.until("group_wait", untold->happened, untold->id);
  }
  if (told == nullptr) {
    return index.accepted(path.alert->id);
  }
  const auto first = std::find_if(all.begin(), all.end(), [&](const Event* event) {
    return detail(*event, "receiver") == detail(*told, "receiver") &&
           detail(*event, "integration") == detail(*told, "integration");
  });
  if (const std::optional<Instant> flushed = instant_of(**first, "flushed_ns")) {
    const bool muted = untold != nullptr && untold->happened < *flushed;
    walk.until(muted ? what_mutes(*detail(*untold, "untold"))
                     : detail(**first, "waited_for").value_or("group_wait"),
               *flushed,
               (*first)->id);
    walk.until("peers", (*first)->happened, (*first)->id);
  }
  walk.until(*first == told ? "page" : "retries", told->happened, told->id);
  return told->type == notification_sent ? index.accepted(told->id) : nullptr;
}

/// From the pager to somebody who acknowledges.
void page(const Index& index, const Event& accepted, AlertPath& path, Walk& walk) {
  path.end = PathEnd::unheard;
  for (const Event* event : index.of_page(accepted.id)) {
    if (event->type == escalated || event->type == level_skipped) {
      walk.until("escalation", event->happened, event->id);
    } else if (event->type == page_delivered && walk.at() == event->happened) {
      continue;
    } else if (event->type == page_delivered) {
      walk.until("page", event->happened, event->id);
    } else if (event->type == acknowledged) {
      walk.until("acknowledge", event->happened, event->id);
      path.end = PathEnd::acknowledged;
      path.ended_by = event->id;
      return;
    }
  }
}

void follow(const Journal& journal, const Index& index, AlertPath& path) {
  Walk walk(path.from);
  detect(journal, index, *path.alert, walk);
  const Event* accepted = deliver(index, path, walk);
  if (accepted != nullptr && detail(*accepted, "joined")) {
    path.end = PathEnd::joined;
    path.ended_by = accepted->id;
  } else if (accepted != nullptr) {
    page(index, *accepted, path, walk);
  }
  if (path.end == PathEnd::unheard) {
    const Event* closed = index.closed_after(*accepted);
    path.end = closed == nullptr ? PathEnd::unheard : PathEnd::closed;
    path.ended_by = closed == nullptr ? EventId::none : closed->id;
    walk.until(
        "acknowledge", closed == nullptr ? end_of(journal) : closed->happened, path.ended_by);
  }
  path.to = walk.at();
  path.parts = walk.taken();
}

}  // namespace

std::string_view to_string(PathEnd end) {
  return end_names.at(static_cast<std::size_t>(end));
}

Duration AlertPath::length_of(std::string_view what) const {
  Duration sum{};
  for (const TimeShare& part : parts) {
    sum += part.what == what ? part.length : Duration::zero();
  }
  return sum;
}

std::vector<AlertPath> alert_paths(const Journal& journal,
                                   const std::vector<ImpactWindow>& windows) {
  const Index index(journal);
  std::vector<AlertPath> paths;
  for (const Firing& firing : firings(journal)) {
    AlertPath path{.alert = firing.event};
    const std::optional<ConditionTiming> timing = timing_of(*firing.event);
    const ImpactWindow* impact = impact_of(firing, windows);
    path.from = timing ? std::min(timing->held, firing.begin) : firing.begin;
    if (impact != nullptr) {
      path.impact = impact->started;
      path.from = std::min(impact->start, firing.begin);
    }
    if (firing.resolved) {
      path.resolved = firing.end;
    }
    const bool by_rule = firing.event->by.empty() || firing.event->by == "alert";
    if (impact != nullptr && !impact->open() && by_rule) {
      path.reset_lag = firing.end - impact->end;
    }
    follow(journal, index, path);
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace firedrill
