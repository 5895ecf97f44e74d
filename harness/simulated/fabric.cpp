#include "harness/simulated/fabric.hpp"

#include <algorithm>
#include <string>

namespace firedrill::simulated {

static_assert(nothing == no_node, "an index that names nothing is the same everywhere");

Fabric::Fabric(const std::vector<Service>& services,
               const std::vector<Population>& traffic,
               Seed run_seed,
               Scheduler& virtual_time)
    : seed(run_seed),
      request_key(stream(run_seed, "requests/lot").next()),
      scheduler(virtual_time),
      blueprint(services, traffic),
      signing_keys(services.size()),
      faults(blueprint, run_seed) {
  std::uint32_t edge_state_count = 0;
  std::uint32_t auth_cache_count = 0;
  for (std::uint32_t service = 0; service < blueprint.services.size(); ++service) {
    const ServicePlan& plan = blueprint.services[service];
    work_streams.push_back(stream(seed, "service/" + plan.name + "/latency"));
    for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
      replicas.push_back({.service = service,
                          .ordinal = ordinal,
                          .version = plan.version,
                          .held = plan.version,
                          .first_edge_state = edge_state_count,
                          .first_auth_cache = auth_cache_count,
                          .metrics = ReplicaMetrics(plan.shown)});
      edge_state_count += 2 * plan.edge_states;
      auth_cache_count += 2 * plan.auth_caches;
    }
  }
  first_client_state = edge_state_count;
  edge_states.resize(edge_state_count + blueprint.populations.size());
  auth_caches.resize(auth_cache_count);
  for (const std::string& name : blueprint.stream_names) {
    streams.push_back({.request = stream(seed, name + "/request"),
                       .answer = stream(seed, name + "/answer"),
                       .retry = stream(seed, name + "/retry"),
                       .share = stream(seed, name + "/share")});
  }
}

std::optional<ClientRequest> Fabric::client_request_of(const Visit& visit) const {
  const Visit* at = &visit;
  while (at->caller != nothing) {
    const OpenCall& call = calls[at->caller];
    const Edge& edge = blueprint.edges[call.edge];
    if (edge.kind == EdgeKind::client) {
      return ClientRequest{.population = edge.from, .started = call.started};
    }
    if (edge.kind != EdgeKind::call) {
      return std::nullopt;
    }
    at = &visits[call.parent];
  }
  const auto kept = forsaken.find(at);
  return kept == forsaken.end() ? std::nullopt : kept->second.request;
}

std::optional<CallingProcess> Fabric::caller_of(const Visit& visit) const {
  if (visit.caller == nothing) {
    const auto kept = forsaken.find(&visit);
    return kept == forsaken.end() ? std::nullopt : kept->second.caller;
  }
  const OpenCall& call = calls[visit.caller];
  const EdgeKind kind = blueprint.edges[call.edge].kind;
  if (kind == EdgeKind::client || kind == EdgeKind::probe) {
    return std::nullopt;
  }
  const Visit& calling = visits[call.parent];
  const Replica& replica = replicas[calling.replica];
  return CallingProcess{.since = calling.is_left_behind ? replica.started_before : replica.started,
                        .version = calling.version};
}

std::uint32_t Fabric::edge_state_of(const Visit& caller, const Edge& edge) const {
  const Replica& replica = replicas[caller.replica];
  const std::uint32_t before = caller.is_left_behind ? service_of(replica).edge_states : 0;
  return replica.first_edge_state + before + edge.state;
}

std::uint32_t Fabric::cache_place(const Visit& visit, const AuthPlan& plan) const {
  const Replica& replica = replicas[visit.replica];
  const std::uint32_t before = visit.is_left_behind ? service_of(replica).auth_caches : 0;
  return replica.first_auth_cache + before + plan.cache;
}

void Fabric::leave_behind(Replica& replica) {
  const ServicePlan& service = service_of(replica);
  std::uint32_t next = nothing;
  for (std::uint32_t index = replica.active.head; index != nothing; index = next) {
    Visit& visit = visits[index];
    next = visit.next;
    if (visit.stage != Visit::Stage::working) {
      continue;
    }
    visit.is_left_behind = true;
    --replica.busy;
    replica.active.remove(visits, index);
    replica.left.push_back(visits, index);
    for (std::uint32_t open = visit.first_call; open != nothing; open = calls[open].next) {
      calls[open].edge_state += service.edge_states;
    }
  }
  replica.started_before = replica.started;
  std::copy_n(edge_states.begin() + replica.first_edge_state,
              service.edge_states,
              edge_states.begin() + replica.first_edge_state + service.edge_states);
  std::copy_n(auth_caches.begin() + replica.first_auth_cache,
              service.auth_caches,
              auth_caches.begin() + replica.first_auth_cache + service.auth_caches);
}

void Fabric::keep_origin_of(const Visit& visit) {
  if (faults.has_looked_at_clients() || faults.has_looked_at_callers() ||
      faults.has_moved_clocks()) {
    forsaken.insert_or_assign(
        &visit, VisitOrigin{.request = client_request_of(visit), .caller = caller_of(visit)});
  }
}

}  // namespace firedrill::simulated
