#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// A line in the timeline: something that people say, or the diagnosis.
/// {"do": "note", "text": "auth v2 is refused by the provider", "as": "diagnosed"}
struct Note {
  static constexpr std::string_view kind = "note";
  static constexpr std::string_view summary = "a line in the timeline, such as the diagnosis";

  std::string text;
  bool diagnosis = false;  ///< key "as": "diagnosed" instead of "note"

  static Note parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
