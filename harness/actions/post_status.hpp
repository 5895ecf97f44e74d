#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// An update on the status page: customers who read it know that somebody is on it, and report
/// nothing more.
/// {"do": "post_status", "text": "we are investigating failed log-ins"}
struct PostStatus {
  static constexpr std::string_view kind = "post_status";
  static constexpr std::string_view summary =
      "an update on the status page, after which customers report no more";

  std::string text;

  static PostStatus parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
