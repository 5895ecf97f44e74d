#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/engine/world.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// Single requests of people and tools: through a service with all that it needs, its auth provider
/// included, but counted in no population. They carry a user token issued this moment.
class Probes {
 public:
  explicit Probes(Fabric& fabric) : fabric_(fabric) {}

  /// Requires a service. The answer (ok below status 400 within the time, else refused) never comes
  /// before this returns.
  void start(std::uint32_t service, Duration timeout, Completion done);

  /// The call of this ticket has ended.
  void answered(std::uint32_t ticket, const Answer& answer);

 private:
  struct Ticket {
    std::string service;
    Completion done;
  };

  Fabric& fabric_;
  std::vector<Ticket> tickets_;
  std::vector<std::uint32_t> free_;
};

}  // namespace firedrill::simulated
