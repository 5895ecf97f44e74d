#include "harness/simulated/blame.hpp"

#include "harness/simulated/version_changes.hpp"

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
    if (cause == EventId::none) {
      cause = cause_in_caller(fabric, visit, call.edge);
    }
  }
  return cause;
}

/// What started the process, if requests that came at `since` found it cold.
EventId cause_of_cold(const Fabric& fabric, const Replica& replica, Instant since) {
  const bool is_cold =
      replica.warm_at > since && fabric.blueprint.versions[replica.version].warm_up.factor > 1;
  return is_cold ? replica.down_cause : EventId::none;
}

/// What took away one of those that share the replica's load.
EventId cause_of_absence(const Fabric& fabric, const ServicePlan& service) {
  for (std::uint32_t ordinal = 0; ordinal < service.replicas; ++ordinal) {
    const Replica& replica = fabric.replicas[service.first_replica + ordinal];
    if (!replica.up) {
      return replica.down_cause;
    }
  }
  return EventId::none;
}

/// What is out of the ordinary at a replica, of all that decides how many requests it gets through.
EventId suspect(const Fabric& fabric, std::uint32_t replica_index, Instant since) {
  const Replica& replica = fabric.replicas[replica_index];
  EventId cause = fabric.faults.slowing(replica.service, replica.ordinal);
  if (cause == EventId::none) {
    cause = cause_of_absence(fabric, fabric.service_of(replica));
  }
  if (cause == EventId::none) {
    cause = cause_of_cold(fabric, replica, since);
  }
  if (cause == EventId::none) {
    cause = cause_of_capacity(fabric, {.replica = replica_index, .version = replica.version});
  }
  return cause;
}

/// Of a visit that has a worker: what makes its own work slow, else what made it wait for a worker.
EventId cause_of_slow_work(const Fabric& fabric, const Visit& visit) {
  const Replica& replica = fabric.replicas[visit.replica];
  EventId cause = cause_of_own_work(fabric, {.replica = visit.replica, .version = visit.version});
  if (cause == EventId::none) {
    cause = cause_of_cold(fabric, replica, visit.arrived);
  }
  if (cause == EventId::none && replica.queue.size > 0) {
    cause = cause_of_congestion(fabric, visit.replica);
  }
  return cause;
}

}  // namespace

EventId cause_of_waiting(const Fabric& fabric, std::uint32_t visit_index) {
  const Visit& visit = fabric.visits[visit_index];
  const EventId own = cause_downstream(fabric, visit_index);
  if (own != EventId::none) {
    return own;
  }
  switch (visit.stage) {
    case Visit::Stage::queued:
      return cause_of_congestion(fabric, visit.replica);
    case Visit::Stage::working:
    case Visit::Stage::launching:
      return cause_of_slow_work(fabric, visit);
    case Visit::Stage::travelling:
    case Visit::Stage::held:
    case Visit::Stage::hung:
    case Visit::Stage::doomed:
      return EventId::none;
  }
  return EventId::none;
}

EventId cause_of_congestion(const Fabric& fabric, std::uint32_t replica_index) {
  const Replica& replica = fabric.replicas[replica_index];
  Instant since = fabric.now();
  if (replica.active.head != nothing) {
    const EventId cause = cause_downstream(fabric, replica.active.head);
    if (cause != EventId::none) {
      return cause;
    }
    since = fabric.visits[replica.active.head].arrived;
  }
  return suspect(fabric, replica_index, since);
}

EventId cause_in_caller(const Fabric& fabric, const Visit& caller, std::uint32_t edge_index) {
  const RunningVersion running{.replica = caller.replica, .version = caller.version};
  const EventId changed = cause_of_call(fabric, running, edge_index);
  const Edge& edge = fabric.blueprint.edges[edge_index];
  if (changed != EventId::none || edge.auth == nothing) {
    return changed;
  }
  const AuthPlan& plan = fabric.blueprint.auth[edge.auth];
  const Replica& replica = fabric.replicas[caller.replica];
  const AuthCache& cache = fabric.auth_caches[replica.first_auth_cache + plan.cache];
  if (edge.kind == EdgeKind::keys) {
    return cache.keys_loss.felt_by(caller.arrived);
  }
  return plan.token_cache ? cache.token_loss.felt_by(caller.arrived) : EventId::none;
}

EventId cause_of_lateness(const Fabric& fabric,
                          const std::vector<std::uint32_t>& services,
                          Instant sent) {
  for (const std::uint32_t service : services) {
    const ServicePlan& plan = fabric.blueprint.services[service];
    for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
      const EventId cause = suspect(fabric, plan.first_replica + ordinal, sent);
      if (cause != EventId::none) {
        return cause;
      }
    }
  }
  return EventId::none;
}

}  // namespace firedrill::simulated
