#pragma once

#include <cstdint>
#include <vector>

#include "harness/simulated/answer.hpp"
#include "harness/simulated/fabric.hpp"
#include "harness/simulated/records.hpp"

namespace firedrill::simulated {

struct CallOrder {
  std::uint32_t edge = nothing;
  std::uint32_t parent = nothing;      ///< Visit that waits; of a probe, its ticket
  std::uint32_t edge_state = nothing;  ///< of the caller
  CarriedToken token = {};
  Duration timeout{};  ///< of the first attempt; zero: the edge says it
};

/// The caller's side of every call: choice of a replica, timeout of each attempt, retries with
/// back-off and budget, circuit breaker. The end of the call goes to the Visit, the population or
/// the probe that made it.
///
/// A caller goes round the replicas that are up, as a load balancer with a perfect health check
/// does; only if none is up is the call refused. Retries may reach another replica.
class Calls {
 public:
  explicit Calls(Fabric& fabric)
      : fabric_(fabric),
        next_replica_(fabric.blueprint.services.size()) {}

  /// May end the call (and tell its parent) before it returns.
  void start(const CallOrder& order);

  /// The callee has sent its answer to an open call.
  void answered(std::uint32_t index, const Answer& answer);

  /// The parent is not interested any more: the call goes away without telling anybody.
  void abandon(std::uint32_t index);

  // The tasks of an open call.
  void answer_arrives(std::uint32_t index);
  void attempt_times_out(std::uint32_t index);
  void next_attempt(std::uint32_t index);

 private:
  void attempt(std::uint32_t index, Duration timeout);
  void attempt_ends(std::uint32_t index, const Answer& answer);
  void tell_breaker(const OpenCall& call, const Answer& answer);
  void count(const OpenCall& call, const Answer& answer);
  void retry_or_end(std::uint32_t index, const Answer& answer);
  void end(std::uint32_t index);
  void unlink(std::uint32_t index);
  /// A replica that is up, or nothing.
  std::uint32_t choose_replica(std::uint32_t service);
  EventId why_down(std::uint32_t service) const;

  Fabric& fabric_;
  std::vector<std::uint32_t> next_replica_;  ///< by service, ordinal
};

}  // namespace firedrill::simulated
