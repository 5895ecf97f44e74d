#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Turns away a share of a population's requests (of all populations, if none is named) before they
/// reach anything, for a time or until it is cleared.
/// {"do": "shed_load", "population": "clients", "share": "50%", "for": "5m"}
struct ShedLoad {
  static constexpr std::string_view kind = "shed_load";
  static constexpr std::string_view summary = "turns away a share of the requests on purpose";

  std::string population = {};  ///< empty: all
  double share = 0;
  std::optional<Duration> lasts = {};  ///< key "for", incident clock

  static ShedLoad parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
