#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Ends what an inject or a shed_load began, before its time.
/// {"do": "clear", "of": "slow-auth"}
struct Clear {
  static constexpr std::string_view kind = "clear";
  static constexpr std::string_view summary = "ends a fault or the shedding of load";

  std::string of;  ///< id of the inject or shed_load step

  static Clear parse(ObjectReader& reader);

  /// No effect: it is not active.
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
