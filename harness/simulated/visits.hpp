#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/simulated/answer.hpp"
#include "harness/simulated/auth_steps.hpp"
#include "harness/simulated/fabric.hpp"
#include "harness/simulated/records.hpp"

namespace firedrill::simulated {

/// The callee's side of every call: what happens to a request from the moment it is sent until its
/// answer leaves the replica.
///
/// On arrival the request draws its service time and the active faults decide about it. Then it
/// takes a worker, or waits in the replica's queue, or is answered 503 if that is full. It holds
/// the worker while it goes through the steps of the version that runs at that moment: tokens and
/// keys of auth providers, own work, then the groups of calls. A failed call ends it with the
/// call's `fails.reply`; an answer 4xx other than 408 and 429 is passed on, because the mistake was
/// the client's. The first failure of a group does not wait for the group's other calls.
///
/// A request that ends may end its callers too, and they abandon their other calls: all at one
/// instant, up and down one client's tree of calls. Nothing of another tree begins meanwhile: a
/// worker that becomes free is only noted, and who waits for it begins in serve_queues().
class Visits {
 public:
  explicit Visits(Fabric& fabric) : fabric_(fabric), auth_(fabric) {}

  /// Sends the request of an open call to a replica. May answer before it returns.
  void send(std::uint32_t call, std::uint32_t replica);

  /// The caller has given up. Whether the work goes on is up to the service.
  void forsake(std::uint32_t index);

  /// A call of this visit has ended; `edge_index` is the way it went.
  void call_ended(std::uint32_t index, std::uint32_t edge_index, const Answer& answer);

  /// Whoever waits at a replica with a free worker begins. To be called after everything that may
  /// have ended a request or added workers, when nothing of it is under way any more.
  void serve_queues() {
    if (!owing_.empty()) {
      serve_owing();
    }
  }

  /// Workers of the replica may have become free.
  void note_free_workers(std::uint32_t replica_index);

  /// Breaks the connections of all requests at a replica; their callers see a reset.
  void drop_all(std::uint32_t replica_index, EventId cause);

  /// Those of its process, and not what processes before it still finish.
  void drop_own(std::uint32_t replica_index, EventId cause);

  // The tasks of a visit.
  void request_arrives(std::uint32_t index);
  void hold_ends(std::uint32_t index);
  void work_ends(std::uint32_t index);

 private:
  void doom(VisitList& list);
  FaultDetails details_of(const Visit& visit) const;
  bool is_added(Visit& visit, const Edge& edge);
  void apply_faults(std::uint32_t index);
  void carry_out(std::uint32_t index);
  std::size_t workers_of(const Replica& replica) const;
  void admit(std::uint32_t index);
  void begin(std::uint32_t index);
  void proceed(std::uint32_t index);
  void start_work(std::uint32_t index);
  void launch(std::uint32_t index, const PlanStep& step);
  void make_call(std::uint32_t index, std::uint32_t edge, const CarriedToken& token);
  std::uint16_t outcome_of(Visit& visit, std::uint32_t edge_index, const Answer& answer);
  void finish(std::uint32_t index, const Answer& result);
  void leave(std::uint32_t index);
  void serve_owing();
  void abandon_calls(std::uint32_t index);
  void answer(std::uint32_t call, const Answer& result);

  Fabric& fabric_;
  AuthSteps auth_;
  std::vector<std::uint32_t> owing_;  ///< replicas with a queue that may have a free worker
};

}  // namespace firedrill::simulated
