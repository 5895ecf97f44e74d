#pragma once

#include <cassert>
#include <cstdint>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/simulated/pool.hpp"
#include "harness/simulated/records.hpp"
#include "harness/simulated/replica_metrics.hpp"

namespace firedrill::simulated {

/// Visits in the order in which they joined, linked through the records: joining and leaving in
/// O(1), from anywhere. A visit is in one list at a time.
struct VisitList {
  std::uint32_t head = nothing;
  std::uint32_t tail = nothing;
  std::uint32_t size = 0;

  void push_back(Pool<Visit>& visits, std::uint32_t index) {
    Visit& visit = visits[index];
    visit.next = nothing;
    visit.previous = tail;
    (tail == nothing ? head : visits[tail].next) = index;
    tail = index;
    ++size;
  }

  void remove(Pool<Visit>& visits, std::uint32_t index) {
    assert(size > 0);
    const Visit& visit = visits[index];
    (visit.previous == nothing ? head : visits[visit.previous].next) = visit.next;
    (visit.next == nothing ? tail : visits[visit.next].previous) = visit.previous;
    --size;
  }
};

/// A version that was put in place in this run.
struct VersionChange {
  std::uint32_t version = 0;      ///< VersionPlan that runs from here on
  EventId cause = EventId::none;  ///< what put it in place
  std::uint32_t order = 0;        ///< among the changes of all replicas
};

/// One process of a service.
struct Replica {
  std::uint32_t service = nothing;
  std::uint32_t ordinal = 0;  ///< among the replicas of its service
  std::uint32_t version = 0;  ///< VersionPlan that runs
  std::uint32_t held = 0;     ///< VersionPlan that will run from the next start on
  std::uint32_t first_edge_state = 0;
  std::uint32_t first_auth_cache = 0;
  bool up = false;
  bool owes = false;       ///< noted: somebody in its queue may begin at this instant
  std::uint32_t busy = 0;  ///< workers
  std::uint32_t workers_left = 0xffffffff;  ///< by faults, at most
  VisitList queue{};
  VisitList active{};  ///< accepted and not queued: being worked on, held or hung
  VisitList left{};    ///< being worked on by processes before, which an upgrade has left to finish
  VisitList doomed{};
  std::vector<VersionChange> changes{};  ///< the last one made `version` what it is
  EventId held_cause = EventId::none;    ///< what made `held` what it is
  EventId down_cause = EventId::none;    ///< why it is down, or was the last time
  Instant started{};                     ///< its process, by a start or an upgrade
  Instant started_before{};              ///< the process before, if that has been left behind
  Instant warm_at = Instant::min();      ///< from here on it works at full speed
  ReplicaMetrics metrics;
};

}  // namespace firedrill::simulated
