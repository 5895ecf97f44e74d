#include "harness/simulated/world.hpp"

#include <cassert>
#include <utility>

#include "harness/behaviour/metrics.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/simulated/calls.hpp"
#include "harness/simulated/clients.hpp"
#include "harness/simulated/fabric.hpp"
#include "harness/simulated/operations.hpp"
#include "harness/simulated/probes.hpp"
#include "harness/simulated/processes.hpp"
#include "harness/simulated/visits.hpp"

namespace firedrill::simulated {

struct World::Parts {
  Parts(const WorldPlan& plan, Scheduler& scheduler)
      : fabric(plan.services, plan.traffic, plan.seed, scheduler),
        calls(fabric),
        visits(fabric),
        clients(fabric, plan.traffic),
        probes(fabric),
        processes(fabric),
        operations(fabric, clients, processes),
        starts_at_unix_ns(plan.starts_at_unix_ns) {
    fabric.call_side = &calls;
    fabric.visit_side = &visits;
    fabric.clients = &clients;
    fabric.probes = &probes;
    for (const Replica& replica : fabric.replicas) {
      const std::string& service = fabric.service_of(replica).name;
      targets.push_back(
          {.job = service, .instance = service + "-" + std::to_string(replica.ordinal)});
    }
    targets.push_back({.job = "firedrill", .instance = "firedrill"});
  }

  void carry_out(PlainTask task);
  void second_ends();
  ScrapeResult scrape(std::size_t target);

  Fabric fabric;
  Calls calls;
  Visits visits;
  Clients clients;
  Probes probes;
  Processes processes;
  Operations operations;
  std::int64_t starts_at_unix_ns;
  std::vector<ScrapeTarget> targets = {};  ///< the replicas, then the load generator
  WorldListener listener = {};
  bool running = false;
};

World::World(const Scenario& scenario, Seed seed, Scheduler& scheduler)
    : World({.services = scenario.services,
             .traffic = scenario.traffic,
             .seed = seed,
             .starts_at_unix_ns = scenario.starts_at_unix_ns},
            scheduler) {}

World::World(const WorldPlan& plan, Scheduler& scheduler)
    : parts_(std::make_unique<Parts>(plan, scheduler)) {
  scheduler.set_plain_handler(&World::carry_out, parts_.get());
}

World::~World() = default;

void World::carry_out(void* context, PlainTask task) {
  Parts& parts = *static_cast<Parts*>(context);
  if (parts.running) {
    parts.carry_out(task);
    parts.visits.serve_queues();
  }
}

void World::Parts::carry_out(PlainTask task) {
  switch (static_cast<TaskKind>(task.kind)) {
    case TaskKind::arrival:
      return clients.arrives(task.subject);
    case TaskKind::request_arrives:
      return visits.request_arrives(task.subject);
    case TaskKind::hold_ends:
      return visits.hold_ends(task.subject);
    case TaskKind::work_ends:
      return visits.work_ends(task.subject);
    case TaskKind::process_dies:
      return processes.dies_of(task.subject);
    case TaskKind::answer_arrives:
      return calls.answer_arrives(task.subject);
    case TaskKind::attempt_times_out:
      return calls.attempt_times_out(task.subject);
    case TaskKind::next_attempt:
      return calls.next_attempt(task.subject);
    case TaskKind::second_ends:
      return second_ends();
  }
}

void World::Parts::second_ends() {
  const Instant now = fabric.now();
  fabric.schedule(now + std::chrono::seconds{1}, TaskKind::second_ends, 0);
  if (listener.on_traffic) {
    clients.report(now, listener.on_traffic);
  }
}

void World::start(WorldListener listener, Completion done) {
  Parts& parts = *parts_;
  parts.listener = std::move(listener);
  parts.running = true;
  parts.processes.start(parts.listener.on_replica);
  parts.clients.start();
  const auto second = std::chrono::floor<std::chrono::seconds>(parts.fabric.now());
  parts.fabric.schedule(second + std::chrono::seconds{1}, TaskKind::second_ends, 0);
  if (done) {
    parts.fabric.scheduler.post([done = std::move(done)] { done({}); });
  }
}

void World::perform(const Operation& operation, EventId cause, Completion done) {
  parts_->operations.perform(operation, cause, std::move(done));
}

std::vector<ScrapeTarget> World::scrape_targets() const {
  return parts_->targets;
}

void World::scrape(std::size_t target, ScrapeCompletion done) {
  parts_->fabric.scheduler.post(
      [done = std::move(done), result = parts_->scrape(target)]() mutable {
        done(std::move(result));
      });
}

ScrapeResult World::Parts::scrape(std::size_t target) {
  assert(target < targets.size());
  if (target == fabric.replicas.size()) {
    return {.up = true, .samples = clients.expose(targets[target])};
  }
  Replica& replica = fabric.replicas[target];
  if (!replica.up || fabric.faults.has_stopped(faulted(replica), fabric.now())) {
    return {};
  }
  const auto started_ns = starts_at_unix_ns + replica.started.time_since_epoch().count();
  const ReplicaGauges gauges{.version = fabric.blueprint.versions[replica.version].name,
                             .ordinal = replica.ordinal,
                             .in_flight = replica.active.size + replica.queue.size,
                             .queue_length = replica.queue.size,
                             .process_start_s = static_cast<double>(started_ns) / 1e9};
  const std::string& service = fabric.service_of(replica).name;
  return {.up = true,
          .samples = replica.metrics.expose(fabric.blueprint, service, targets[target], gauges)};
}

std::vector<FaultTally> World::fault_tallies() const {
  return parts_->fabric.faults.tallies(parts_->fabric.now());
}

void World::stop() {
  Parts& parts = *parts_;
  if (!std::exchange(parts.running, false)) {
    return;
  }
  parts.clients.stop();
  parts.clients.count_unanswered();
  parts.processes.stop();
  if (parts.listener.on_traffic) {
    parts.clients.report(parts.fabric.now() + std::chrono::seconds{1}, parts.listener.on_traffic);
  }
}

World::Usage World::usage() const {
  const Fabric& fabric = parts_->fabric;
  return {.requests = fabric.visits.in_use() + fabric.calls.in_use(),
          .capacity = fabric.visits.capacity() + fabric.calls.capacity()};
}

}  // namespace firedrill::simulated
