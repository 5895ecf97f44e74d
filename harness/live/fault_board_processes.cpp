// What faults do to processes: which they stop, and when they die.
#include <algorithm>
#include <utility>
#include <variant>

#include "harness/engine/stopped_process.hpp"
#include "harness/live/fault_board.hpp"
#include "mock_services/service/fault_counts.hpp"

namespace firedrill::live {

void FaultBoard::strike(std::size_t place) {
  Entry& entry = entries_[place];
  for (const std::size_t member : hit_by(entry)) {
    if (stops_processes(entry.spec)) {
      stop_process(entry, member);
    } else {
      schedule_death(place, member, on_injected(entry.spec.fault, entry.random));
    }
  }
}

/// The fault that has stopped the process of a member, so that no request gets to it; null: none.
const FaultBoard::Entry* FaultBoard::stopper_of(std::size_t member) const {
  const FleetMember& one = fleet_.members()[member];
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.active && stops_processes(entry.spec) && entry.cause == one.hang_cause;
  });
  return one.hangs && found != entries_.end() ? &*found : nullptr;
}

/// From now on faults of requests do nothing there, whenever they began.
void FaultBoard::stop_process(Entry& entry, std::size_t member) {
  if (const Entry* stopper = stopper_of(member)) {
    suppress(entry.tally.suppressed_by, stopper->spec.id);
    return;
  }
  fleet_.hang(member, entry.cause);
  ++entry.tally.injected;
  for (Entry& other : entries_) {
    if (other.active && hits(other, member)) {
      note_stopped(other, member);
    }
  }
}

/// What a stopped process would have got nobody can count, so for a fault of requests that is
/// hidden there it counts once. A gateway before the process goes on.
void FaultBoard::note_stopped(Entry& entry, std::size_t member) const {
  const Entry* stopper = stopper_of(member);
  if (stopper != nullptr && acts_on_requests(entry.spec.fault) && !stops_processes(entry.spec) &&
      !fleet_.members()[member].gateway) {
    suppress(entry.tally.suppressed_by, stopper->spec.id);
  }
}

void FaultBoard::schedule_death(std::size_t place,
                                std::size_t member,
                                const ProcessVerdict& verdict) {
  if (!verdict.kill) {
    return;
  }
  const unsigned life = fleet_.members()[member].life;
  const Instant began = entries_[place].began;
  scheduler_.after(verdict.kill_after, [this, place, member, life, began, verdict] {
    Entry& entry = entries_[place];
    const FleetMember& victim = fleet_.members()[member];
    if (!entry.active || entry.began != began) {
      return;
    }
    if (victim.life != life || (!victim.alive && verdict.kill_after > Duration::zero())) {
      if (const Entry* killer = killer_of(member, life)) {
        suppress(entry.tally.suppressed_by, killer->spec.id);
      }
      return;
    }
    ++entry.tally.injected;
    killers_.emplace(std::pair{member, life}, place);
    fleet_.kill(member, entry.cause);
    if (verdict.start_again_after) {
      fleet_.start_again(member, *verdict.start_again_after);
    }
  });
}

LateStart FaultBoard::late_start(std::size_t member) {
  LateStart start;
  for (Entry& entry : entries_) {
    if (!entry.active || !hits(entry, member) || !acts_on_processes(entry.spec.fault)) {
      continue;
    }
    const Duration later = on_started(entry.spec.fault, entry.random).ready_later;
    if (later > Duration::zero()) {
      ++entry.tally.injected;
      start.by += later;
      start.cause = either(start.cause, entry.cause);
    }
  }
  return start;
}

Death FaultBoard::death_of(std::size_t member) const {
  const Entry* poisoner = poisoner_of(member, fleet_.members()[member].life);
  if (poisoner == nullptr) {
    return {};
  }
  return {.cause = poisoner->cause,
          .start_again_after = std::get<faults::PoisonData>(poisoner->spec.fault).restarts_after};
}

const FaultBoard::Entry* FaultBoard::poisoner_of(std::size_t member, unsigned life) const {
  const auto counts = mock::read_fault_counts(fleet_.notes_of(fleet_.members()[member], life) +
                                              mock::fault_counts_suffix);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    const auto count = counts.find(entry.spec.id);
    return std::holds_alternative<faults::PoisonData>(entry.spec.fault) && count != counts.end() &&
           count->second.injected > 0;
  });
  return found == entries_.end() ? nullptr : &*found;
}

/// Of a process that is dead; null: it died of no fault.
const FaultBoard::Entry* FaultBoard::killer_of(std::size_t member, unsigned life) const {
  const auto killer = killers_.find({member, life});
  return killer == killers_.end() ? poisoner_of(member, life) : &entries_[killer->second];
}

void FaultBoard::begun(std::size_t member) {
  began_[member] = scheduler_.now();
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    Entry& entry = entries_[place];
    if (entry.active && hits(entry, member) && acts_on_processes(entry.spec.fault)) {
      schedule_death(place, member, on_started(entry.spec.fault, entry.random));
    }
  }
}

}  // namespace firedrill::live
