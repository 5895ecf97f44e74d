#include "mock_services/service/fault_set.hpp"

#include <algorithm>
#include <limits>
#include <variant>

namespace firedrill::mock {
bool FaultSet::start(const FaultSpec& fault, EventId cause, Instant began) {
  auto entry = find(fault.id);
  if (entry == entries_.end()) {
    const std::string name = "fault/" + fault.id + "/decide/" + std::to_string(ordinal_);
    entry = entries_.insert(entries_.end(),
                            {.spec = fault, .state = FaultState{}, .random = stream(seed_, name)});
  }
  if (entry->active) {
    return false;
  }
  entry->spec = fault;
  entry->state = initial_state(fault.fault, std::max(began, Instant{}));
  entry->cause = cause;
  entry->began = began;
  entry->active = true;
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

bool FaultSet::concerns(const Entry& entry, std::string_view caller) const {
  const FaultTarget& target = entry.spec.target;
  return entry.active && (target.from.empty() || target.from == caller) &&
         (target.replicas == 0 || ordinal_ < target.replicas);
}

FaultDecision FaultSet::decide(std::string_view caller,
                               Instant now,
                               Instant wire,
                               AuthEndpoint endpoint,
                               std::optional<double> lot) {
  FaultDecision decision;
  for (Entry& entry : entries_) {
    if (!concerns(entry, caller) || !entry.spec.profile.takes(now - entry.began, entry.random)) {
      continue;
    }
    const Verdict verdict = firedrill::decide(entry.spec.fault,
                                              entry.state,
                                              {.now = now,
                                               .random = entry.random,
                                               .wire = wire,
                                               .endpoint = endpoint,
                                               .lasted = now - entry.began,
                                               .lot = lot});
    if (!has_effect(verdict)) {
      continue;
    }
    ++entry.injected;
    decision.touched = true;
    const bool leads = decision.take(verdict, slowdown(verdict, usual_work_));
    if (leads) {
      decision.cause = entry.cause;
    }
    const auto* change = std::get_if<faults::BodyChange>(&entry.spec.fault);
    if (leads && change != nullptr) {
      decision.body_change = *change;  // the fault may end before the answer is there
    }
    if (decision.is_final()) {
      break;
    }
  }
  return decision;
}

bool FaultSet::looks_at_lots() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.active && looks_at_lot(entry.spec.fault);
  });
}

bool FaultSet::accepts_nothing(Instant now) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return concerns(entry, "") && firedrill::accepts_nothing(entry.spec.fault, entry.state, now);
  });
}

bool FaultSet::has_moved_clock() const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return concerns(entry, "") && std::holds_alternative<faults::ClockSkew>(entry.spec.fault);
  });
}

std::optional<EventId> FaultSet::refused_by_clock(const TokenTimes& token) {
  for (Entry& entry : entries_) {
    if (concerns(entry, "") && refuses(entry.spec.fault, token)) {
      ++entry.injected;
      return entry.cause;
    }
  }
  return std::nullopt;
}

std::size_t FaultSet::workers_left() const {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const Entry& entry : entries_) {
    if (concerns(entry, "")) {
      least = std::min(least, firedrill::workers_left(entry.spec.fault).value_or(least));
    }
  }
  return least;
}

std::vector<FaultSet::Tally> FaultSet::tallies() const {
  std::vector<Tally> tallies;
  for (const Entry& entry : entries_) {
    tallies.push_back({.id = entry.spec.id, .active = entry.active, .injected = entry.injected});
  }
  return tallies;
}

std::vector<FaultSet::Entry>::iterator FaultSet::find(std::string_view id) {
  return std::find_if(
      entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.spec.id == id; });
}

}  // namespace firedrill::mock
