#include "harness/simulated/blame.hpp"

#include "harness/simulated/version_changes.hpp"

namespace firedrill::simulated {
namespace {

/// What lies at a replica itself, and how many times as long requests take by it.
Suspicion congestion(const Fabric& fabric, std::uint32_t replica_index);

Suspicion waiting(const Fabric& fabric, std::uint32_t visit_index);

/// Of what a fault, or nobody knows what, has done to a visit.
Suspicion own_fate(const Fabric& fabric, const Visit& visit) {
  if (visit.cause == EventId::none) {
    return {};
  }
  const bool is_certain = visit.code != code::none;
  const std::uint32_t service = fabric.replicas[visit.replica].service;
  return {.cause = visit.cause,
          .slower = is_certain ? endless : fabric.faults.slowdown_by(service, visit.cause)};
}

/// What lies in the visit itself or in what it waits for downstream. Calls never form a cycle, so
/// the depth is that of the scenario's services.
Suspicion downstream(const Fabric& fabric, std::uint32_t visit_index) {
  const Visit& visit = fabric.visits[visit_index];
  Suspicion heaviest = own_fate(fabric, visit);
  for (std::uint32_t open = visit.first_call; open != nothing && heaviest.slower < endless;
       open = fabric.calls[open].next) {
    const OpenCall& call = fabric.calls[open];
    Suspicion of_call{.cause = call.answer.cause, .slower = endless};
    if (of_call.cause == EventId::none && call.visit != nothing) {
      of_call = waiting(fabric, call.visit);
    }
    if (of_call.cause == EventId::none) {
      of_call = {.cause = cause_in_caller(fabric, visit, call.edge), .slower = endless};
    }
    heaviest.hear(of_call);
  }
  return heaviest;
}

/// What started the process, if requests that came at `since` found it cold.
Suspicion cold(const Fabric& fabric, const Replica& replica, Instant since) {
  const double factor = fabric.blueprint.versions[replica.version].warm_up.factor;
  const bool is_cold = replica.warm_at > since && factor > 1;
  return {.cause = is_cold ? replica.down_cause : EventId::none, .slower = factor};
}

/// What took away some of those that share the replica's load.
Suspicion absence(const Fabric& fabric, const ServicePlan& service) {
  Suspicion found;
  std::uint32_t up = 0;
  for (std::uint32_t ordinal = 0; ordinal < service.replicas; ++ordinal) {
    const Replica& replica = fabric.replicas[service.first_replica + ordinal];
    up += replica.up ? 1 : 0;
    if (!replica.up && found.cause == EventId::none) {
      found.cause = replica.down_cause;
    }
  }
  found.slower = up == 0 ? endless : static_cast<double>(service.replicas) / up;
  return found;
}

/// How many times as long a worker of the version takes as one of that at t = 0; what is different
/// otherwise, such as one call more, counts as twice as long.
double slower_than_at_start(const Fabric& fabric, const Replica& replica, std::uint32_t version) {
  const auto work = [&](std::uint32_t which) {
    const VersionPlan& plan = fabric.blueprint.versions[which];
    return static_cast<double>(plan.latency.mean().count() + 1) / static_cast<double>(plan.workers);
  };
  constexpr double otherwise = 2;
  const double times = work(version) / work(fabric.service_of(replica).version);
  return times > 1 ? times : otherwise;
}

/// What is most out of the ordinary at a replica, of all that decides how many requests it gets
/// through.
Suspicion suspect(const Fabric& fabric, std::uint32_t replica_index, Instant since) {
  const Replica& replica = fabric.replicas[replica_index];
  Suspicion heaviest = fabric.faults.slowing(faulted(replica));
  heaviest.hear(absence(fabric, fabric.service_of(replica)));
  heaviest.hear(cold(fabric, replica, since));
  heaviest.hear(
      {.cause = cause_of_capacity(fabric, {.replica = replica_index, .version = replica.version}),
       .slower = slower_than_at_start(fabric, replica, replica.version)});
  return heaviest;
}

/// Of a visit that has a worker: what makes its own work slow, else what made it wait for a worker.
Suspicion slow_work(const Fabric& fabric, const Visit& visit) {
  const Replica& replica = fabric.replicas[visit.replica];
  Suspicion heaviest{
      .cause = cause_of_own_work(fabric, {.replica = visit.replica, .version = visit.version}),
      .slower = slower_than_at_start(fabric, replica, visit.version)};
  heaviest.hear(cold(fabric, replica, visit.arrived));
  if (heaviest.cause == EventId::none && replica.queue.size > 0) {
    return congestion(fabric, visit.replica);
  }
  return heaviest;
}

Suspicion waiting(const Fabric& fabric, std::uint32_t visit_index) {
  const Visit& visit = fabric.visits[visit_index];
  Suspicion heaviest = downstream(fabric, visit_index);
  if (heaviest.slower >= endless) {
    return heaviest;
  }
  switch (visit.stage) {
    case Visit::Stage::queued:
      heaviest.hear(congestion(fabric, visit.replica));
      break;
    case Visit::Stage::working:
    case Visit::Stage::launching:
      heaviest.hear(slow_work(fabric, visit));
      break;
    case Visit::Stage::travelling:
    case Visit::Stage::held:
    case Visit::Stage::hung:
    case Visit::Stage::doomed:
      break;
  }
  return heaviest;
}

Suspicion congestion(const Fabric& fabric, std::uint32_t replica_index) {
  const Replica& replica = fabric.replicas[replica_index];
  Suspicion heaviest;
  Instant since = fabric.now();
  if (replica.active.head != nothing) {
    heaviest = downstream(fabric, replica.active.head);
    since = fabric.visits[replica.active.head].arrived;
  }
  if (heaviest.slower < endless) {
    heaviest.hear(suspect(fabric, replica_index, since));
  }
  return heaviest;
}

}  // namespace

EventId cause_of_waiting(const Fabric& fabric, std::uint32_t visit_index) {
  return waiting(fabric, visit_index).cause;
}

EventId cause_of_congestion(const Fabric& fabric, std::uint32_t replica_index) {
  return congestion(fabric, replica_index).cause;
}

EventId cause_in_caller(const Fabric& fabric, const Visit& caller, std::uint32_t edge_index) {
  const RunningVersion running{.replica = caller.replica, .version = caller.version};
  const EventId changed = cause_of_call(fabric, running, edge_index);
  const Edge& edge = fabric.blueprint.edges[edge_index];
  if (changed != EventId::none || edge.auth == nothing) {
    return changed;
  }
  const AuthPlan& plan = fabric.blueprint.auth[edge.auth];
  const AuthCache& cache = fabric.cache_of(caller, plan);
  if (edge.kind == EdgeKind::keys) {
    return cache.keys_loss.felt_by(caller.arrived);
  }
  const bool keeps_it = edge.kind == EdgeKind::token && plan.token_cache;
  return keeps_it ? cache.token_loss.felt_by(caller.arrived) : EventId::none;
}

EventId cause_of_lateness(const Fabric& fabric,
                          const std::vector<std::uint32_t>& services,
                          Instant sent) {
  Suspicion heaviest;
  for (const std::uint32_t service : services) {
    const ServicePlan& plan = fabric.blueprint.services[service];
    for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
      heaviest.hear(suspect(fabric, plan.first_replica + ordinal, sent));
    }
  }
  return heaviest.cause;
}

}  // namespace firedrill::simulated
