#include "harness/simulated/processes.hpp"

#include <algorithm>
#include <utility>

#include "harness/simulated/auth_caches.hpp"
#include "harness/simulated/visits.hpp"

namespace firedrill::simulated {

Processes::Processes(Fabric& fabric) : fabric_(fabric), processes_(fabric.replicas.size()) {}

void Processes::start(OnReplica on_replica) {
  on_replica_ = std::move(on_replica);
  for (Replica& replica : fabric_.replicas) {
    replica.up = true;
    replica.started = fabric_.now();
  }
  for (Process& process : processes_) {
    process.alive = true;
  }
  fill_auth_caches(fabric_);
}

void Processes::stop() {
  for (const Process& process : processes_) {
    fabric_.scheduler.cancel(process.next_step);
    fabric_.scheduler.cancel(process.death);
  }
}

void Processes::restart(ReplicaSpan span, EventId cause, Completion done) {
  Restart restart{.waiting = {}, .replicas = span.count, .done = std::move(done)};
  for (std::uint32_t index = span.first; index < span.first + span.count; ++index) {
    restart.waiting.push_back(index);
  }
  restarts_.push_back(std::move(restart));
  for (std::uint32_t index = span.first; index < span.first + span.count; ++index) {
    if (Replica& replica = fabric_.replicas[index]; replica.up) {
      replica.down_cause = cause;  // if it is down, the restart ends an outage of another's
    }
    take_down(index, cause);
    start_process(index);
  }
}

void Processes::take_down(std::uint32_t index, EventId cause) {
  Replica& replica = fabric_.replicas[index];
  Process& process = processes_[index];
  const bool was_up = std::exchange(replica.up, false);
  process.alive = false;
  process.changed_by = cause;
  fabric_.scheduler.cancel(process.next_step);
  cancel_death(index);
  fabric_.visit_side->drop_all(index, cause);
  if (was_up) {
    tell(index);
  }
}

void Processes::start_process(std::uint32_t index) {
  Replica& replica = fabric_.replicas[index];
  if (replica.version != replica.held) {
    fabric_.change_version(replica, replica.held, replica.held_cause);
  }
  processes_[index].alive = true;
  begin_startup(index);
  begin_memory(index, replica.down_cause);
}

/// From the moment at which it would be ready by itself it is down because of who delays it.
void Processes::begin_startup(std::uint32_t index) {
  const Replica& replica = fabric_.replicas[index];
  const Duration startup = fabric_.blueprint.versions[replica.version].startup;
  const auto late = fabric_.faults.late_start(faulted(replica));
  processes_[index].next_step = fabric_.scheduler.after(startup, [this, index, late] {
    if (late.by == Duration::zero()) {
      ready(index);
      return;
    }
    fabric_.replicas[index].down_cause = late.cause;
    processes_[index].next_step = fabric_.scheduler.after(late.by, [this, index] { ready(index); });
  });
}

void Processes::replaced(std::uint32_t index, InFlight in_flight, EventId cause) {
  if (processes_[index].alive) {
    if (in_flight == InFlight::finish) {
      fabric_.leave_behind(fabric_.replicas[index]);
    }
    begin_memory(index, cause);
  }
}

/// A new process has counted nothing, and faults nothing of it; it knows what stands in its
/// configuration, has fetched nothing yet, and dies as one that starts now.
void Processes::begin_memory(std::uint32_t index, EventId cause) {
  Replica& replica = fabric_.replicas[index];
  const ServicePlan& service = fabric_.service_of(replica);
  replica.started = fabric_.now();
  replica.metrics = ReplicaMetrics(service.shown);
  purge_auth_caches(fabric_, replica, CacheKind::all, cause);
  for (std::uint32_t place = 0; place < service.edge_states; ++place) {
    fabric_.edge_states[replica.first_edge_state + place].begin_anew();
  }
  fabric_.faults.forget(faulted(replica), fabric_.now());
  if (fabric_.faults.has_held_workers()) {
    replica.workers_left = fabric_.faults.workers_left(faulted(replica));  // of this version
  }
  forget_refresh_tokens(fabric_, replica);
  cancel_death(index);
  schedule_death(index, fabric_.faults.next_death(faulted(replica), fabric_.now()));
}

void Processes::cancel_death(std::uint32_t index) {
  fabric_.scheduler.cancel(processes_[index].death);
  processes_[index].dies_at = Instant::max();
}

void Processes::ready(std::uint32_t index) {
  Replica& replica = fabric_.replicas[index];
  replica.up = true;
  replica.warm_at = fabric_.now() + fabric_.blueprint.versions[replica.version].warm_up.lasts;
  tell(index);
  settle_restarts(index, true);
}

void Processes::strike(std::string_view id, std::uint32_t service) {
  const ServicePlan& plan = fabric_.blueprint.services[service];
  for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
    const std::uint32_t index = plan.first_replica + ordinal;
    schedule_death(index, fabric_.faults.struck(id, faulted(fabric_.replicas[index])));
  }
}

/// The sooner of two deaths is the one that it dies.
void Processes::schedule_death(std::uint32_t index, const FaultTable::ProcessFault& fault) {
  Process& process = processes_[index];
  if (!fault.verdict.kill || fault.due >= process.dies_at) {
    return;
  }
  fabric_.scheduler.cancel(process.death);
  process.dies_at = fault.due;
  process.death = fabric_.scheduler.at(fault.due, [this, index, fault] { kill(index, fault); });
}

void Processes::kill(std::uint32_t index, const FaultTable::ProcessFault& fault) {
  Replica& replica = fabric_.replicas[index];
  Process& process = processes_[index];
  process.dies_at = Instant::max();
  if (!process.alive && fault.verdict.kill_after > Duration::zero()) {
    return;  // it was dead before its time came
  }
  if (!fabric_.faults.is_active(fault)) {
    if (process.alive) {  // then another fault may want it to die, no sooner than this
      schedule_death(index, fabric_.faults.next_death(faulted(replica), replica.started));
    }
    return;
  }
  fabric_.faults.count_kill(fault.place);
  die(index, fault.cause, fault.verdict.start_again_after);
}

void Processes::dies_of(std::uint32_t visit_index) {
  Visit& visit = fabric_.visits[visit_index];
  visit.timer = nothing;
  die(visit.replica, visit.cause, visit.starts_again_after());
}

void Processes::die(std::uint32_t index,
                    EventId cause,
                    const std::optional<Duration>& start_again_after) {
  Process& process = processes_[index];
  if (process.alive) {
    Replica& replica = fabric_.replicas[index];
    fabric_.faults.note_death(faulted(replica), replica.started, cause, fabric_.now());
    replica.down_cause = cause;
  }
  take_down(index, cause);
  fabric_.visit_side->serve_queues();
  if (start_again_after) {
    process.next_step =
        fabric_.scheduler.after(*start_again_after, [this, index] { start_process(index); });
  } else {
    settle_restarts(index, false);
  }
}

/// Tells every restart that waits for this replica whether it is ready or will never be.
void Processes::settle_restarts(std::uint32_t index, bool is_ready) {
  for (Restart& restart : restarts_) {
    const auto removed = std::erase(restart.waiting, index);
    restart.lost += is_ready ? 0U : static_cast<std::uint32_t>(removed);
    if (removed == 0 || !restart.waiting.empty() || !restart.done) {
      continue;
    }
    OperationResult result;
    if (restart.lost > 0) {
      result = {.outcome = restart.lost == restart.replicas ? Outcome::failed : Outcome::partial,
                .detail = std::to_string(restart.lost) + " of " + std::to_string(restart.replicas) +
                          " replicas died while starting"};
    }
    fabric_.scheduler.post([done = std::move(restart.done), result] { done(result); });
  }
  std::erase_if(restarts_, [](const Restart& restart) { return restart.waiting.empty(); });
}

void Processes::tell(std::uint32_t index) {
  if (!on_replica_) {
    return;
  }
  const Replica& replica = fabric_.replicas[index];
  const ReplicaChange change{.service = fabric_.service_of(replica).name,
                             .replica = replica.ordinal,
                             .up = replica.up,
                             .cause = processes_[index].changed_by};
  fabric_.scheduler.post([this, change] { on_replica_(change); });
}

}  // namespace firedrill::simulated
