#include "mock_services/service/fault_set.hpp"

#include <algorithm>
#include <limits>
#include <variant>

#include <fmt/format.h>

namespace firedrill::mock {
namespace {

AnswerChange change_by(const Fault& fault) {
  if (const auto* body = std::get_if<faults::BodyChange>(&fault)) {
    return body->change;
  }
  if (const auto* cut = std::get_if<faults::Truncate>(&fault); cut != nullptr && cut->bytes) {
    return CutBody{static_cast<std::size_t>(*cut->bytes)};
  }
  const auto* headers = std::get_if<faults::HeaderChange>(&fault);
  return headers == nullptr ? AnswerChange{} : headers->change;
}

}  // namespace

bool FaultSet::start(const FaultSpec& fault, EventId cause, Instant began, Instant process) {
  auto entry = find(fault.id);
  if (entry == entries_.end()) {
    const auto memory = [&](std::string_view of) {
      const std::string name = fmt::format("fault/{}/{}/{}", fault.id, of, ordinal_);
      return Memory{.state = FaultState{}, .random = stream(seed_, name)};
    };
    entry = entries_.insert(
        entries_.end(), {.spec = fault, .memory = memory("decide"), .hidden = memory("hidden")});
  }
  if (entry->active) {
    return false;
  }
  entry->spec = fault;
  entry->memory.state = initial_state(fault.fault, std::max(began, process));
  entry->hidden.state = entry->memory.state;
  entry->cause = cause;
  entry->began = began;
  entry->active = true;
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& one, const Entry& other) {
    return one.began < other.began;  // it may have come again
  });
  return true;
}

bool FaultSet::end(std::string_view id) {
  const auto entry = find(id);
  if (entry == entries_.end() || !entry->active) {
    return false;
  }
  entry->active = false;
  return true;
}

bool FaultSet::concerns(const Entry& entry, const FaultedRequest& request) const {
  const FaultTarget& target = entry.spec.target;
  const std::string_view version = target.from.empty() ? version_ : request.caller_version;
  return entry.active && (target.from.empty() || target.from == request.caller) &&
         (target.population.empty() || target.population == request.population) &&
         (target.version.empty() || target.version == version) &&
         (target.replicas == 0 || ordinal_ < target.replicas);
}

Verdict FaultSet::word_of(const Entry& entry,
                          Memory& memory,
                          const FaultedRequest& request,
                          Instant now,
                          Instant wire) const {
  if (!concerns(entry, request) || !entry.spec.profile.takes(now - entry.began, memory.random)) {
    return Pass{};
  }
  return firedrill::decide(entry.spec.fault,
                           memory.state,
                           {.now = now,
                            .random = memory.random,
                            .wire = wire,
                            .endpoint = request.endpoint,
                            .lasted = now - entry.began,
                            .lot = request.lot,
                            .on_edge = !entry.spec.target.from.empty(),
                            .caller_age = request.caller_age});
}

FaultDecision FaultSet::decide(const FaultedRequest& request, Instant now, Instant wire) {
  FaultDecision decision;
  const Entry* last = nullptr;  // which has ended the request
  Composition<Entry*> composition;
  for (Entry& entry : entries_) {
    Memory& memory = last == nullptr ? entry.memory : entry.hidden;
    const FaultState before = memory.state;
    const Verdict verdict = word_of(entry, memory, request, now, wire);
    if (!has_effect(verdict)) {
      continue;
    }
    if (last != nullptr) {
      suppress(entry.suppressed_by, last->spec.id);
      continue;
    }
    take(decision, composition, {.who = &entry, .before = before}, verdict);
    last = decision.is_final() ? &entry : nullptr;
  }
  return decision;
}

void FaultSet::take(FaultDecision& decision,
                    Composition<Entry*>& composition,
                    const Composition<Entry*>::Word& word,
                    const Verdict& verdict) const {
  Entry& entry = *word.who;
  decision.touched = true;
  ++entry.injected;
  const auto taken = composition.take(decision,
                                      word,
                                      verdict,
                                      slowdown(verdict, usual_work_),
                                      [](const auto& undone, const Entry* by) {
                                        --undone.who->injected;
                                        suppress(undone.who->suppressed_by, by->spec.id);
                                        undone.who->memory.state = undone.before;
                                      });
  if (taken.leads) {
    decision.cause = entry.cause;
  }
  if (taken.spoils) {
    decision.change = change_by(entry.spec.fault);  // it may end before the answer is there
  }
}

/// The first of several that would do the same does it.
void FaultSet::count(Entry& entry, const Entry*& first) {
  if (first != nullptr) {
    suppress(entry.suppressed_by, first->spec.id);
    return;
  }
  ++entry.injected;
  first = &entry;
}

std::optional<EventId> FaultSet::added_call(std::string_view callee,
                                            std::string_view population,
                                            Instant now) {
  const Entry* first = nullptr;
  for (Entry& entry : entries_) {
    const FaultTarget& target = entry.spec.target;
    const FaultedRequest call{
        .caller = target.from, .population = population, .caller_version = version_};
    if (!acts_on_calls(entry.spec.fault) || target.service != callee || !concerns(entry, call)) {
      continue;
    }
    Rng& random = first == nullptr ? entry.memory.random : entry.hidden.random;
    const Duration lasted = now - entry.began;
    if (!entry.spec.profile.takes(lasted, random) ||
        random.unit() >= missing_at(entry.spec.fault, lasted)) {
      continue;
    }
    count(entry, first);
  }
  return first == nullptr ? std::nullopt : std::optional{first->cause};
}

bool FaultSet::any() const {
  return std::any_of(
      entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.active; });
}

bool FaultSet::accepts_nothing(Instant now) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return concerns(entry, {}) &&
           firedrill::accepts_nothing(entry.spec.fault, entry.memory.state, now);
  });
}

bool FaultSet::has_moved_clock() const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return concerns(entry, {}) && std::holds_alternative<faults::ClockSkew>(entry.spec.fault);
  });
}

std::optional<EventId> FaultSet::refused_by_clock(const TokenTimes& token) {
  const Entry* first = nullptr;
  for (Entry& entry : entries_) {
    if (concerns(entry, {}) && refuses(entry.spec.fault, token)) {
      count(entry, first);
    }
  }
  return first == nullptr ? std::nullopt : std::optional{first->cause};
}

/// Counted under the fault of the provider, which is none of this replica's.
std::optional<EventId> FaultSet::refused_as_issued(const TokenTimes& token,
                                                   const IssuerClock& issuer) {
  const Fault right_clock = faults::ClockSkew{.leeway = issuer.leeway};
  if (!refuses(right_clock, token)) {
    return std::nullopt;
  }
  auto entry = find(issuer.fault);
  if (entry == entries_.end()) {
    entry = entries_.insert(entry,
                            {.spec = {.id = issuer.fault, .target = {}, .fault = right_clock},
                             .memory = {initial_state(right_clock), Rng{0}},
                             .hidden = {initial_state(right_clock), Rng{0}}});
  }
  ++entry->injected;
  return issuer.cause;
}

std::size_t FaultSet::workers_left() const {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const Entry& entry : entries_) {
    if (concerns(entry, {})) {
      least = std::min(least, firedrill::workers_left(entry.spec.fault).value_or(least));
    }
  }
  return least;
}

std::vector<FaultSet::Tally> FaultSet::tallies() const {
  std::vector<Tally> tallies;
  for (const Entry& entry : entries_) {
    tallies.push_back({.id = entry.spec.id,
                       .active = entry.active,
                       .injected = entry.injected,
                       .suppressed_by = entry.suppressed_by});
  }
  return tallies;
}

std::vector<FaultSet::Entry>::iterator FaultSet::find(std::string_view id) {
  return std::find_if(
      entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.spec.id == id; });
}

}  // namespace firedrill::mock
