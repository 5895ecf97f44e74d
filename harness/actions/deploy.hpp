#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/actions/rollout.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Puts a version of a service on its replicas.
/// {"do": "deploy", "service": "server", "version": "5.0.0", "takes": "15m"}, and the keys of
/// Rollout.
struct Deploy {
  static constexpr std::string_view kind = "deploy";
  static constexpr std::string_view summary = "puts a version on the replicas of a service";

  std::string service;
  std::string version;
  Rollout rollout = {};

  static Deploy parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
