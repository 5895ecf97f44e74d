#pragma once

#include <optional>
#include <string>

#include "harness/actions/operation.hpp"
#include "harness/engine/world.hpp"
#include "harness/simulated/clients.hpp"
#include "harness/simulated/fabric.hpp"
#include "harness/simulated/processes.hpp"

namespace firedrill::simulated {

/// Carries out what World::perform() is asked for.
class Operations {
 public:
  Operations(Fabric& fabric, Clients& clients, Processes& processes)
      : fabric_(fabric),
        clients_(clients),
        processes_(processes) {}

  /// As World::perform().
  void perform(const Operation& operation, EventId cause, Completion done);

 private:
  /// What it came to; nullopt: the completion has been handed on.
  using Done = std::optional<OperationResult>;

  Done carry_out(const Install& install, EventId cause);
  Done carry_out(const RestartReplicas& restart, EventId cause, Completion& done);
  Done carry_out(const RotateSigningKeys& rotate, EventId cause);
  Done carry_out(const EmptyCaches& empty, EventId cause);
  Done carry_out(const SetShedding& shedding, EventId cause);
  Done carry_out(const StartFault& start, EventId cause);
  Done carry_out(const EndFault& end);
  void hold_workers();
  Done carry_out(const Probe& probe, Completion& done);
  /// Nullopt if there is no such service, or it has no such replicas.
  std::optional<ReplicaSpan> find(const ReplicaRange& range) const;

  Fabric& fabric_;
  Clients& clients_;
  Processes& processes_;
};

}  // namespace firedrill::simulated
