#include "harness/simulated/blame.hpp"

namespace firedrill::simulated {
namespace {

/// The cause in the visit itself or in what it waits for downstream. Calls never form a cycle, so
/// the depth is that of the scenario's services.
EventId cause_downstream(const Fabric& fabric, std::uint32_t visit_index) {
  const Visit& visit = fabric.visits[visit_index];
  EventId cause = visit.cause;
  for (std::uint32_t open = visit.first_call; open != nothing && cause == EventId::none;
       open = fabric.calls[open].next) {
    const OpenCall& call = fabric.calls[open];
    cause = call.answer.cause;
    if (cause == EventId::none && call.visit != nothing) {
      cause = cause_of_waiting(fabric, call.visit);
    }
  }
  return cause;
}

/// What is out of the ordinary at a replica now: a fault that acts on it, else a version put in
/// place in this run that behaves otherwise than the one before.
EventId suspect(const Fabric& fabric, const Replica& replica) {
  const EventId fault = fabric.faults.active_on(replica.service, replica.ordinal);
  if (fault != EventId::none) {
    return fault;
  }
  const bool changed = fabric.blueprint.versions[replica.version].changed;
  return changed ? replica.changes.back().cause : EventId::none;
}

}  // namespace

EventId cause_of_waiting(const Fabric& fabric, std::uint32_t visit_index) {
  const Visit& visit = fabric.visits[visit_index];
  const EventId own = cause_downstream(fabric, visit_index);
  if (own != EventId::none) {
    return own;
  }
  if (visit.stage == Visit::Stage::queued) {
    return cause_of_congestion(fabric, visit.replica);
  }
  return suspect(fabric, fabric.replicas[visit.replica]);
}

EventId cause_of_congestion(const Fabric& fabric, std::uint32_t replica_index) {
  const Replica& replica = fabric.replicas[replica_index];
  if (replica.active.head != nothing) {
    const EventId cause = cause_downstream(fabric, replica.active.head);
    if (cause != EventId::none) {
      return cause;
    }
  }
  return suspect(fabric, replica);
}

}  // namespace firedrill::simulated
