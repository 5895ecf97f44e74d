#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Somebody who has noticed pages those on call.
/// {"do": "page", "text": "the checkout is down", "to": "payments", "who": "support desk"}
struct PageByHand {
  static constexpr std::string_view kind = "page";
  static constexpr std::string_view summary = "somebody who has noticed pages those on call";

  std::string text;  ///< what the incident is called
  std::string to;    ///< a policy, person or schedule; empty: the policy that goes by default
  std::string who;   ///< empty: whoever the step is done by

  static PageByHand parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
