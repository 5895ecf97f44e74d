#include "harness/control/response_faults.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/text/duration.hpp"

namespace firedrill::control {
namespace {

Outcome outcome_of(faults::ActionOutcome::End end) {
  switch (end) {
    case faults::ActionOutcome::End::refused:
      return Outcome::refused;
    case faults::ActionOutcome::End::failed:
      return Outcome::failed;
    case faults::ActionOutcome::End::no_effect:
    case faults::ActionOutcome::End::wrong_target:
      return Outcome::no_effect;
    case faults::ActionOutcome::End::partial:
      return Outcome::partial;
  }
  return Outcome::failed;
}

template <class Kind>
const Kind* active_as(const auto& entry) {
  return entry.active ? std::get_if<Kind>(&entry.spec.fault) : nullptr;
}

}  // namespace

ResponseFaults::ResponseFaults(Timeline& timeline, World& world, Seed seed)
    : timeline_(timeline),
      world_(world),
      seed_(seed) {}

void ResponseFaults::start(WorldListener listener, Completion done) {
  world_.start(std::move(listener), std::move(done));
}

void ResponseFaults::stop() {
  world_.stop();
}

ResponseFaults::Entry* ResponseFaults::find(std::string_view id) {
  const auto found = std::find_if(
      faults_.begin(), faults_.end(), [&](const Entry& entry) { return entry.spec.id == id; });
  return found == faults_.end() ? nullptr : &*found;
}

void ResponseFaults::perform(const Operation& operation, EventId cause, Completion done) {
  OperationResult result;
  const auto* starts = std::get_if<StartFault>(&operation);
  const auto* ends = std::get_if<EndFault>(&operation);
  Entry* ended = ends == nullptr ? nullptr : find(ends->id);
  if (starts != nullptr && !part_of_response(starts->fault.fault).empty()) {
    result.outcome = begin(starts->fault, cause);
  } else if (ended != nullptr) {
    result.outcome = end(*ended);
  } else if (std::holds_alternative<PostOnStatusPage>(operation)) {
    result = post_status();
  } else if (Entry* forced = forcing(cause)) {
    force(*forced, operation, cause, std::move(done));
    return;
  } else {
    world_.perform(operation, cause, std::move(done));
    return;
  }
  timeline_.scheduler().post([done = std::move(done), result] { done(result); });
}

/// With "partial" the first replicas are changed, and what is about none of the others goes on as
/// ever. With "wrong_target" as many of another service are restarted.
void ResponseFaults::force(Entry& forced,
                           const Operation& operation,
                           EventId cause,
                           Completion done) {
  const auto& fault = std::get<faults::ActionOutcome>(forced.spec.fault);
  OperationResult result{.outcome = outcome_of(fault.outcome),
                         .detail = forced.spec.id + " sees to that",
                         .cause = forced.tally.injected_by};
  if (fault.outcome == faults::ActionOutcome::End::partial) {
    Operation some = operation;
    ReplicaRange* replicas = replicas_of(some);
    const std::size_t changed = replicas == nullptr || replicas->first >= fault.changes
                                    ? 0
                                    : fault.changes - replicas->first;
    if (replicas == nullptr || replicas->count <= changed) {
      world_.perform(operation, cause, std::move(done));
      return;
    }
    if (changed > 0) {
      ++forced.tally.injected;
      replicas->count = changed;
      world_.perform(some, cause, [result, done = std::move(done)](const OperationResult& own) {
        done(own.outcome == Outcome::ok ? result : own);
      });
      return;
    }
    result.outcome = Outcome::failed;  // the others were changed: together that is partial
  }
  ++forced.tally.injected;
  if (fault.outcome == faults::ActionOutcome::End::wrong_target) {
    result.detail =
        fmt::format("{} sees to it that this goes to {} instead", forced.spec.id, fault.instead);
    if (const std::optional<ReplicaRange> astray = same_range(operation, fault.instead)) {
      world_.perform(RestartReplicas{*astray},
                     cause,
                     [result, done = std::move(done)](const auto&) { done(result); });
      return;
    }
  }
  timeline_.scheduler().post([done = std::move(done), result] { done(result); });
}

/// As many replicas of another service as an operation gives a new process, as far as it has them;
/// nullopt: it has none there, or the operation starts nothing.
std::optional<ReplicaRange> ResponseFaults::same_range(const Operation& operation,
                                                       const std::string& service) {
  const ReplicaRange* replicas = replicas_of(operation);
  const auto* install = std::get_if<Install>(&operation);
  const bool starts_nothing = install != nullptr && install->activation == Activation::on_restart;
  const std::size_t there = replicas_of_service(service);
  if (replicas == nullptr || starts_nothing || replicas->first >= there) {
    return std::nullopt;
  }
  return ReplicaRange{.service = service,
                      .first = replicas->first,
                      .count = std::min(replicas->count, there - replicas->first)};
}

std::size_t ResponseFaults::replicas_of_service(const std::string& service) {
  const std::vector<ScrapeTarget> all = world_.scrape_targets();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const ScrapeTarget& each) { return each.job == service; }));
}

Outcome ResponseFaults::begin(const FaultSpec& spec, EventId cause) {
  Entry* entry = find(spec.id);
  if (entry == nullptr) {
    entry = &faults_.emplace_back(
        Entry{.spec = spec,
              .state = initial_state(spec.fault),
              .random = stream(seed_, "fault/" + spec.id + "/decide"),
              .tally = {.id = spec.id, .kind = std::string{kind_of(spec.fault)}}});
  }
  if (entry->active) {
    return Outcome::no_effect;
  }
  const bool was_down = is_down();
  entry->state = initial_state(spec.fault);
  entry->began = timeline_.scheduler().now();
  entry->active = true;
  entry->tally.injected_by = cause;
  ++entry->tally.planned;
  ++entry->tally.started;
  note_prometheus(was_down, cause);
  return Outcome::ok;
}

Outcome ResponseFaults::end(Entry& entry) {
  if (!entry.active) {
    return Outcome::no_effect;
  }
  const bool was_down = is_down();
  entry.active = false;
  note_prometheus(was_down, entry.tally.injected_by);
  return Outcome::ok;
}

/// Whether the fault acts on what happens now; that is counted, and was seen.
bool ResponseFaults::takes(Entry& entry) {
  return entry.active &&
         entry.spec.profile.takes(timeline_.scheduler().now() - entry.began, entry.random);
}

bool ResponseFaults::is_down() const {
  return std::any_of(faults_.begin(), faults_.end(), [](const Entry& entry) {
    return active_as<faults::MonitoringDown>(entry) != nullptr;
  });
}

void ResponseFaults::note_prometheus(bool was_down, EventId cause) {
  if (was_down == is_down()) {
    return;
  }
  Event note{.type = EventType::note,
             .what = "Prometheus hangs: it neither scrapes nor evaluates",
             .cause = cause,
             .by = "prometheus",
             .details = {{"prometheus", "down"}}};
  if (was_down) {
    note.what = "Prometheus goes on";
    note.details = {{"prometheus", "up"}};
  }
  timeline_.record(std::move(note));
}

/// Counted, if it is.
bool ResponseFaults::is_status_page_down() {
  for (Entry& entry : faults_) {
    if (active_as<faults::StatusPageDown>(entry) != nullptr) {
      ++entry.tally.injected;
      return true;
    }
  }
  return false;
}

OperationResult ResponseFaults::post_status() {
  if (is_status_page_down()) {
    return {.outcome = Outcome::refused, .detail = "the status page is down"};
  }
  status_posted_ = timeline_.scheduler().now();
  return {};
}

bool ResponseFaults::tells_customers(Instant since) {
  return status_posted_ >= since && !is_status_page_down();
}

bool ResponseFaults::leaves_out() {
  for (Entry& entry : faults_) {
    if (active_as<faults::MonitoringDown>(entry) != nullptr) {
      ++entry.tally.injected;
      return true;
    }
  }
  return false;
}

ResponseFaults::PageFate ResponseFaults::fate_of_page() {
  PageFate fate;
  for (Entry& entry : faults_) {
    if (part_of_response(entry.spec.fault) != "pager" || !takes(entry)) {
      continue;
    }
    const PageVerdict one = on_page(entry.spec.fault, entry.state, timeline_.scheduler().now());
    if (!one.lost && one.late == Duration::zero() && one.copies == 0) {
      continue;
    }
    ++entry.tally.injected;
    fate.fault = entry.spec.id;
    fate.verdict.late += one.late;
    fate.verdict.copies += one.copies;
    if (one.lost) {
      fate.verdict = {.lost = true};
      break;
    }
  }
  return fate;
}

void ResponseFaults::send_alert(EventId alert, std::function<void()> arrive) {
  Scheduler& scheduler = timeline_.scheduler();
  const Instant now = scheduler.now();
  const bool is_first = !late_alerts_.contains(alert);
  const Duration late = delay_of_alert(alert);
  if (late == Duration::zero() && alerts_under_way_ == 0) {
    arrive();
    return;
  }
  last_arrival_ = std::max(now + late, last_arrival_);
  ++alerts_under_way_;
  scheduler.at(last_arrival_,
               [this, alert, is_first, left = now, by = delayer_, arrive = std::move(arrive)] {
                 --alerts_under_way_;
                 if (is_first) {
                   note_late(alert, faults_[by].spec.id, timeline_.scheduler().now() - left);
                 }
                 arrive();
               });
}

/// Of one that leaves now; counted, also if it only waits for those that were delayed before it.
Duration ResponseFaults::delay_of_alert(EventId alert) {
  Duration late{};
  const bool is_first = !late_alerts_.contains(alert);
  for (std::size_t place = 0; place < faults_.size(); ++place) {
    const auto* delay = active_as<faults::AlertDelay>(faults_[place]);
    if (delay != nullptr && delay->by > Duration::zero()) {
      late += delay->by;
      delayer_ = place;
      faults_[place].tally.injected += is_first ? 1 : 0;
    }
  }
  if (late == Duration::zero() && alerts_under_way_ > 0) {
    faults_[delayer_].tally.injected += is_first ? 1 : 0;
  }
  if (late > Duration::zero() || alerts_under_way_ > 0) {
    late_alerts_.insert(alert);
  }
  return late;
}

void ResponseFaults::note_late(EventId alert, const std::string& fault, Duration late) {
  const Event& told = timeline_.events().at(static_cast<std::size_t>(alert) - 1);
  const bool is_end = told.type == EventType::alert_resolved;
  timeline_.record({.type = EventType::note,
                    .what = fmt::format("{}{} leaves Prometheus {} late ({})",
                                        is_end ? "the end of " : "",
                                        told.subject,
                                        brief(late),
                                        fault),
                    .cause = alert,
                    .subject = told.subject,
                    .by = "prometheus",
                    .details = {{"late_alert", is_end ? "resolved" : "firing"},
                                {"fault", fault},
                                {"late_ns", fmt::to_string(late.count())}}});
}

/// The fault that says how the operations of an event's step end.
ResponseFaults::Entry* ResponseFaults::forcing(EventId cause) {
  if (cause == EventId::none) {
    return nullptr;
  }
  const Event& asks = timeline_.events().at(static_cast<std::size_t>(cause) - 1);
  for (Entry& entry : faults_) {
    const auto* forced = active_as<faults::ActionOutcome>(entry);
    if (forced != nullptr && forced->step == asks.step) {
      return &entry;
    }
  }
  return nullptr;
}

/// A service's targets are its replicas, in their order.
bool ResponseFaults::hits(const Entry& entry, std::size_t target) const {
  const FaultTarget& hit = entry.spec.target;
  if (targets_.at(target).job != hit.service) {
    return false;
  }
  const auto end = targets_.begin() + static_cast<std::ptrdiff_t>(target);
  const auto replica = std::count_if(
      targets_.begin(), end, [&](const ScrapeTarget& each) { return each.job == hit.service; });
  return hit.replicas == 0 || static_cast<std::size_t>(replica) < hit.replicas;
}

std::vector<ScrapeTarget> ResponseFaults::scrape_targets() const {
  return world_.scrape_targets();
}

void ResponseFaults::scrape(std::size_t target, ScrapeCompletion done) {
  if (targets_.empty()) {
    targets_ = world_.scrape_targets();
  }
  for (Entry& entry : faults_) {
    if (active_as<faults::ScrapeFailure>(entry) != nullptr && hits(entry, target) && takes(entry)) {
      ++entry.tally.injected;
      timeline_.scheduler().post([done = std::move(done), id = entry.spec.id] {
        done({.problem = id + " sees to that"});
      });
      return;
    }
  }
  world_.scrape(target, std::move(done));
}

std::vector<FaultTally> ResponseFaults::fault_tallies() const {
  std::vector<FaultTally> tallies = world_.fault_tallies();
  for (const Entry& entry : faults_) {
    tallies.push_back(entry.tally);
    tallies.back().observed = entry.tally.injected;
  }
  return tallies;
}

}  // namespace firedrill::control
