#include "harness/control/response_faults.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/text/duration.hpp"

namespace firedrill::control {
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

Outcome ResponseFaults::begin(const FaultSpec& spec, EventId cause) {
  Entry* entry = find(spec.id);
  if (entry == nullptr) {
    const auto memory = [&](const char* of) {
      return Memory{.state = initial_state(spec.fault),
                    .random = stream(seed_, "fault/" + spec.id + of)};
    };
    entry = &faults_.emplace_back(
        Entry{.spec = spec,
              .memory = memory("/decide"),
              .hidden = memory("/hidden"),
              .tally = {.id = spec.id, .kind = std::string{kind_of(spec.fault)}}});
  }
  if (entry->active) {
    return Outcome::no_effect;
  }
  const bool was_down = is_down();
  entry->memory.state = initial_state(spec.fault);
  entry->hidden.state = entry->memory.state;
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

/// Whether the fault acts on what happens now.
bool ResponseFaults::takes(const Entry& entry, Memory& memory) const {
  return entry.active &&
         entry.spec.profile.takes(timeline_.scheduler().now() - entry.began, memory.random);
}

/// Whether any fault acts; counted by the first that does, and as suppressed by all others.
bool ResponseFaults::count_first(const std::function<bool(Entry&)>& acts) {
  const Entry* first = nullptr;
  for (Entry& entry : faults_) {
    if (!acts(entry)) {
      continue;
    }
    if (first != nullptr) {
      suppress(entry.tally.suppressed_by, first->spec.id);
      continue;
    }
    ++entry.tally.injected;
    first = &entry;
  }
  return first != nullptr;
}

bool ResponseFaults::is_down() const {
  return std::any_of(faults_.begin(), faults_.end(), [](const Entry& entry) {
    return entry.as<faults::MonitoringDown>() != nullptr;
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
  return count_first(
      [](const Entry& entry) { return entry.as<faults::StatusPageDown>() != nullptr; });
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

bool ResponseFaults::leaves_out(std::optional<std::size_t> target) {
  const auto hangs = [](const Entry& entry) {
    return entry.as<faults::MonitoringDown>() != nullptr;
  };
  if (!count_first(hangs)) {
    return false;
  }
  if (target) {
    scrape_failed_by(*target, &*std::find_if(faults_.begin(), faults_.end(), hangs));
  }
  return true;
}

PageVerdict ResponseFaults::word_on_page(const Entry& entry, Memory& memory) const {
  if (part_of_response(entry.spec.fault) != "pager" || !takes(entry, memory)) {
    return {};
  }
  return on_page(entry.spec.fault, memory.state, timeline_.scheduler().now());
}

ResponseFaults::PageFate ResponseFaults::fate_of_page() {
  PageFate fate;
  for (Entry& entry : faults_) {
    const bool is_lost = fate.verdict.lost;
    const PageVerdict one = word_on_page(entry, is_lost ? entry.hidden : entry.memory);
    if (!one.lost && one.late == Duration::zero() && one.copies == 0) {
      continue;
    }
    if (is_lost) {
      suppress(entry.tally.suppressed_by, fate.fault);
      continue;
    }
    ++entry.tally.injected;
    fate.fault = entry.spec.id;
    fate.verdict.late += one.late;
    fate.verdict.copies += one.copies;
    if (one.lost) {
      fate.verdict = {.lost = true};
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
    const auto* delay = faults_[place].as<faults::AlertDelay>();
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

/// The fault that lets the scrape fail; null: none. Counted, if another one has not let it
/// `before`.
ResponseFaults::Entry* ResponseFaults::scrape_failed_by(std::size_t target, const Entry* before) {
  if (targets_.empty()) {
    targets_ = world_.scrape_targets();
  }
  Entry* first = nullptr;
  for (Entry& entry : faults_) {
    Memory& memory = before == nullptr ? entry.memory : entry.hidden;
    if (entry.as<faults::ScrapeFailure>() == nullptr || !hits(entry, target) ||
        !takes(entry, memory)) {
      continue;
    }
    if (before != nullptr) {
      suppress(entry.tally.suppressed_by, before->spec.id);
      continue;
    }
    ++entry.tally.injected;
    first = &entry;
    before = first;
  }
  return first;
}

void ResponseFaults::scrape(std::size_t target, ScrapeCompletion done) {
  const Entry* failed_by = scrape_failed_by(target, nullptr);
  if (failed_by == nullptr) {
    world_.scrape(target, std::move(done));
    return;
  }
  timeline_.scheduler().post([done = std::move(done), id = failed_by->spec.id] {
    done({.problem = id + " sees to that"});
  });
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
