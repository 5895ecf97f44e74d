#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Another team or a vendor takes over. The steps that follow in the same sequence are theirs.
/// {"do": "hand_off", "to": "identity vendor", "takes": "25m"}
struct HandOff {
  static constexpr std::string_view kind = "hand_off";
  static constexpr std::string_view summary = "another team or a vendor takes over";

  std::string to;
  Duration takes{};  ///< until they do, incident clock

  static HandOff parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
