#include "harness/simulated/operations.hpp"

#include <utility>

#include "harness/core/overloaded.hpp"
#include "harness/simulated/auth_caches.hpp"
#include "harness/simulated/probes.hpp"
#include "harness/simulated/visits.hpp"

namespace firedrill::simulated {
namespace {

OperationResult refuse(std::string why) {
  return {.outcome = Outcome::refused, .detail = std::move(why)};
}

OperationResult refuse_range(const ReplicaRange& range) {
  return refuse("no replicas " + std::to_string(range.first) + " to " +
                std::to_string(range.first + range.count) + " of a service \"" + range.service +
                "\"");
}

}  // namespace

void Operations::perform(const Operation& operation, EventId cause, Completion done) {
  const Done result = std::visit(
      Overloaded{[&](const Install& install) { return carry_out(install, cause); },
                 [&](const RestartReplicas& restart) { return carry_out(restart, cause, done); },
                 [&](const RotateSigningKeys& rotate) { return carry_out(rotate, cause); },
                 [&](const EmptyCaches& empty) { return carry_out(empty, cause); },
                 [&](const SetShedding& shedding) { return carry_out(shedding, cause); },
                 [&](const StartFault& start) { return carry_out(start, cause); },
                 [&](const EndFault& end) { return carry_out(end); },
                 [&](const Probe& probe) { return carry_out(probe, done); },
                 [](const PostOnStatusPage&) { return Done{OperationResult{}}; }},
      operation);
  fabric_.visit_side->serve_queues();
  if (result && done) {
    fabric_.scheduler.post([done = std::move(done), result = *result] { done(result); });
  }
}

Operations::Done Operations::carry_out(const Install& install, EventId cause) {
  const std::optional<ReplicaSpan> span = find(install.replicas);
  if (!span) {
    return refuse_range(install.replicas);
  }
  const ServicePlan& service = fabric_.service_of(fabric_.replicas[span->first]);
  const std::uint32_t version = fabric_.blueprint.find_version(service, install.version);
  if (version == nothing) {
    return refuse(service.name + " has no version \"" + install.version + "\"");
  }
  bool changed = false;
  for (std::uint32_t index = span->first; index < span->first + span->count; ++index) {
    Replica& replica = fabric_.replicas[index];
    if (replica.held != version ||
        (install.activation == Activation::now && replica.version != version)) {
      changed = true;
      replica.held = version;
      replica.held_cause = cause;
    }
    if (install.activation == Activation::now && replica.version != version) {
      fabric_.change_version(replica, version, cause);
      processes_.replaced(index, install.in_flight, cause);
      fabric_.visit_side->note_free_workers(index);
      if (install.in_flight == InFlight::drop) {
        fabric_.visit_side->drop_own(index, cause);
      }
    }
  }
  return OperationResult{.outcome = changed ? Outcome::ok : Outcome::no_effect};
}

Operations::Done Operations::carry_out(const RestartReplicas& restart,
                                       EventId cause,
                                       Completion& done) {
  const std::optional<ReplicaSpan> span = find(restart.replicas);
  if (!span) {
    return refuse_range(restart.replicas);
  }
  processes_.restart(*span, cause, std::move(done));
  return std::nullopt;
}

Operations::Done Operations::carry_out(const RotateSigningKeys& rotate, EventId cause) {
  const std::uint32_t provider = fabric_.blueprint.find_service(rotate.provider);
  if (provider == nothing || !fabric_.blueprint.services[provider].is_provider) {
    return refuse("no auth provider \"" + rotate.provider + "\"");
  }
  fabric_.signing_keys[provider].rotate(fabric_.now(), rotate.overlap, cause);
  return OperationResult{};
}

Operations::Done Operations::carry_out(const EmptyCaches& empty, EventId cause) {
  const std::uint32_t service = fabric_.blueprint.find_service(empty.service);
  if (service == nothing) {
    return refuse("no service \"" + empty.service + "\"");
  }
  const ServicePlan& plan = fabric_.blueprint.services[service];
  for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
    const Replica& replica = fabric_.replicas[plan.first_replica + ordinal];
    purge_auth_caches(fabric_, replica, empty.cache, cause);
  }
  return OperationResult{.outcome = plan.auth_caches > 0 ? Outcome::ok : Outcome::no_effect};
}

Operations::Done Operations::carry_out(const SetShedding& shedding, EventId cause) {
  if (!clients_.shed(shedding.population, shedding.share, cause)) {
    return refuse("no population \"" + shedding.population + "\"");
  }
  return OperationResult{};
}

Operations::Done Operations::carry_out(const StartFault& start, EventId cause) {
  const FaultTarget& target = start.fault.target;
  switch (fabric_.faults.start(start.fault, cause, fabric_.now())) {
    case FaultTable::Change::done:
      processes_.strike(start.fault.id, fabric_.blueprint.find_service(target.service));
      hold_workers();
      return OperationResult{};
    case FaultTable::Change::unknown_target:
      return refuse(
          "no service \"" + target.service + "\"" +
          (target.from.empty() ? "" : ", or none \"" + target.from + "\"") +
          (target.population.empty() ? "" : ", or no population \"" + target.population + "\"") +
          (target.version.empty() ? "" : ", or no version \"" + target.version + "\""));
    case FaultTable::Change::unknown_fault:
    case FaultTable::Change::already:
    case FaultTable::Change::in_vain:
      return OperationResult{.outcome = Outcome::no_effect, .detail = "already injected"};
  }
  return OperationResult{};
}

/// As the faults say that are active now.
void Operations::hold_workers() {
  if (!fabric_.faults.has_held_workers()) {
    return;
  }
  for (std::uint32_t index = 0; index < fabric_.replicas.size(); ++index) {
    Replica& replica = fabric_.replicas[index];
    const std::uint32_t left = fabric_.faults.workers_left(faulted(replica));
    if (std::exchange(replica.workers_left, left) < left) {
      fabric_.visit_side->note_free_workers(index);
    }
  }
}

Operations::Done Operations::carry_out(const EndFault& end) {
  switch (fabric_.faults.end(end.id, fabric_.now())) {
    case FaultTable::Change::done:
      hold_workers();
      return OperationResult{};
    case FaultTable::Change::already:
      return OperationResult{.outcome = Outcome::no_effect, .detail = "already cleared"};
    case FaultTable::Change::in_vain:
      return OperationResult{.outcome = Outcome::no_effect,
                             .detail = "a crash is not undone by clearing it: restart"};
    case FaultTable::Change::unknown_fault:
    case FaultTable::Change::unknown_target:
      return refuse("no fault \"" + end.id + "\" was injected");
  }
  return OperationResult{};
}

Operations::Done Operations::carry_out(const Probe& probe, Completion& done) {
  const std::uint32_t service = fabric_.blueprint.find_service(probe.service);
  if (service == nothing) {
    return refuse("no service \"" + probe.service + "\"");
  }
  fabric_.probes->start(service, probe.timeout, std::move(done));
  return std::nullopt;
}

std::optional<ReplicaSpan> Operations::find(const ReplicaRange& range) const {
  const std::uint32_t service = fabric_.blueprint.find_service(range.service);
  if (service == nothing || range.count == 0) {
    return std::nullopt;
  }
  const ServicePlan& plan = fabric_.blueprint.services[service];
  if (range.first >= plan.replicas || range.count > plan.replicas - range.first) {
    return std::nullopt;
  }
  return ReplicaSpan{.first = plan.first_replica + static_cast<std::uint32_t>(range.first),
                     .count = static_cast<std::uint32_t>(range.count)};
}

}  // namespace firedrill::simulated
