#pragma once

#include <optional>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/faults/fault.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Makes a fault act on a service, on some of its replicas, or on the calls from one service to
/// another, on those of one population, or on a part of the response; for a time or until it is
/// cleared. The step's id is the fault's.
/// {"do": "inject", "fault": "error_rate", "rate": "5%", "service": "server", "for": "10m"}
/// {"do": "inject", "fault": "latency", "by": "2s", "edge": "server->identity", "share": "30%"}
struct Inject {
  static constexpr std::string_view kind = "inject";
  static constexpr std::string_view summary = "makes a fault act on a service or on an edge";

  Fault fault;
  FaultTarget target = {};
  Profile profile = {};                ///< keys "share" and "profile"
  std::optional<Duration> lasts = {};  ///< key "for", incident clock

  static Inject parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;

  /// What it injects as that step.
  FaultSpec spec(std::string_view step) const;
};

}  // namespace firedrill::actions
