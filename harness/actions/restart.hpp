#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/actions/rollout.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Stops the replicas of a service and starts them with the version they hold, all at once or batch
/// by batch: each, the first too, when the one before it is ready and an equal share of `takes` has
/// passed.
/// {"do": "restart", "service": "server", "rollout": "rolling", "batches": 3, "takes": "6m"}
struct Restart {
  static constexpr std::string_view kind = "restart";
  static constexpr std::string_view summary = "restarts replicas with the version they hold";

  std::string service;
  Batching batching = {};
  Duration takes{};  ///< pauses before the batches, in all; incident clock

  static Restart parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
