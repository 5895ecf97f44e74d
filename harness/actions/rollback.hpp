#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/actions/rollout.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Takes a deploy back: stops it if it still runs, and puts the version from before it on all
/// replicas.
/// {"do": "rollback", "of": "release", "takes": "5m"}, and the keys of Rollout.
struct Rollback {
  static constexpr std::string_view kind = "rollback";
  static constexpr std::string_view summary = "takes a deploy back: the version before it returns";

  std::string of;  ///< id of the deploy step
  Rollout rollout = {};

  static Rollback parse(ObjectReader& reader);

  /// Refused: the deploy was never started. No effect: the change is a third party's, or it changed
  /// nothing.
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
