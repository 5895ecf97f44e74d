#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "harness/behaviour/breaker.hpp"
#include "harness/behaviour/key_set_cache.hpp"
#include "harness/behaviour/retry.hpp"
#include "harness/behaviour/token_cache.hpp"
#include "harness/core/rng.hpp"
#include "harness/engine/signing_keys.hpp"
#include "harness/simulated/blueprint.hpp"
#include "harness/simulated/fault_table.hpp"
#include "harness/simulated/pool.hpp"
#include "harness/simulated/records.hpp"
#include "harness/simulated/replica.hpp"
#include "harness/simulated/scheduler.hpp"

namespace firedrill::simulated {

class Calls;
class Clients;
class Probes;
class Visits;

/// The steps of requests, as kinds of plain tasks; the subject is an index into ...
enum class TaskKind : std::uint16_t {
  arrival,            ///< ... the populations: a client comes
  request_arrives,    ///< ... visits: it reaches its replica
  hold_ends,          ///< ... visits: a fault has delayed it long enough
  work_ends,          ///< ... visits: own work is done
  answer_arrives,     ///< ... calls
  attempt_times_out,  ///< ... calls
  next_attempt,       ///< ... calls: the back-off is over
  second_ends,        ///< nothing: traffic records are due
  process_dies,       ///< ... visits: what works on it dies of it
};

/// What one caller (a replica, or a population) remembers about one of its edges.
struct EdgeState {
  Breaker breaker = {};
  RetryBudget budget = {};
  EventId cause = EventId::none;  ///< of the last failure

  /// In a new process. What is on its way still says nothing to the new breaker.
  void begin_anew() { *this = {.breaker = {.era = breaker.era + 1}}; }
};

inline FaultedReplica faulted(const Replica& replica) {
  return {.service = replica.service, .ordinal = replica.ordinal, .version = replica.version};
}

/// A cache was emptied before its time.
struct CacheLoss {
  EventId cause = EventId::none;
  Instant made_good = Instant::max();  ///< it is filled again

  void filled(Instant now) { made_good = std::min(made_good, now); }

  /// The cause, for a request that came before the cache was filled again.
  EventId felt_by(Instant arrived) const { return arrived < made_good ? cause : EventId::none; }
};

/// What one replica keeps of one auth provider.
struct AuthCache {
  TokenCache token = {};
  KeySetCache keys = {};
  std::uint32_t refresh_token = 0;          ///< RefreshFamily; 0: that of the configuration
  EventId long_token_by = EventId::none;    ///< what made the last token too long for headers
  EventId keys_changed_by = EventId::none;  ///< what took the keys out of the set that is kept
  CacheLoss token_loss = {};                ///< the last one
  CacheLoss keys_loss = {};
};

/// The random streams of one pair of caller and callee. Each way has its own: when answers come in
/// another order, requests still travel as long as they did.
struct EdgeStreams {
  Rng request;
  Rng answer;
  Rng retry;
  Rng share;
};

/// A request of a client's, over all its attempts.
struct ClientRequest {
  std::uint32_t population = nothing;
  Instant started{};
};

/// A process that calls another service.
struct CallingProcess {
  Instant since{};                  ///< when it began, or was there at the latest
  std::uint32_t version = nothing;  ///< VersionPlan
};

/// What led to a visit, kept for when nobody waits for it any more.
struct VisitOrigin {
  std::optional<ClientRequest> request = {};
  std::optional<CallingProcess> caller = {};
};

/// The state of the simulated world, shared by the parts that act on it: plain tables, found by the
/// indices of the Blueprint.
struct Fabric {
  Fabric(const std::vector<Service>& services,
         const std::vector<Population>& traffic,
         Seed run_seed,
         Scheduler& virtual_time);

  Instant now() const { return scheduler.now(); }

  NodeIndex schedule(Instant due, TaskKind kind, std::uint32_t subject) {
    return scheduler.plain_at(due, {.kind = static_cast<std::uint16_t>(kind), .subject = subject});
  }

  /// Cancels the task if there is one.
  void unschedule(std::uint32_t& task) {
    if (task != nothing) {
      scheduler.plain_cancel(task);
      task = nothing;
    }
  }

  /// From now on the replica runs another version.
  void change_version(Replica& replica, std::uint32_t version, EventId cause) {
    replica.version = version;
    replica.changes.push_back({.version = version, .cause = cause, .order = version_changes++});
  }

  /// The client's request that a visit is part of, also if nobody waits for it any more; nullopt:
  /// it is part of none, or is what a service asks an auth provider.
  std::optional<ClientRequest> client_request_of(const Visit& visit) const;

  /// The process that a visit is a call of, also if it does not wait for it any more; nullopt: a
  /// client's or a probe's, or nobody has asked for it.
  std::optional<CallingProcess> caller_of(const Visit& visit) const;

  /// The edge state of a call that the visit makes.
  std::uint32_t edge_state_of(const Visit& caller, const Edge& edge) const;

  AuthCache& cache_of(const Visit& visit, const AuthPlan& plan) {
    return auth_caches[cache_place(visit, plan)];
  }

  const AuthCache& cache_of(const Visit& visit, const AuthPlan& plan) const {
    return auth_caches[cache_place(visit, plan)];
  }

  /// Another process takes the replica over: what has a worker stays with the one that leaves, and
  /// with what that has in memory.
  void leave_behind(Replica& replica);

  /// To be called before nobody waits for a visit any more; of any use to few faults only.
  void keep_origin_of(const Visit& visit);

  const ServicePlan& service_of(const Replica& replica) const {
    return blueprint.services[replica.service];
  }

  std::uint32_t cache_place(const Visit& visit, const AuthPlan& plan) const;

  Seed seed;
  std::uint64_t request_key;  ///< that the lots of clients' requests are drawn with
  Scheduler& scheduler;
  Blueprint blueprint;
  Pool<Visit> visits;
  Pool<OpenCall> calls;
  /// Of visits for which nobody waits any more, as far as it was asked for; only looked up.
  std::map<const Visit*, VisitOrigin> forsaken;
  std::vector<Replica> replicas;  ///< service by service
  /// Replica by replica, those of its process and as many of the one before, which may still finish
  /// what it had begun (of two that do, the last one's); then one for each population.
  std::vector<EdgeState> edge_states;
  std::uint32_t first_client_state = 0;   ///< edge state of the first population
  std::vector<AuthCache> auth_caches;     ///< as edge_states, without populations
  std::vector<EdgeStreams> streams;       ///< Edge::streams
  std::vector<Rng> work_streams;          ///< by service
  std::vector<SigningKeys> signing_keys;  ///< by service; only those of auth providers count
  FaultTable faults;
  std::uint32_t version_changes = 0;  ///< of all replicas, in this run

  Calls* call_side = nullptr;  ///< set once all parts exist
  Visits* visit_side = nullptr;
  Clients* clients = nullptr;
  Probes* probes = nullptr;
};

}  // namespace firedrill::simulated
