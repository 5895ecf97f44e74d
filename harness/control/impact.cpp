#include "harness/control/impact.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

/// The key with the largest count; the first of them when counts are equal.
template <class Key>
Key largest(const std::map<Key, std::uint64_t>& counts, Key otherwise) {
  std::uint64_t most = 0;
  for (const auto& [key, count] : counts) {
    if (count > most) {
      most = count;
      otherwise = key;
    }
  }
  return otherwise;
}

/// Whether an event of this journal was true only later than that; what is no event of it was not.
bool is_later(const std::vector<Event>& events, EventId id, Instant than) {
  const Event* event = find_event(events, id);
  return event != nullptr && event->happened > than;
}

bool can_remedy(const Event& event) {
  const bool ended =
      event.type == EventType::action_finished || event.type == EventType::rollback_completed ||
      event.type == EventType::rollout_finished || event.type == EventType::fault_cleared;
  return ended && (event.outcome.empty() || event.outcome == "ok" || event.outcome == "partial");
}

/// What the rollout has put in place runs from the replicas' next start.
bool waits_for_restart(const Event& event) {
  return detail(event, "takes_effect") == "on_restart";
}

/// The last start or stop of a replica of the service by then, after that event; null: none.
const Event* restart_after(const std::vector<Event>& events, const Event& rollout, Instant by) {
  const auto found = std::find_if(events.rbegin(), events.rend(), [&](const Event& event) {
    const bool is_one =
        event.type == EventType::replica_up || event.type == EventType::replica_down;
    return is_one && event.subject == rollout.subject && event.happened >= rollout.happened &&
           event.happened <= by;
  });
  return found == events.rend() ? nullptr : &*found;
}

/// What has put the change of a remedy into effect: of a rollout that waited for a restart, that
/// restart. None: nothing has.
EventId in_effect_by(const std::vector<Event>& events, const Event& remedy, Instant by) {
  if (!waits_for_restart(remedy)) {
    return remedy.id;
  }
  const Event* restart = restart_after(events, remedy, by);
  if (restart == nullptr) {
    return EventId::none;
  }
  return restart->cause == EventId::none ? restart->id : restart->cause;
}

/// Whether an event answers an impact, undoes what led to it or is about the same service.
/// `reasons` is the impact's chain of causes.
bool concerns(const std::vector<Event>& events,
              const Event& event,
              const std::vector<const Event*>& reasons) {
  const std::vector<const Event*> chain = chain_of_causes(events, event);
  return event.subject == reasons.back()->subject ||
         std::any_of(chain.begin(), chain.end(), [&](const Event* link) {
           return std::find(reasons.begin(), reasons.end(), link) != reasons.end();
         });
}

}  // namespace

void ImpactMonitor::on_traffic(const TrafficRecord& record) {
  seconds_[record.population].push_back({.start = record.second,
                                         .bad = record.bad,
                                         .total = record.good + record.bad,
                                         .first_bad = record.first_bad,
                                         .causes = record.causes,
                                         .bad_outcomes = record.bad_outcomes});
}

void ImpactMonitor::forget_before_window(Instant end) {
  for (auto& [population, seconds] : seconds_) {
    std::erase_if(seconds, [&](const Second& one) { return one.start < end - rule_.window; });
  }
}

void ImpactMonitor::judge_window(Instant end) {
  forget_before_window(end);
  const std::vector<std::string> populations = populations_in_breach();
  if (!populations.empty()) {
    in_impact(populations, end);
    return;
  }
  if (std::any_of(hurt_.begin(), hurt_.end(), [this](const std::string& name) {
        return window_of(seconds_[name]).total == 0;
      })) {
    after_silence_ = true;
    return;  // nobody got an answer: that they are well is not known
  }
  if (phase_ == Phase::impact) {
    mitigate(after_silence_ ? first_answer() : first_well_second(end));
    after_silence_ = false;
  }
  if (phase_ == Phase::mitigated && end - well_since_ >= rule_.recovered_after) {
    recover();
  }
}

void ImpactMonitor::judge_end(Instant end) {
  const std::vector<std::string> populations = populations_in_breach();
  if (!populations.empty()) {
    in_impact(populations, end);
  }
}

void ImpactMonitor::in_impact(const std::vector<std::string>& populations, Instant end) {
  if (phase_ == Phase::none) {
    open(populations, end);
    hurt_.clear();
  }
  hurt_.insert(populations.begin(), populations.end());
  phase_ = Phase::impact;
  after_silence_ = false;
}

Instant ImpactMonitor::first_bad(const std::string& population) const {
  const std::optional<Instant> first = window_of(seconds_.at(population)).first_bad;
  assert(first);
  return std::max(*first, not_before_);
}

/// The second in which all populations that were hurt have got an answer again.
Instant ImpactMonitor::first_answer() const {
  Instant first = Instant::min();
  for (const std::string& population : hurt_) {
    const std::vector<Second>& seconds = seconds_.at(population);
    const auto answered = std::find_if(
        seconds.begin(), seconds.end(), [](const Second& one) { return one.total > 0; });
    assert(answered != seconds.end());
    first = std::max(first, answered->start);
  }
  return first;
}

/// Where the window begins that is not in breach; if it began before the impact did, which was
/// shorter than a window, the second after the last bad response.
Instant ImpactMonitor::first_well_second(Instant end) const {
  const Instant start = end - rule_.window;
  const Event* impact = find_event(timeline_.events(), impact_);
  assert(impact != nullptr);
  if (start >= impact->happened) {
    return start;
  }
  Instant last = impact->happened;
  for (const std::string& population : hurt_) {
    for (const Second& one : seconds_.at(population)) {
      last = one.bad > 0 ? std::max(last, one.start + std::chrono::seconds{1}) : last;
    }
  }
  return std::min(last, end);
}

std::optional<double> ImpactMonitor::bad_ratio(const std::string& population, Instant since) const {
  const auto found = seconds_.find(population);
  if (found == seconds_.end()) {
    return std::nullopt;
  }
  const Window window = window_of(found->second, since);
  if (window.total == 0) {
    return std::nullopt;
  }
  return static_cast<double>(window.bad) / static_cast<double>(window.total);
}

ImpactMonitor::Window ImpactMonitor::window_of(const std::vector<Second>& seconds,
                                               Instant since) const {
  Window window;
  for (const Second& one : seconds) {
    if (one.start < since) {
      continue;
    }
    window.bad += one.bad;
    window.total += one.total;
    if (one.first_bad && (!window.first_bad || *one.first_bad < *window.first_bad)) {
      window.first_bad = one.first_bad;
    }
  }
  return window;
}

bool ImpactMonitor::in_breach(const Window& window) const {
  return window.bad >= rule_.at_least_bad &&
         static_cast<double>(window.bad) > rule_.above_ratio * static_cast<double>(window.total);
}

std::vector<std::string> ImpactMonitor::populations_in_breach() const {
  std::vector<std::string> names;
  for (const auto& [population, seconds] : seconds_) {
    if (in_breach(window_of(seconds))) {
      names.push_back(population);
    }
  }
  return names;
}

void ImpactMonitor::open(const std::vector<std::string>& populations, Instant end) {
  Instant first = end;
  Window sum;
  std::map<EventId, std::uint64_t> causes;
  std::map<std::string, std::uint64_t> outcomes;
  for (const std::string& name : populations) {
    const std::vector<Second>& seconds = seconds_[name];
    const Window window = window_of(seconds);
    first = std::min(first, window.first_bad.value_or(end));
    sum.bad += window.bad;
    sum.total += window.total;
    for (const Second& one : seconds) {
      for (const CauseTally& tally : one.causes) {
        causes[tally.cause] += tally.bad;
      }
      for (const auto& [outcome, count] : one.bad_outcomes) {
        outcomes[outcome] += count;
      }
    }
  }
  const Instant start = std::max(first, not_before_);
  // What came only after the first bad response did not start this, however much it adds to it.
  std::erase_if(
      causes, [&](const auto& cause) { return is_later(timeline_.events(), cause.first, start); });
  const std::string code = largest(outcomes, std::string{});
  const std::string victims = fmt::format("{}", fmt::join(populations, ", "));
  impact_ =
      timeline_.record_past({.type = EventType::impact_started,
                             .what = fmt::format("in {}, {} of {} responses to {} were bad, {} {}",
                                                 brief(rule_.window),
                                                 sum.bad,
                                                 sum.total,
                                                 victims,
                                                 outcomes[code] == sum.bad ? "all" : "mostly",
                                                 code),
                             .cause = largest(causes, EventId::none),
                             .subject = victims,
                             .details = {{"code", code},
                                         {"bad", fmt::to_string(sum.bad)},
                                         {"responses", fmt::to_string(sum.total)}}},
                            start);
}

/// Windows are whole seconds: what made the clients well within the first one came before that.
void ImpactMonitor::mitigate(Instant start) {
  phase_ = Phase::mitigated;
  well_since_ = std::max(start, not_before_);
  const EventId remedy = last_remedy(timeline_.events(), impact_, well_since_);
  const Event* cure = find_event(timeline_.events(), remedy);
  mitigated_at_ = cure == nullptr ? well_since_ : std::max(well_since_, cure->happened);
  mitigation_ = timeline_.record_past({.type = EventType::mitigated,
                                       .what = "clients are well for " + brief(rule_.window),
                                       .cause = remedy == EventId::none ? impact_ : remedy},
                                      mitigated_at_);
}

void ImpactMonitor::recover() {
  phase_ = Phase::none;
  not_before_ = mitigated_at_;
  timeline_.record_past(
      {.type = EventType::recovered,
       .what = "clients are well again, and stay so for " + brief(rule_.recovered_after),
       .cause = mitigation_},
      mitigated_at_);
}

EventId last_remedy(const std::vector<Event>& events, EventId impact, Instant by) {
  constexpr Duration one_second = std::chrono::seconds{1};  // windows are whole seconds
  const Event* started = find_event(events, impact);
  if (started == nullptr) {
    return EventId::none;
  }
  const std::vector<const Event*> reasons = chain_of_causes(events, *started);
  EventId within_the_second = EventId::none;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (!can_remedy(*event) || event->happened < started->happened ||
        event->happened > by + one_second || !concerns(events, *event, reasons)) {
      continue;
    }
    const EventId id = in_effect_by(events, *event, by + one_second);
    if (id != EventId::none && event->happened <= by) {
      return id;
    }
    within_the_second = id != EventId::none ? id : within_the_second;
  }
  return within_the_second;
}

}  // namespace firedrill::control
