// What faults do to processes: how late they start, and what they die of.
#include <algorithm>
#include <cassert>

#include "harness/simulated/fault_table.hpp"

namespace firedrill::simulated {

FaultTable::LateStart FaultTable::late_start(const FaultedReplica& replica) {
  LateStart start;
  for (const std::uint32_t place : by_service_[replica.service].all()) {
    Entry& entry = faults_[place];
    if (!acts_on_processes(entry.spec.fault) || !hits(entry, replica)) {
      continue;
    }
    const Duration later = on_started(entry.spec.fault, entry.memory.random).ready_later;
    if (later > Duration::zero()) {
      ++entry.tally.injected;
      start.by += later;
      start.cause = either(start.cause, entry.cause);
    }
  }
  return start;
}

FaultTable::ProcessFault FaultTable::struck(std::string_view id, const FaultedReplica& replica) {
  const std::uint32_t place = find(id);
  assert(place < faults_.size());
  Entry& entry = faults_[place];
  ProcessFault fault{.place = place, .cause = entry.cause, .began = entry.began};
  if (entry.service == replica.service && hits(entry, replica)) {
    fault.verdict = on_injected(entry.spec.fault, entry.memory.random);
    fault.due = entry.began + fault.verdict.kill_after;
  }
  return fault;
}

FaultTable::ProcessFault FaultTable::next_death(const FaultedReplica& replica, Instant started) {
  ProcessFault first;
  for (const std::uint32_t place : by_service_[replica.service].all()) {
    Entry& entry = faults_[place];
    if (!hits(entry, replica)) {
      continue;
    }
    const ProcessFault fault = death_by(place, entry.memory.random, started);
    if (fault.verdict.kill && (!first.verdict.kill || fault.due < first.due)) {
      first = fault;
    }
  }
  return first;
}

/// Of a process that the fault hits.
FaultTable::ProcessFault FaultTable::death_by(std::uint32_t place,
                                              Rng& random,
                                              Instant started) const {
  const Entry& entry = faults_[place];
  const bool was_there = entry.began <= started;
  const ProcessVerdict verdict =
      was_there ? on_started(entry.spec.fault, random) : on_injected(entry.spec.fault, random);
  return {.place = place,
          .cause = entry.cause,
          .began = entry.began,
          .due = (was_there ? started : entry.began) + verdict.kill_after,
          .verdict = verdict};
}

void FaultTable::note_death(const FaultedReplica& replica,
                            Instant started,
                            EventId cause,
                            Instant now) {
  const ActiveFaults::Places& active = by_service_[replica.service].all();
  const auto killer = std::find_if(active.begin(), active.end(), [&](std::uint32_t place) {
    return faults_[place].cause == cause;
  });
  for (const std::uint32_t place : active) {
    const Entry& entry = faults_[place];
    if (killer == active.end() || place == *killer || !acts_on_processes(entry.spec.fault) ||
        !hits(entry, replica)) {
      continue;
    }
    Hidden& hidden = hidden_from(place);
    hidden.count_deaths(now);
    const ProcessFault late = death_by(place, hidden.memory.random, started);
    if (late.verdict.kill && late.due >= now) {
      hidden.deaths.emplace(late.due, *killer);
    }
  }
}

void FaultTable::Hidden::count_deaths(Instant until) {
  while (!deaths.empty() && deaths.begin()->first <= until) {
    ++by[deaths.begin()->second];
    deaths.erase(deaths.begin());
  }
}

void FaultTable::count_kill(std::uint32_t place) {
  ++faults_[place].tally.injected;
  faults_[place].slower = endless;
}

}  // namespace firedrill::simulated
