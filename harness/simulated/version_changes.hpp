#pragma once

#include <cstdint>

#include "harness/journal/event.hpp"
#include "harness/simulated/fabric.hpp"

namespace firedrill::simulated {

/// Which of the versions put in place in this run is to blame: found by walking back through what
/// the replicas ran before, so that a change beside the point takes over nobody's blame. Only
/// requests that fail come here.

/// A replica, and the version that worked on the request: it may have moved on since.
struct RunningVersion {
  std::uint32_t replica = nothing;
  std::uint32_t version = nothing;
};

/// One way in which a provider turns a client down.
using Rule = std::uint32_t Refusals::*;

/// The change, of either side, since which the provider has turned the client down; none: it has
/// done so since t = 0.
EventId cause_of_refusal(const Fabric& fabric,
                         RunningVersion client,
                         RunningVersion provider,
                         Rule rule);

/// The change since which a replica behaves, in one respect, as it does; none: as at t = 0.
EventId cause_of_own_work(const Fabric& fabric, RunningVersion running);
EventId cause_of_capacity(const Fabric& fabric, RunningVersion running);
/// ... makes this call, with just these settings.
EventId cause_of_call(const Fabric& fabric, RunningVersion running, std::uint32_t edge);
/// ... verifies tokens of this provider.
EventId cause_of_verifying(const Fabric& fabric, RunningVersion running, std::uint32_t provider);

}  // namespace firedrill::simulated
