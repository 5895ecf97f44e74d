#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/engine/world.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// A run of replicas, by their place among all of them.
struct ReplicaSpan {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// The life of every replica's process: started, ready after its version's `startup`, down, started
/// again by a restart or by a fault's supervisor. A process that starts has counters at zero, empty
/// caches, closed breakers, and the version that its replica holds; it is slow at first (warm-up).
class Processes {
 public:
  using OnReplica = std::function<void(const ReplicaChange&)>;

  explicit Processes(Fabric& fabric);

  /// All replicas are up and warm, as after a long quiet time.
  void start(OnReplica on_replica);
  /// Nothing starts or dies any more.
  void stop();

  /// Takes replicas down and starts them again; answers when the last is ready, failed or partial
  /// if a fault has killed some for good.
  void restart(ReplicaSpan span, EventId cause, Completion done);

  /// Another version runs in the replica's place from now on: in a process of its own, that takes
  /// over what waits. It is warm at once.
  void replaced(std::uint32_t index, InFlight in_flight, EventId cause);

  /// The fault `id` of this service has just been started.
  void strike(std::string_view id, std::uint32_t service);

  /// The process that has this visit, alive as it is, dies of it at this moment.
  void dies_of(std::uint32_t visit);

 private:
  struct Process {
    bool alive = false;                  ///< starting or up
    EventId changed_by = EventId::none;  ///< what stopped it last, to start it again or not
    TaskId next_step = {};               ///< its start, or the end of its startup
    Instant dies_at = Instant::max();    ///< by a fault; max: of none that is known
    TaskId death = {};                   ///< its task
  };

  struct Restart {
    std::vector<std::uint32_t> waiting;  ///< replicas that are not ready yet
    std::uint32_t replicas;
    std::uint32_t lost = 0;
    Completion done;
  };

  void take_down(std::uint32_t index, EventId cause);
  void start_process(std::uint32_t index);
  void begin_startup(std::uint32_t index);
  void ready(std::uint32_t index);
  void kill(std::uint32_t index, const FaultTable::ProcessFault& fault);
  void die(std::uint32_t index, EventId cause, const std::optional<Duration>& start_again_after);
  void begin_memory(std::uint32_t index, EventId cause);
  void cancel_death(std::uint32_t index);
  void schedule_death(std::uint32_t index, const FaultTable::ProcessFault& fault);
  void settle_restarts(std::uint32_t index, bool is_ready);
  void tell(std::uint32_t index);

  Fabric& fabric_;
  OnReplica on_replica_;
  std::vector<Process> processes_;  ///< by replica
  std::vector<Restart> restarts_;
};

}  // namespace firedrill::simulated
